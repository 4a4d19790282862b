//! The description of a network, without running one: the geometry of its convolutions, the sizes of its maps, its
//! anchors. Boxes become residuals and back, output maps become detections, and weights are stored in files.
//!
//! Everything here is plain Rust on slices; the networks themselves live in `model` (libtorch) and
//! `engine` (plain Rust), the configuration in `config`. Both networks are a [`Detector`].

mod anchors;
mod batch_norm;
mod box_limits;
mod class_box;
mod conv;
mod decode;
mod detections;
mod detector;
mod head_outputs;
mod layout;
mod residual;
mod scan_voxelizer;
mod score_rule;
mod transfer;
mod weights;

pub use anchors::{ANCHOR_YAWS, AnchorGrid};
pub use batch_norm::BATCH_NORM_EPSILON;
pub use class_box::ClassBox;
pub use conv::{
    BorderAxis, ConvAxis, ConvGeometry, ConvLayer, RpnBlockConvs, middle_convs, rpn_convs,
};
pub use decode::{decode, decode_anchors, select, suppress};
pub use detections::{Detection, Detections};
pub use detector::Detector;
pub use head_outputs::{AnchorOutput, HeadOutputs};
pub use layout::NetworkLayout;
pub use residual::{NUM_RESIDUALS, Residual, decode_residual, encode_residual, is_reversed};
pub use scan_voxelizer::ScanVoxelizer;
pub use score_rule::ScoreRule;
pub use transfer::{ClassTransfer, is_of_head};
pub use weights::{Precision, Tensor, Weights, WeightsError};
