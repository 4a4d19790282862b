//! The whole configuration of a run, one TOML file.

use std::path::Path;

use serde::{Deserialize, Serialize};
use voxelnet_head::{DetectionConfig, ModelConfig, NetworkConfig, NetworkLayout, parse_toml};
use voxelnet_model::LossConfig;

use crate::{AugmentConfig, OptimizerConfig, ScheduleConfig, TrainError};

/// All sections of a configuration file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// The layers.
    pub network: NetworkConfig,
    /// From output maps to detections.
    pub detection: DetectionConfig,
    /// What training minimises.
    pub loss: LossConfig,
    /// How training goes.
    pub train: TrainConfig,
    /// How training frames are varied.
    pub augment: AugmentConfig,
}

/// How training goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainConfig {
    /// Decides every random choice of the run.
    pub seed: u64,
    /// Passes over the training frames.
    pub epochs: u64,
    /// Frames per step; the last step of an epoch may have fewer.
    pub batch_size: usize,
    /// Points outside the camera's image are left out, as KITTI has no labels there.
    pub crop_to_image: bool,
    /// The gradient is scaled down to at most this norm.
    pub max_gradient_norm: f64,
    /// A checkpoint is written every so many steps, and at the end.
    pub checkpoint_every_steps: u64,
    /// How the weights follow the gradient.
    pub optimizer: OptimizerConfig,
    /// How fast they do.
    pub schedule: ScheduleConfig,
}

impl Config {
    /// Reads a configuration file and replaces the keys named by `overrides` (`train.batch_size=2`).
    ///
    /// # Errors
    /// When the file cannot be read, has unknown, missing or mistyped keys, or describes no network.
    pub fn read(path: &Path, overrides: &[String]) -> Result<Self, TrainError> {
        let text = std::fs::read_to_string(path).map_err(TrainError::io(path))?;
        let config: Self = parse_toml(&text, overrides)
            .map_err(|source| TrainError::Config { path: path.into(), source })?;
        config.check(path)?;
        Ok(config)
    }

    /// The configuration as a complete TOML file.
    pub fn to_text(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_else(|error| {
            unreachable!("every configuration that was read can be written: {error}")
        })
    }

    /// The part that a detector needs.
    pub fn model(&self) -> ModelConfig {
        ModelConfig { network: self.network.clone(), detection: self.detection.clone() }
    }

    fn check(&self, path: &Path) -> Result<(), TrainError> {
        NetworkLayout::new(&self.network)
            .map_err(|source| TrainError::Network { path: path.into(), source })?;
        let train = &self.train;
        let focal = matches!(self.loss, LossConfig::Focal(_));
        let rules: [(bool, &str, String, &str); 5] = [
            (train.batch_size > 0, "train.batch_size", train.batch_size.to_string(), "at least 1"),
            (train.epochs > 0, "train.epochs", train.epochs.to_string(), "at least 1"),
            (
                train.checkpoint_every_steps > 0,
                "train.checkpoint_every_steps",
                train.checkpoint_every_steps.to_string(),
                "at least 1",
            ),
            (
                train.max_gradient_norm > 0.,
                "train.max_gradient_norm",
                train.max_gradient_norm.to_string(),
                "a number above 0",
            ),
            (
                self.network.direction_head == focal,
                "network.direction_head",
                self.network.direction_head.to_string(),
                "true with the focal loss and false with the paper's",
            ),
        ];
        for (holds, key, found, expected) in rules {
            if !holds {
                return Err(TrainError::Value { path: path.into(), key, found, expected });
            }
        }
        Ok(())
    }
}
