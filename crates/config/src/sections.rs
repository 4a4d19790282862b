//! Reading a configuration file: every reader goes through here.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::augment::AugmentConfig;
use crate::dataset::DatasetConfig;
use crate::detection::DetectionConfig;
use crate::file_error::{ConfigFileError, MissingSection, OverrideError};
use crate::loss::LossConfig;
use crate::network::NetworkConfig;
use crate::other_network::require_same_network;
use crate::strict_toml::{TomlError, parse_toml};
use crate::train::TrainConfig;
use crate::value_error::ConfigError;

/// The sections that a file has; without `dataset` its files are KITTI's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sections {
    /// The meaning of the dataset's files.
    #[serde(default)]
    pub dataset: DatasetConfig,
    /// The layers, the grid and the classes.
    pub network: Option<NetworkConfig>,
    /// The thresholds of detections.
    pub detection: Option<DetectionConfig>,
    /// The quantity that training minimises.
    pub loss: Option<LossConfig>,
    /// The course of training.
    pub train: Option<TrainConfig>,
    /// The variations of training frames.
    pub augment: Option<AugmentConfig>,
}

/// The names of all sections, which are known even where a file lacks them.
pub(crate) const SECTION_NAMES: [&str; 6] =
    ["dataset", "network", "detection", "loss", "train", "augment"];

/// A part of a configuration, or all of it, that is read from a file.
///
/// The whole file is read, whatever is needed of it: an unknown key is refused in every section, and what
/// there is must be possible. Only a section that is needed must be there.
pub trait FromSections: Sized {
    /// Takes what is needed out of a file.
    ///
    /// # Errors
    /// Names a section that is needed and missing.
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection>;

    /// Reads a configuration file and replaces the keys named by `overrides` (`train.batch_size=2`).
    ///
    /// # Errors
    /// When the file cannot be read, has unknown, missing or mistyped keys, lacks a section that is needed, or
    /// holds a value that is outside what is possible.
    fn read(path: &Path, overrides: &[String]) -> Result<Self, ConfigFileError> {
        let text = voxelnet_files::read_text(path)
            .map_err(|source| ConfigFileError::Io { path: path.into(), source })?;
        Self::parse(&text, path, overrides)
    }

    /// Reads a configuration from a text; `path`, where it is from, is for messages only.
    ///
    /// # Errors
    /// As [`Self::read`].
    fn parse(text: &str, path: &Path, overrides: &[String]) -> Result<Self, ConfigFileError> {
        let read = |overrides: &[String]| Sections::parse(text, path, overrides)?.take(path);
        blame_overrides(overrides, read)
    }

    /// Reads the configuration that weights were trained with, which overrides may change but for the network.
    ///
    /// # Errors
    /// As [`Self::read`], and when the overrides ask for another network than the one that was trained.
    fn parse_trained(
        text: &str,
        path: &Path,
        overrides: &[String],
    ) -> Result<Self, ConfigFileError> {
        let stored = PathBuf::from(format!("{}: configuration", path.display()));
        blame_overrides(overrides, |overrides| {
            let asked = Sections::parse(text, &stored, overrides)?;
            if !overrides.is_empty() {
                let trained = Sections::parse(text, &stored, &[])?;
                if let (Some(trained), Some(asked)) = (&trained.network, &asked.network) {
                    require_same_network(trained, asked)
                        .map_err(|key| ConfigFileError::OtherNetwork { path: path.into(), key })?;
                }
            }
            asked.take(&stored)
        })
    }
}

/// Reads with overrides. An error of their form, or one that they alone make, becomes
/// [`ConfigFileError::Override`].
///
/// # Errors
/// Those of `read`.
pub fn blame_overrides<C>(
    overrides: &[String],
    read: impl Fn(&[String]) -> Result<C, ConfigFileError>,
) -> Result<C, ConfigFileError> {
    read(overrides).map_err(|error| {
        let is_theirs = match &error {
            // Other weights may be what is asked for, or this is blamed already.
            ConfigFileError::OtherNetwork { .. } | ConfigFileError::Override { .. } => false,
            ConfigFileError::Toml { source: TomlError::Override(_), .. } => true,
            _ => !overrides.is_empty() && read(&[]).is_ok(),
        };
        match is_theirs {
            true => ConfigFileError::Override { source: OverrideError(Box::new(error)) },
            false => error,
        }
    })
}

impl Sections {
    fn parse(text: &str, path: &Path, overrides: &[String]) -> Result<Self, ConfigFileError> {
        let sections: Self = parse_toml(text, overrides, &SECTION_NAMES)
            .map_err(|source| ConfigFileError::Toml { path: path.into(), source })?;
        sections.check().map_err(|source| ConfigFileError::Value { path: path.into(), source })?;
        Ok(sections)
    }

    fn take<C: FromSections>(&self, path: &Path) -> Result<C, ConfigFileError> {
        C::from_sections(self)
            .map_err(|source| ConfigFileError::MissingSection { path: path.into(), source })
    }

