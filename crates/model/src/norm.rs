//! How BatchNorm is set up everywhere.

use tch::Tensor;
use tch::nn::{BatchNorm, BatchNormConfig, Init, ModuleT, Path, batch_norm1d};

/// Added to the variance.
pub(crate) const EPSILON: f64 = 1e-5;

/// BatchNorm over axis 1.
#[derive(Debug)]
pub(crate) struct Norm {
    pub(crate) layer: BatchNorm,
    /// The share of the new value in the running one, as libtorch has it.
    pub(crate) momentum: f64,
}

impl Norm {
    /// Of tensors of any number of axes, with `nd` axes behind the second.
    pub(crate) fn new(path: Path<'_>, channels: i64, nd: usize, momentum: f64) -> Self {
        let config = BatchNormConfig {
            cudnn_enabled: true,
            eps: EPSILON,
            momentum,
            affine: true,
            // tch's own default draws the scale from U(0, 1).
            ws_init: Init::Const(1.),
            bs_init: Init::Const(0.),
        };
        let mut layer = batch_norm1d(path, channels, config);
        // tch has a function per dimension, which differ in this number alone.
        layer.nd = nd;
        Self { layer, momentum }
    }
}

impl ModuleT for Norm {
    fn forward_t(&self, xs: &Tensor, train: bool) -> Tensor {
        self.layer.forward_t(xs, train)
    }
}
