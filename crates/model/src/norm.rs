//! How BatchNorm is set up everywhere.

use tch::nn::{BatchNorm, BatchNormConfig, Init, Path, batch_norm1d};

/// Added to the variance.
pub(crate) const EPSILON: f64 = 1e-5;
/// Momentum in libtorch's sense: the share of the new value in the running one.
pub(crate) const MOMENTUM: f64 = 0.1;

const CONFIG: BatchNormConfig = BatchNormConfig {
    cudnn_enabled: true,
    eps: EPSILON,
    momentum: MOMENTUM,
    affine: true,
    // tch's own default draws the scale from U(0, 1).
    ws_init: Init::Const(1.),
    bs_init: Init::Const(0.),
};

/// BatchNorm over axis 1 of tensors of any number of axes, with `nd` axes behind it.
pub(crate) fn batch_norm(path: Path<'_>, channels: i64, nd: usize) -> BatchNorm {
    let mut norm = batch_norm1d(path, channels, CONFIG);
    // tch has a function per dimension, which differ in this number alone.
    norm.nd = nd;
    norm
}