    /// Checks each section, and those that are there against each other.
    fn check(&self) -> Result<(), ConfigError> {
        let Self { dataset, network, detection, loss, train, augment } = self;
        dataset.check()?;
        if let Some(network) = network {
            dataset.check_names(&network.classes)?;
            network.check()?;
        }
        detection.as_ref().map_or(Ok(()), DetectionConfig::check)?;
        augment.as_ref().map_or(Ok(()), AugmentConfig::check)?;
        loss.as_ref().map_or(Ok(()), LossConfig::check)?;
        if let (Some(network), Some(loss)) = (network, loss) {
            loss.check_direction_head(network.direction_head)?;
        }
        if let Some(train) = train {
            dataset.check_crop(train.crop_to_image)?;
            train.check()?;
        }
        if let (Some(network), Some(detection)) = (network, detection) {
            detection.check_classes(&network.classes)?;
        }
        if let (Some(network), Some(train)) = (network, train) {
            train.check_parts(network)?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::views::{FrameConfig, ModelConfig};

    const QUICK: &str = include_str!("../../../configs/quick.toml");

    /// The text of a configuration with these sections alone.
    fn text_of(names: &[&str]) -> String {
        let mut table: toml::Table = QUICK.parse().unwrap();
        table.retain(|name, _| names.contains(&name));
        table.to_string()
    }

    fn refused<C: FromSections>(text: &str, overrides: &[&str]) -> String {
        let overrides: Vec<String> = overrides.iter().map(|&o| o.into()).collect();
        C::parse(text, Path::new("a.toml"), &overrides).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn sections_that_are_not_needed_may_be_missing() {
        let path = Path::new("a.toml");
        let some = text_of(&["dataset", "network"]);
        assert!(FrameConfig::parse(&some, path, &[]).is_ok());
        assert!(DatasetConfig::parse("", path, &[]).is_ok());
        assert!(ModelConfig::parse(&text_of(&["network", "detection"]), path, &[]).is_ok());
        assert_eq!(
            refused::<ModelConfig>(&some, &[]),
            "a.toml: the section `detection` is missing"
        );
        let all_but_one = text_of(&["network", "detection", "train", "augment"]);
        assert_eq!(refused::<Config>(&all_but_one, &[]), "a.toml: the section `loss` is missing");
    }

    #[test]
    fn every_reader_refuses_a_key_that_none_of_them_knows() {
        for (typed, expected) in [
            (
                "train.bach_size=3",
                "unknown key `train.bach_size`, did you mean `train.batch_size`?",
            ),
            ("loss.gama=2.0", "unknown key `loss.gama`, did you mean `loss.gamma`?"),
            ("augment.flip=0.5", "unknown key `augment.flip`, did you mean"),
            ("dataset.bxes=lidar", "unknown key `dataset.bxes`, did you mean `dataset.boxes`?"),
            ("trian.seed=1", "unknown key `trian`, did you mean `train`?"),
        ] {
            for message in [
                refused::<DatasetConfig>(QUICK, &[typed]),
                refused::<FrameConfig>(QUICK, &[typed]),
                refused::<ModelConfig>(QUICK, &[typed]),
                refused::<Config>(QUICK, &[typed]),
            ] {
                assert!(message.starts_with(&format!("a.toml: {expected}")), "{message}");
            }
        }
        // A section may be misspelt that the file does not have in another spelling.
        let text = text_of(&["network"]) + "\n[trian]\nseed = 1\n";
        let expected = "a.toml: unknown key `trian`, did you mean `train`?";
        assert_eq!(refused::<FrameConfig>(&text, &[]), expected);
    }

    #[test]
    fn every_shipped_configuration_is_read() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs");
        let entries = std::fs::read_dir(folder).unwrap();
        // The folder of sensors stands beside the configurations.
        for path in entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
            if path.ends_with("fine-tune.toml") {
                // It has but two sections, for weights that bring the others.
                assert!(<(TrainConfig, AugmentConfig)>::read(&path, &[]).is_ok());
                continue;
            }
            let config = Config::read(&path, &[]).unwrap();
            assert!(config.train.crop_to_image);
            assert_eq!(Config::parse(&config.to_text(), &path, &[]).unwrap(), config);
        }
    }

    #[test]
    fn names_lead_to_classes_whoever_reads() {
        for (typed, expected) in [
            ("network.grid.min=0", "did you mean `network.grid.min_m`?"),
            ("dataset.names.vehicle=Carr", "dataset.names.vehicle: Carr, expected one of Car"),
            ("dataset.overlaps.Tram={ strict = 0.5, loose = 0.2 }", "dataset.overlaps: Tram"),
            ("network.classes.0.name='traffic cone'", "classes.0.name: traffic cone, expected"),
            ("dataset.boxes=lidar", "dataset.difficulty: pixels, expected points"),
        ] {
            let message = refused::<DatasetConfig>(QUICK, &[typed]);
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn sections_that_are_there_must_agree_whoever_reads() {
        let lidar = ["dataset.boxes=lidar", "dataset.difficulty=points"];
        let expected = "a.toml: train.crop_to_image: true, expected false";
        assert!(refused::<DatasetConfig>(QUICK, &lidar).starts_with(expected));
        let without = text_of(&["network"]);
        let overrides = lidar.map(str::to_owned);
        assert!(FrameConfig::parse(&without, Path::new("a.toml"), &overrides).is_ok());
        let message = refused::<ModelConfig>(QUICK, &["network.direction_head=false"]);
        assert!(message.contains("network.direction_head: false, expected true"), "{message}");
    }

    #[test]
    fn weights_may_be_used_in_another_way_but_not_in_another_network() {
        let parse = |typed: &str| {
            Config::parse_trained(QUICK, Path::new("w.safetensors"), &[typed.to_owned()])
        };
        assert_eq!(parse("detection.min_score=0.5").unwrap().detection.min_score.of("Car"), 0.5);
        assert!(
            DatasetConfig::parse_trained("", Path::new("w"), &["train.seed=1".into()]).is_err()
        );
        let error = parse("network.vfe.pooling=average").unwrap_err().to_string();
        let expected =
            "w.safetensors: the weights were trained with another `network.vfe.pooling` than";
        assert!(error.starts_with(expected), "{error}");
    }
}
