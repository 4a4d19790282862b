//! BatchNorm over a map whose background counts many times.

use tch::nn::BatchNorm;
use tch::{Kind, Tensor};

use crate::norm::{EPSILON, MOMENTUM};

/// What a convolution makes, before BatchNorm.
pub(super) struct Counted {
    /// Of the sites, each of which counts once. [N, C]
    pub(super) rows: Tensor,
    /// Of the background. [M, C]
    pub(super) background: Tensor,
    /// How many places each row of the background stands for. [M, 1]
    pub(super) counts: Tensor,
}

impl Counted {
    /// BatchNorm as over the whole map, with its own statistics in training; updates the running ones
    /// then.
    pub(super) fn normalised(self, norm: &BatchNorm, train: bool) -> Self {
        let (mean, variance) = if train {
            let (mean, variance, num_places) = self.statistics();
            update_running(norm, &mean, &variance, num_places);
            (mean, variance)
        } else {
            (norm.running_mean.shallow_clone(), norm.running_var.shallow_clone())
        };
        let (Some(scale), Some(shift)) = (&norm.ws, &norm.bs) else {
            unreachable!("every BatchNorm of the network is affine")
        };
        let scale = scale * (variance + EPSILON).rsqrt();
        let shift = shift - &mean * &scale;
        let apply = |xs: &Tensor| shift.addcmul(xs, &scale);
        Self { rows: apply(&self.rows), background: apply(&self.background), ..self }
    }

    /// Mean and (biased) variance per channel, and the number of places.
    fn statistics(&self) -> (Tensor, Tensor, f64) {
        let num_rows = self.rows.size()[0] as f64;
        let num_places = num_rows + self.counts.sum(Kind::Double).double_value(&[]);
        let over_places = |rows: &Tensor, background: &Tensor| {
            let of_background =
                (background * &self.counts).sum_dim_intlist([0_i64].as_slice(), false, Kind::Float);
            (rows.sum_dim_intlist([0_i64].as_slice(), false, Kind::Float) + of_background)
                / num_places
        };
        let mean = over_places(&self.rows, &self.background);
        let squared = |xs: &Tensor| (xs - &mean).square();
        let variance = over_places(&squared(&self.rows), &squared(&self.background));
        (mean, variance, num_places)
    }
}

fn update_running(norm: &BatchNorm, mean: &Tensor, variance: &Tensor, num_places: f64) {
    // As libtorch does: the running variance is the unbiased one.
    let unbiased = num_places / (num_places - 1.).max(1.);
    tch::no_grad(|| {
        let _ = norm.running_mean.shallow_clone().lerp_(mean, MOMENTUM);
        let _ = norm.running_var.shallow_clone().lerp_(&(variance * unbiased), MOMENTUM);
    });
}
