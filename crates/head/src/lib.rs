//! What a network is, without running one: its configuration, the geometry of its convolutions, its anchors, how
//! boxes become residuals and back, how its output maps become detections, and how its weights are stored.
//!
//! Everything here is plain Rust on slices; the networks themselves live in `model` (libtorch) and
//! `engine` (plain Rust). Both are a [`Detector`].

mod anchors;
mod batch_norm;
mod box_of_class;
mod check;
mod checkpoint_files;
mod config;
mod config_error;
mod conv;
mod dataset_config;
mod decode;
mod detector;
mod different_keys;
mod encoder_config;
mod head_outputs;
mod layout;
mod residual;
mod scan_config;
mod scan_voxelizer;
mod strict_toml;
mod weights;
mod which;

pub use anchors::{ANCHOR_YAWS, AnchorGrid};
pub use batch_norm::BATCH_NORM_EPSILON;
pub use box_of_class::BoxOfClass;
pub use checkpoint_files::{CheckpointError, CheckpointFiles};
pub use config::{
    AnchorClass, ChannelAttention, ConvSpec, DetectionConfig, MiddleEvaluation, ModelConfig,
    NetworkConfig, PointOrigin, RpnBlockSpec, RpnConfig, UpsampleSpec,
};
pub use config_error::ConfigError;
pub use conv::{
    BorderAxis, ConvAxis, ConvGeometry, ConvLayer, RpnBlockConvs, middle_convs, rpn_convs,
};
pub use dataset_config::{
    BoxFrame, DatasetConfig, DifficultyRule, LevelConfig, LevelsConfig, OverlapConfig,
};
pub use decode::{Detection, decode, decode_anchors, select, suppress};
pub use detector::Detector;
pub use different_keys::different_keys;
pub use encoder_config::{
    Encoder, MEAN_CHANNELS, OCCUPANCY_CHANNELS, SetAbstractionConfig, VfeConfig, VfePooling,
};
pub use head_outputs::{AnchorOutput, HeadOutputs};
pub use layout::NetworkLayout;
pub use residual::{NUM_RESIDUALS, Residual, decode_residual, encode_residual, is_reversed};
pub use scan_config::ScanConfig;
pub use scan_voxelizer::ScanVoxelizer;
pub use strict_toml::{TomlError, parse_toml};
pub use weights::{Precision, Tensor, Weights, WeightsError};
pub use which::Which;
