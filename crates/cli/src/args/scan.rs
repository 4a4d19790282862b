//! Command-line arguments of the commands that read scans.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use voxelnet_scene::IntensityScale;

use super::values::transform;
use crate::scans::file_options::ScanFileOptions;
use crate::scans::reading::ReadingOptions;
use crate::scans::transform::RigidTransform;

const HEADING: &str = "Scan options";

/// The content of scan files.
#[derive(Clone, Copy, Debug, ClapArgs)]
pub struct ScanFileArgs {
    /// Read rows of this many numbers from .bin files and standard input: x, y, z, intensity first; the rest is
    /// skipped (default: dataset.scan.columns, or 4)
    #[arg(help_heading = HEADING, long, value_name = "N", value_parser = clap::value_parser!(u16).range(3..))]
    pub columns: Option<u16>,
    /// Divide intensities by this value; auto detects 1, 255 or 65535 once for all scans (default: auto, unless the
    /// factor dataset.scan.intensity_scale is set)
    #[arg(help_heading = HEADING, long, value_name = "auto|NUMBER")]
    pub intensity_scale: Option<IntensityScale>,
}

impl From<ScanFileArgs> for ScanFileOptions {
    fn from(ScanFileArgs { columns, intensity_scale }: ScanFileArgs) -> Self {
        Self { columns: columns.map(usize::from), intensity_scale }
    }
}

/// The reading of scans.
#[derive(Debug, ClapArgs)]
pub struct ScanArgs {
    #[command(flatten)]
    pub files: ScanFileArgs,
    /// Move the points by the pose of the sensor in the file: VIEWPOINT of PCD, or the element camera that the Point
    /// Cloud Library writes into PLY; before --lidar-transform
    #[arg(help_heading = HEADING, long)]
    pub apply_viewpoint: bool,
    /// Move the points first, from their sensor's frame into one with x forward, z up and the road 1.73 m
    /// below, which results are written in; give the pose of the sensor, x,y,z in metres and roll,pitch,yaw in
    /// radians, or a file with a 3 x 4 matrix
    #[arg(help_heading = HEADING, long, value_name = "x,y,z,roll,pitch,yaw|FILE", allow_hyphen_values = true, value_parser = transform)]
    pub lidar_transform: Option<RigidTransform>,
    /// Keep only the points in the camera's image, by this calibration: a file, or a folder with one per scan
    #[arg(help_heading = HEADING, long, value_name = "FILE|DIR")]
    pub crop_to_image: Option<PathBuf>,
}

impl From<&ScanArgs> for ReadingOptions {
    fn from(args: &ScanArgs) -> Self {
        Self {
            files: args.files.into(),
            apply_viewpoint: args.apply_viewpoint,
            transform: args.lidar_transform,
            crop_to_image: args.crop_to_image.clone(),
        }
    }
}
