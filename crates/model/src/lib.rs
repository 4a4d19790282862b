//! VoxelNet (arXiv:1711.06396) in libtorch: the layers, what they are trained towards, and the loss.
//!
//! Parameter names are module paths, such as `vfe.vfe1.linear.weight`. Statistics and maxima only
//! ever see real points. No random number is taken from libtorch. This crate reads no dataset and
//! trains nothing.

mod batch;
mod calibrate;
mod conv;
mod detector;
mod error;
mod feature_map;
mod geometry;
mod init;
mod linear;
mod loss;
mod middle;
mod norm;
mod output;
mod rpn;
mod sparse;
mod sparse_tensor;
mod targets;
#[cfg(test)]
mod testing;
mod vfe;
mod voxelnet;

pub use batch::VoxelBatch;
pub use detector::{Detector, Inspection};
pub use error::ModelError;
pub use loss::{AnchorCounts, FocalWeights, LossConfig, LossTerms, PaperWeights, TermValues};
pub use output::{HostOutput, RpnOutput};
pub use sparse_tensor::sparse_tensor;
pub use targets::{FrameTargets, PositiveAnchor, TargetAssigner};
pub use voxelnet::{MiddleOutput, VoxelNet, weight_from_tensor};
