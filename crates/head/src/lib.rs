//! What a network is, without running one: the sizes of its maps, its anchors, how boxes become residuals
//! and back, how its output maps become detections, and how its weights are stored.
//!
//! Everything here is plain Rust on slices; the networks themselves live in `model` (libtorch) and
//! `engine` (plain Rust), the configuration in `config`.

mod anchors;
mod box_of_class;
mod checkpoint_files;
mod decode;
mod layout;
mod residual;
mod scan_voxelizer;
mod weights;
mod which;

pub use anchors::{ANCHOR_YAWS, AnchorGrid};
pub use box_of_class::BoxOfClass;
pub use checkpoint_files::{CheckpointError, CheckpointFiles};
pub use decode::{AnchorOutput, Detection, OutputMaps, decode, decode_anchors, select, suppress};
pub use layout::NetworkLayout;
pub use residual::{NUM_RESIDUALS, Residual, decode_residual, encode_residual, is_reversed};
pub use scan_voxelizer::ScanVoxelizer;
pub use weights::{Precision, Tensor, Weights, WeightsError};
pub use which::Which;
