//! BatchNorm over a map whose background counts many times.

use tch::Tensor;
use voxelnet_detection::BATCH_NORM_EPSILON;

use crate::norm::{Norm, Statistics};

/// The output of a convolution before BatchNorm.
pub(super) struct Counted {
    /// Rows of the sites, each of which counts once. [N, C]
    pub(super) rows: Tensor,
    /// Rows of the background. [M, C]
    pub(super) background: Tensor,
    /// Number of places that each row of the background stands for. [M, 1]
    pub(super) counts: Tensor,
    /// Places of the map, sites or not.
    pub(super) num_places: usize,
}

impl Counted {
    /// BatchNorm as over the whole map, with its own statistics in training; updates the running ones
    /// then.
    pub(super) fn normalised(self, norm: &Norm, train: bool) -> Self {
        let train = train && !norm.is_frozen();
        if train { self.with_own_statistics(norm) } else { self.with_running_statistics(norm) }
    }

    fn with_running_statistics(self, norm: &Norm) -> Self {
        let apply = |xs: &Tensor| {
            let layer = &norm.layer;
            let (mean, variance) = (Some(&layer.running_mean), Some(&layer.running_var));
            let (scale, shift) = (layer.ws.as_ref(), layer.bs.as_ref());
            xs.batch_norm(
                scale,
                shift,
                mean,
                variance,
                false,
                norm.config.momentum,
                BATCH_NORM_EPSILON,
                true,
            )
        };
        Self { rows: apply(&self.rows), background: apply(&self.background), ..self }
    }

    fn with_own_statistics(self, norm: &Norm) -> Self {
        let (mean, num_places) = norm.mean(&self.sum(), self.num_places as f64);
        let centered =
            Self { rows: &self.rows - &mean, background: &self.background - &mean, ..self };
        let (variance, _) = norm.mean(&centered.square().sum(), self.num_places as f64);
        let scale = norm.scale(&variance);
        norm.follow(&Statistics { mean, variance, num_places });
        let apply = |xs: &Tensor| norm.shift().addcmul(xs, &scale);
        Self { rows: apply(&centered.rows), background: apply(&centered.background), ..centered }
    }

    fn square(&self) -> Self {
        Self {
            rows: self.rows.square(),
            background: self.background.square(),
            counts: self.counts.shallow_clone(),
            num_places: self.num_places,
        }
    }

    /// Sum over all places. \[C\]
    fn sum(&self) -> Tensor {
        let sum = |xs: &Tensor| xs.sum_dim_intlist([0_i64].as_slice(), false, xs.kind());
        sum(&self.rows) + sum(&(&self.background * &self.counts))
    }
}
