//! From a source to the points of its scan.

use std::io::Read;
use std::path::PathBuf;
use std::sync::OnceLock;

use anyhow::{Context, Result};
use nalgebra::Point3;
use voxelnet_config::DatasetConfig;
use voxelnet_kitti::{Camera, crop_to_image};
use voxelnet_scene::{
    FullScale, IntensityScale, PointCloud, Scan, ScanFormat, ScanOptions, ScanProblem,
    full_scale_of_files, read_scan_from, read_scan_with,
};

use super::cameras::Cameras;
use super::file_options::ScanFileOptions;
use super::inputs::{Input, Source};
use super::standard_input::StandardInput;
use super::transform::RigidTransform;
use crate::intensities::tell_full_scale;
use crate::interrupt::Interrupt;
use crate::progress::Progress;

/// The options of a user about the reading of scans.
#[derive(Clone, Debug)]
pub struct ReadingOptions {
    pub files: ScanFileOptions,
    /// Whether points are moved by the pose of the sensor that their file has.
    pub apply_viewpoint: bool,
    pub transform: Option<RigidTransform>,
    /// Calibration of the camera in whose image the points must lie: a file, or a folder with one per scan.
    pub crop_to_image: Option<PathBuf>,
}

/// The reading of scans for one configuration.
#[derive(Clone, Debug)]
pub struct ScanReading {
    options: ScanOptions,
    transform: Option<RigidTransform>,
    /// In whose images the points are to lie.
    crop: Option<Cameras>,
    /// The scale of intensities in the first scan of a stream that shows one, for all after it.
    scale_of_stream: OnceLock<FullScale>,
    /// Ends the wait for standard input.
    interrupt: Interrupt,
}

impl ScanReading {
    /// Combines the options of a user with a configuration.
    pub fn new(options: &ReadingOptions, dataset: &DatasetConfig) -> Self {
        Self {
            options: ScanOptions {
                apply_viewpoint: options.apply_viewpoint,
                ..options.files.for_dataset(dataset)
            },
            transform: options.transform,
            crop: options.crop_to_image.clone().map(|path| Cameras::new(path, dataset)),
            scale_of_stream: OnceLock::new(),
            interrupt: Interrupt::default(),
        }
    }

    /// Gives up waiting for standard input after an interrupt.
    pub fn until(self, interrupt: Interrupt) -> Self {
        Self { interrupt, ..self }
    }

    /// With the scale of intensities that most of several scans have, and a warning where it is not 1. A single scan
    /// keeps its own.
    pub fn with_common_scale(mut self, inputs: &[Input], progress: Progress) -> Self {
        let files: Vec<&PathBuf> = inputs.iter().filter_map(Input::file).collect();
        if inputs.len() < 2 {
            return self;
        }
        let common = full_scale_of_files(&files, &self.options);
        common.inspect(|&common| tell_full_scale(common, progress));
        self.options = self.options.with_full_scale(common);
        self
    }

    /// Numbers in a row of standard input.
    pub fn columns(&self) -> usize {
        self.options.columns.unwrap_or(ScanOptions::USUAL_COLUMNS)
    }

    /// The scale of intensities, of all scans where they have one in common.
    pub fn intensity_scale(&self) -> IntensityScale {
        self.options.intensity_scale
    }

    /// The place of the sensor in the frame of the scans that are read.
    pub fn sensor(&self) -> Point3<f64> {
        self.transform.unwrap_or_default().isometry() * Point3::origin()
    }

    /// Reads a scan, moves and crops it.
    pub fn read(&self, input: &Input) -> Result<Scan> {
        let mut scan = self.read_whole(input)?;
        self.crop(&mut scan.cloud, input)?;
        Ok(scan)
    }

    /// Reads a scan and moves it.
    pub fn read_whole(&self, input: &Input) -> Result<Scan> {
        let mut scan = match &input.source {
            Source::File(path) => read_scan_with(path, &self.options)?,
            Source::Stdin => {
                let input = StandardInput::new(self.interrupt.clone());
                read_rows(input, &self.options).with_context(|| Source::Stdin.to_string())?
            }
            Source::Piece(rows) => self.read_piece(rows).with_context(|| input.to_string())?,
        };
        if let Some(transform) = &self.transform {
            transform.apply(&mut scan.cloud);
        }
        Ok(scan)
    }

    /// Reads a scan of a stream, on the scale of those before.
    fn read_piece(&self, rows: &[u8]) -> Result<Scan, ScanProblem> {
        let known = self.scale_of_stream.get().copied();
        let scan = read_rows(rows, &self.options.with_full_scale(known))?;
        if let Some(full_scale) = scan.full_scale {
            self.scale_of_stream.get_or_init(|| full_scale);
        }
        Ok(scan)
    }

    /// Leaves out the points of a scan that are outside the image of its camera, if there is one.
    pub fn crop(&self, cloud: &mut PointCloud, input: &Input) -> Result<()> {
        if let Some(cameras) = &self.crop {
            let Camera { calibration, image } = cameras.of(&input.name)?;
            *cloud = crop_to_image(cloud, &calibration, image);
        }
        Ok(())
    }
}

fn read_rows(rows: impl Read, options: &ScanOptions) -> Result<Scan, ScanProblem> {
    read_scan_from(rows, ScanFormat::Bin, options)
}
