//! From a source to the points of its scan.

use std::path::PathBuf;

use anyhow::{Context, Result};
use voxelnet_config::DatasetConfig;
use voxelnet_kitti::{Camera, crop_to_image};
use voxelnet_scene::{
    IntensityScale, Scan, ScanFormat, ScanOptions, read_scan_from, read_scan_with,
};

use super::cameras::Cameras;
use super::inputs::{Input, Source};
use super::transform::RigidTransform;

/// The options of a user about the reading of scans.
#[derive(Clone, Debug)]
pub struct ReadingOptions {
    /// Numbers in a row of files without a header.
    pub columns: usize,
    /// None leaves it to the configuration.
    pub intensity_scale: Option<IntensityScale>,
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
}

impl ScanReading {
    /// Combines the options of a user with a configuration.
    pub fn new(options: &ReadingOptions, dataset: &DatasetConfig) -> Self {
        // A configuration that scales intensities knows what they are.
        let is_known = dataset.scan.intensity_scale != 1.;
        let usual = if is_known { IntensityScale::AsWritten } else { IntensityScale::Auto };
        Self {
            options: ScanOptions {
                columns: Some(options.columns),
                intensity_scale: options.intensity_scale.unwrap_or(usual),
            },
            transform: options.transform,
            crop: options.crop_to_image.clone().map(|path| Cameras::new(path, dataset)),
        }
    }

    /// Reads a scan, moves and crops it.
    pub fn read(&self, input: &Input) -> Result<Scan> {
        let mut scan = match &input.source {
            Source::File(path) => read_scan_with(path, &self.options)?,
            Source::Stdin => {
                read_scan_from(std::io::stdin().lock(), ScanFormat::Bin, &self.options)
                    .with_context(|| input.source.to_string())?
            }
        };
        if let Some(transform) = &self.transform {
            transform.apply(&mut scan.cloud);
        }
        if let Some(cameras) = &self.crop {
            let Camera { calibration, image } = cameras.of(&input.name)?;
            scan.cloud = crop_to_image(&scan.cloud, &calibration, image);
        }
        Ok(scan)
    }
}
