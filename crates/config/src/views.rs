//! Parts of a configuration with a purpose, and the sections that each of them needs.

use crate::augment::AugmentConfig;
use crate::dataset::DatasetConfig;
use crate::detection::DetectionConfig;
use crate::file_error::MissingSection;
use crate::loss::LossConfig;
use crate::network::NetworkConfig;
use crate::sections::{FromSections, Sections};
use crate::train::TrainConfig;

/// Everything that runs a trained network on a scan: `network`, `detection` and `dataset`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ModelConfig {
    /// The layers.
    pub network: NetworkConfig,
    /// The thresholds of detections.
    pub detection: DetectionConfig,
    /// The meaning of the scans.
    pub dataset: DatasetConfig,
}

impl ModelConfig {
    /// Name of a class, as KITTI's labels write it.
    ///
    /// # Panics
    /// When there is no such class.
    pub fn class_name(&self, class: usize) -> &str {
        &self.network.classes[class].name
    }

    /// The configuration as a TOML file.
    pub fn to_text(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_else(|error| {
            unreachable!("every configuration that was read can be written: {error}")
        })
    }
}

/// Everything that reads the frames of a dataset: `dataset`, `network`, and of `train` whether points are
/// cropped.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameConfig {
    /// The meaning of the dataset's files.
    pub dataset: DatasetConfig,
    /// The classes and the grid.
    pub network: NetworkConfig,
    /// Whether points outside the camera's image are left out; `false` without a section `train`.
    pub crop_to_image: bool,
}

impl FrameConfig {
    /// The same, with all points of a scan.
    pub fn uncropped(self) -> Self {
        Self { crop_to_image: false, ..self }
    }
}

impl FromSections for ModelConfig {
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection> {
        let network = NetworkConfig::from_sections(sections)?;
        let detection = DetectionConfig::from_sections(sections)?;
        Ok(Self { network, detection, dataset: sections.dataset.clone() })
    }
}

impl FromSections for FrameConfig {
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection> {
        let network = NetworkConfig::from_sections(sections)?;
        let crop_to_image = sections.train.as_ref().is_some_and(|train| train.crop_to_image);
        Ok(Self { dataset: sections.dataset.clone(), network, crop_to_image })
    }
}

impl FromSections for DatasetConfig {
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection> {
        Ok(sections.dataset.clone())
    }
}

impl FromSections for NetworkConfig {
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection> {
        sections.network.clone().ok_or(MissingSection("network"))
    }
}

impl FromSections for DetectionConfig {
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection> {
        sections.detection.clone().ok_or(MissingSection("detection"))
    }
}

impl FromSections for LossConfig {
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection> {
        sections.loss.ok_or(MissingSection("loss"))
    }
}

impl FromSections for TrainConfig {
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection> {
        sections.train.clone().ok_or(MissingSection("train"))
    }
}

impl FromSections for AugmentConfig {
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection> {
        sections.augment.clone().ok_or(MissingSection("augment"))
    }
}

/// A part that may be missing.
impl<C: FromSections> FromSections for Option<C> {
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection> {
        Ok(C::from_sections(sections).ok())
    }
}

/// Two parts of one file.
impl<A: FromSections, B: FromSections> FromSections for (A, B) {
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection> {
        Ok((A::from_sections(sections)?, B::from_sections(sections)?))
    }
}

/// Three parts of one file.
impl<A: FromSections, B: FromSections, C: FromSections> FromSections for (A, B, C) {
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection> {
        let (a, b) = <(A, B)>::from_sections(sections)?;
        Ok((a, b, C::from_sections(sections)?))
    }
}
