//! Command-line arguments of `voxelnet detect`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use voxelnet_config::MinScore;
use voxelnet_runs::CheckpointSelector;

use super::compute::ComputeArgs;
use super::scan::ScanArgs;
use super::values::checkpoint;
use crate::detect::format::Format;
use crate::scans::stream::Framing;

#[derive(Debug, ClapArgs)]
#[command(group = clap::ArgGroup::new("model"))]
pub struct DetectArgs {
    /// Detect in these scans, .bin, .ply, .pcd, .npy or .npz: files, folders, patterns such as 'scans/*.bin', or -
    /// for rows of 32-bit floats on standard input
    #[arg(required = true, value_name = "SCAN")]
    pub scans: Vec<PathBuf>,
    /// Detect in one scan after the other from standard input (SCAN is -): scans of N points each, or with the number
    /// of bytes before each scan, a little-endian 32-bit integer; results appear after each scan, for frames
    /// stdin-000000, stdin-000001, ..
    #[arg(long, value_name = "points=N|length")]
    pub stream: Option<Framing>,
    /// Use the run in this folder (default: the weights that come with the program, for cars, pedestrians and
    /// cyclists)
    #[arg(long, value_name = "DIR", group = "model")]
    pub run: Option<PathBuf>,
    /// Use this checkpoint of the run (default: the best, or the last when none was validated)
    #[arg(long, value_name = "best|last|STEP", default_value = "", hide_default_value = true, value_parser = checkpoint, requires = "run")]
    pub checkpoint: CheckpointSelector,
    /// Use a weights file instead of a run
    #[arg(long, value_name = "FILE", group = "model")]
    pub weights: Option<PathBuf>,
    /// Write the results into this folder; without it, or with -, print JSON lines as soon as they are found
    #[arg(long, value_name = "DIR|-")]
    pub out: Option<PathBuf>,
    /// Go on with an interrupted detection in --out: skip the scans that are done
    #[arg(long, requires = "out")]
    pub resume: bool,
    /// Write all digits into JSON and CSV (default: millimetres, and four decimals of scores and angles)
    #[arg(long)]
    pub full_precision: bool,
    /// Write these formats: detections.jsonl, detections.csv, and per scan a KITTI result file, a page for the
    /// browser, a picture from above, the image of the camera with the boxes, or a coloured point cloud
    #[arg(long, value_enum, value_delimiter = ',', default_value = "json")]
    pub format: Vec<Format>,
    /// Use this calibration for the formats kitti and camera: a file, or a folder with one file per scan
    #[arg(long, value_name = "FILE|DIR")]
    pub calib: Option<PathBuf>,
    /// Use this image for the format camera: a PNG or JPEG file, or a folder with one per scan
    #[arg(long, value_name = "FILE|DIR")]
    pub image: Option<PathBuf>,
    #[command(flatten)]
    pub scan: ScanArgs,
    /// Write the voxels of one scan and the output of every stage, computed by libtorch, as a safetensors file
    #[arg(long, value_name = "FILE")]
    pub dump: Option<PathBuf>,
    /// Leave out detections below this score, or below one for each class that is named, such as Car=0.3,Cyclist=0.5
    /// (default: those of the configuration)
    #[arg(long, value_name = "SCORE|CLASS=SCORE,..")]
    pub min_score: Option<MinScore>,
    /// Replace a key of the configuration, such as detection.calibration.enabled=false
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    /// Set the seed of the choice of points in a crowded voxel (default: that of the configuration)
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    #[command(flatten)]
    pub compute: ComputeArgs,
}
