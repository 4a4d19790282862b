//! The configuration file of voxelnet: one TOML file with the sections `dataset`, `network`, `detection`,
//! `loss`, `train` and `augment`.
//!
//! [`Config`] holds all of them. A program that needs less reads a smaller type through the same
//! [`FromSections`], so that every reader refuses the same mistakes: unknown keys anywhere, values that are
//! not possible, sections that contradict each other. This crate computes nothing with the values; the sizes
//! that follow from them are those of `NetworkLayout` in `voxelnet-detection`.
//!
//! ```
//! use voxelnet_config::{FromSections, ModelConfig};
//!
//! let text = include_str!("../../../configs/kitti-car.toml");
//! let overrides = ["detection.min_score=0.5".to_owned()];
//! let config = ModelConfig::parse(text, "kitti-car.toml".as_ref(), &overrides)?;
//! assert_eq!((config.class_name(0), config.detection.min_score.of("Car")), ("Car", 0.5));
//! # Ok::<(), voxelnet_config::ConfigFileError>(())
//! ```

mod augment;
mod class_table;
mod config;
mod dataset;
mod detection;
mod different_keys;
mod encoder;
mod file_error;
mod fine_tuning;
mod loss;
mod micro_batches;
mod min_score;
mod network;
mod network_check;
mod optimizer;
mod other_network;
mod parts;
mod scan;
mod schedule;
mod score_calibration;
mod score_map;
mod sections;
mod strict_toml;
mod train;
mod value_error;
mod views;

pub use augment::{AugmentConfig, ObjectNoiseConfig, SamplingConfig};
pub use config::Config;
pub use dataset::{
    BoxFrame, DatasetConfig, DifficultyRule, KITTI_TYPES, LevelConfig, LevelsConfig, OverlapConfig,
};
pub use detection::DetectionConfig;
pub use different_keys::different_keys;
pub use encoder::{
    Encoder, MEAN_CHANNELS, OCCUPANCY_CHANNELS, SetAbstractionConfig, VfeConfig, VfePooling,
};
pub use file_error::{ConfigFileError, MissingSection, OverrideError};
pub use fine_tuning::{FINE_TUNING, KeyChange};
pub use loss::{FocalWeights, LossConfig, PaperWeights};
pub use micro_batches::MicroBatches;
pub use min_score::MinScore;
pub use network::{
    AnchorClass, ChannelAttention, ConvSpec, MiddleEvaluation, NetworkConfig, PointOrigin,
    RpnBlockSpec, RpnConfig, UpsampleSpec,
};
pub use optimizer::OptimizerConfig;
pub use scan::ScanConfig;
pub use schedule::{Phase, ScheduleConfig};
pub use score_calibration::ScoreCalibration;
pub use score_map::{Knot, ScoreMap};
pub use sections::{FromSections, Sections, blame_overrides};
pub use strict_toml::TomlError;
pub use train::{Remainder, TrainConfig, ValidationConfig};
pub use value_error::ConfigError;
pub use views::{FrameConfig, ModelConfig};
