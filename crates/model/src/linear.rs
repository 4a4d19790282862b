//! The point-wise layer of encoders.

use tch::nn::{self, Init, Path};
use tch::{Kind, Tensor};

use crate::norm::{Norm, NormConfig};

/// Linear layer without bias, BatchNorm over all rows, ReLU. [N, C_in] -> [N, C_out]
#[derive(Debug)]
pub(crate) struct LinearBlock {
    linear: nn::Linear,
    norm: Norm,
}

impl LinearBlock {
    pub(crate) fn new(
        path: Path<'_>,
        [in_channels, out_channels]: [i64; 2],
        norm: &NormConfig,
    ) -> Self {
        let config = nn::LinearConfig { ws_init: Init::Const(0.), bs_init: None, bias: false };
        Self {
            linear: nn::linear(&path / "linear", in_channels, out_channels, config),
            norm: Norm::new(&path / "bn", out_channels, 1, norm),
        }
    }

    /// Whether the statistics in training are those of several ranks.
    pub(crate) fn is_over_ranks(&self) -> bool {
        self.norm.is_over_ranks()
    }

    /// The type of its numbers.
    pub(crate) fn kind(&self) -> Kind {
        self.linear.ws.kind()
    }

    pub(crate) fn forward_t(&self, xs: &Tensor, train: bool) -> Tensor {
        // One row has no variance: it would make the running one NaN.
        let has_statistics = xs.size()[0] > 1 || self.norm.is_over_ranks();
        xs.apply(&self.linear).apply_t(&self.norm, train && has_statistics).relu()
    }
}
