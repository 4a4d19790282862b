//! VoxelNet (arXiv:1711.06396) in libtorch: the layers, what they are trained towards, and the loss.
//!
//! Parameter names are module paths, such as `vfe.vfe1.linear.weight`. Statistics and maxima only
//! ever see real points. No random number is taken from libtorch. This crate reads no dataset and
//! trains nothing.

mod all_reduce;
mod attention;
mod batch;
mod calibrate;
mod conv;
mod crop_classifier;
mod detector;
mod encoder;
mod error;
mod feature_map;
#[cfg(test)]
mod finite_differences;
mod host;
mod init;
mod linear;
mod loss;
mod middle;
mod norm;
mod output;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod over_ranks;
mod pooling;
mod rpn;
mod sparse;
mod sparse_tensor;
mod stored_weights;
mod targets;
#[cfg(test)]
mod testing;
mod voxelnet;

pub use all_reduce::on_gradient;
pub use batch::VoxelBatch;
pub use crop_classifier::CropClassifier;
pub use detector::{Inspection, LibtorchDetector};
pub use error::ModelError;
pub use loss::{AnchorCounts, Criterion, LossTerms};
pub use output::RpnOutput;
pub use pooling::{Segments, global_average, global_maximum, pool_segments, pool_windows};
pub use sparse_tensor::sparse_tensor;
pub use stored_weights::weight_from_tensor;
pub use targets::{FrameTargets, PositiveAnchor, TargetAssigner};
pub use voxelnet::{MiddleOutput, VoxelNet};
