//! The part of a configuration that says what a network sees.

use std::path::Path;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};
use voxelnet_head::{
    ConfigError, DatasetConfig, DetectionConfig, NetworkConfig, NetworkLayout, parse_toml,
};

use crate::{AugmentConfig, DatasetError};

/// The sections of a configuration from files to what the network sees. What else belongs to a whole
/// configuration, the loss and how training goes, is passed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataConfig {
    /// How the files of the dataset are to be understood.
    #[serde(default)]
    pub dataset: DatasetConfig,
    /// The layers, with the grid and the classes.
    pub network: NetworkConfig,
    /// From output maps to detections.
    pub detection: DetectionConfig,
    /// What of training decides what is seen.
    pub train: SeenInTraining,
    /// How training frames are varied.
    pub augment: AugmentConfig,
    loss: Option<Value>,
}

/// The keys of the section `train` that decide what is seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeenInTraining {
    /// Decides every random choice of the run.
    pub seed: u64,
    /// Points outside the camera's image are left out.
    pub crop_to_image: bool,
    #[serde(flatten)]
    other: Table,
}

impl DataConfig {
    /// Reads a configuration file and replaces the keys named by `overrides` (`train.seed=2`).
    ///
    /// # Errors
    /// When the file cannot be read, has unknown, missing or mistyped keys, or holds a value that is
    /// outside what is possible.
    pub fn read(path: &Path, overrides: &[String]) -> Result<Self, DatasetError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| DatasetError::Io { path: path.into(), source })?;
        Self::parse(&text, path, overrides)
    }

    /// As [`Self::read`], from a text; `path` is only named in messages.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn parse(text: &str, path: &Path, overrides: &[String]) -> Result<Self, DatasetError> {
        let config: Self = parse_toml(text, overrides)
            .map_err(|source| DatasetError::Config { path: path.into(), source })?;
        let Self { dataset, network, detection, train, augment, .. } = &config;
        check_what_is_seen(dataset, network, detection, train.crop_to_image, augment)
            .map_err(|source| DatasetError::Value { path: path.into(), source })?;
        Ok(config)
    }
}

/// Checks the sections that decide what a network sees, alone and against each other.
///
/// # Errors
/// [`ConfigError`] about the first value that is not possible.
pub fn check_what_is_seen(
    dataset: &DatasetConfig,
    network: &NetworkConfig,
    detection: &DetectionConfig,
    crops_to_image: bool,
    augment: &AugmentConfig,
) -> Result<(), ConfigError> {
    dataset.check()?;
    dataset.check_names(&network.classes)?;
    dataset.check_crop(crops_to_image)?;
    NetworkLayout::new(network)?;
    detection.check()?;
    augment.check()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn shipped(name: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs").join(name)
    }

    #[test]
    fn every_shipped_configuration_is_read() {
        let entries = std::fs::read_dir(shipped("")).unwrap();
        // The folder of sensors stands beside the configurations.
        for path in entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
            let config = DataConfig::read(&path, &[]).unwrap();
            assert!(config.train.crop_to_image && config.loss.is_some());
        }
    }

    #[test]
    fn its_own_sections_forgive_no_misspelt_key() {
        for (assignment, expected) in [
            ("dataset.bxes=lidar", "did you mean `dataset.boxes`?"),
            ("network.grid.min=0", "did you mean `network.grid.min_m`?"),
            ("datset.boxes=lidar", "did you mean `dataset`?"),
            ("dataset.names.vehicle=Carr", "dataset.names.vehicle: Carr, expected one of Car"),
            ("dataset.overlaps.Tram={ strict = 0.5, loose = 0.2 }", "dataset.overlaps: Tram"),
            ("network.classes.0.name='traffic cone'", "classes.0.name: traffic cone, expected"),
            ("dataset.boxes=lidar", "dataset.difficulty: pixels, expected points"),
        ] {
            let error = DataConfig::read(&shipped("quick.toml"), &[assignment.into()]).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        }
    }

    #[test]
    fn without_a_camera_nothing_can_be_cropped_to_its_image() {
        let overrides = ["dataset.boxes=lidar".into(), "dataset.difficulty=points".into()];
        let error = DataConfig::read(&shipped("quick.toml"), &overrides).unwrap_err().to_string();
        assert!(error.contains("train.crop_to_image: true, expected false"), "{error}");
        let seen = [&overrides[..], &["train.crop_to_image=false".into()]].concat();
        assert!(DataConfig::read(&shipped("quick.toml"), &seen).is_ok());
    }
}
