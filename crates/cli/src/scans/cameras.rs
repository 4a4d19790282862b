//! The cameras that see scans.

use std::path::{Path, PathBuf};

use anyhow::Result;
use voxelnet_config::DatasetConfig;
use voxelnet_kitti::{Calibration, Camera, ImageSize, raw_calibration_in};

/// Extensions of images in a folder, the usual one first.
const IMAGE_EXTENSIONS: [&str; 6] = ["png", "jpg", "jpeg", "PNG", "JPG", "JPEG"];

/// Calibrations: one file for all scans, or a folder with one for each.
#[derive(Clone, Debug)]
pub struct Cameras {
    path: PathBuf,
    image_size: ImageSize,
}

impl Cameras {
    pub fn new(path: PathBuf, dataset: &DatasetConfig) -> Self {
        let [width, height] = dataset.image_size;
        Self { path, image_size: ImageSize { width, height } }
    }

    /// The camera of a scan.
    pub fn of(&self, name: &str) -> Result<Camera> {
        let own = file_of(&self.path, name, "txt");
        let shared = if own.is_file() { None } else { raw_calibration_in(&self.path) };
        let calibration = Calibration::read(&shared.unwrap_or(own))?;
        Ok(Camera { calibration, image: self.image_size })
    }
}

/// The image of a scan: what was typed, or the one with its name in the folder that was typed.
pub fn image_of(typed: &Path, name: &str) -> PathBuf {
    let named = IMAGE_EXTENSIONS.map(|extension| file_of(typed, name, extension));
    let found = named.iter().find(|path| path.exists());
    // Reading what is not there reports it.
    found.unwrap_or(&named[0]).clone()
}

/// The file of a scan: what was typed, or the one with its name in the folder that was typed.
pub fn file_of(typed: &Path, name: &str, extension: &str) -> PathBuf {
    if typed.is_dir() { typed.join(format!("{name}.{extension}")) } else { typed.to_owned() }
}
