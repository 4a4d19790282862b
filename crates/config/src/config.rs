//! The whole configuration of a run.

use serde::Serialize;

use crate::augment::AugmentConfig;
use crate::dataset::DatasetConfig;
use crate::detection::DetectionConfig;
use crate::file_error::MissingSection;
use crate::loss::LossConfig;
use crate::network::NetworkConfig;
use crate::sections::{FromSections, Sections};
use crate::train::TrainConfig;
use crate::views::{FrameConfig, ModelConfig};

/// All sections of a configuration file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Config {
    /// The meaning of the dataset's files.
    pub dataset: DatasetConfig,
    /// The layers.
    pub network: NetworkConfig,
    /// The thresholds of detections.
    pub detection: DetectionConfig,
    /// The quantity that training minimises.
    pub loss: LossConfig,
    /// The course of training.
    pub train: TrainConfig,
    /// The variations of training frames.
    pub augment: AugmentConfig,
}

impl Config {
    /// The configuration as a complete TOML file.
    pub fn to_text(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_else(|error| {
            unreachable!("every configuration that was read can be written: {error}")
        })
    }

    /// The part that a detector needs.
    pub fn model(&self) -> ModelConfig {
        ModelConfig {
            network: self.network.clone(),
            detection: self.detection.clone(),
            dataset: self.dataset.clone(),
        }
    }

    /// The part that reading frames needs.
    pub fn frames(&self) -> FrameConfig {
        FrameConfig {
            dataset: self.dataset.clone(),
            network: self.network.clone(),
            crop_to_image: self.train.crop_to_image,
        }
    }
}

impl FromSections for Config {
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection> {
        Ok(Self {
            dataset: sections.dataset.clone(),
            network: NetworkConfig::from_sections(sections)?,
            detection: DetectionConfig::from_sections(sections)?,
            loss: LossConfig::from_sections(sections)?,
            train: TrainConfig::from_sections(sections)?,
            augment: AugmentConfig::from_sections(sections)?,
        })
    }
}
