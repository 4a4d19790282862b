//! BatchNorm, set up in one way everywhere, with statistics of one process or of all ranks.

use tch::nn::{BatchNorm, BatchNormConfig, Init, ModuleT, Path, batch_norm1d};
use tch::{Kind, Tensor};
use voxelnet_config::NetworkConfig;
use voxelnet_detection::BATCH_NORM_EPSILON;

use crate::all_reduce::Summation;

/// Settings that all BatchNorms of a network share.
#[derive(Clone, Debug)]
pub(crate) struct NormConfig {
    /// The share of the new value in the running one, as libtorch has it.
    pub(crate) momentum: f64,
    /// The sum over the ranks whose batches are one batch in training, if there are several ranks.
    pub(crate) summation: Option<Summation>,
}

impl NormConfig {
    /// `summation` as in the fields.
    pub(crate) fn new(config: &NetworkConfig, summation: Option<Summation>) -> Self {
        Self { momentum: config.batch_norm_momentum, summation }
    }
}

/// BatchNorm over axis 1.
#[derive(Debug)]
pub(crate) struct Norm {
    pub(crate) layer: BatchNorm,
    pub(crate) config: NormConfig,
}

/// Statistics of the places that a BatchNorm saw, on all ranks.
pub(crate) struct Statistics {
    /// \[C\]
    pub(crate) mean: Tensor,
    /// \[C\]
    pub(crate) variance: Tensor,
    pub(crate) num_places: f64,
}

impl Norm {
    /// A layer for tensors of any number of axes, with `nd` axes behind the second.
    pub(crate) fn new(path: Path<'_>, channels: i64, nd: usize, config: &NormConfig) -> Self {
        let layer_config = BatchNormConfig {
            cudnn_enabled: true,
            eps: BATCH_NORM_EPSILON,
            momentum: config.momentum,
            affine: true,
            // tch's own default draws the scale from U(0, 1).
            ws_init: Init::Const(1.),
            bs_init: Init::Const(0.),
        };
        let mut layer = batch_norm1d(path, channels, layer_config);
        // tch has a function per dimension, which differ in this number alone.
        layer.nd = nd;
        Self { layer, config: config.clone() }
    }

    /// Whether training leaves it alone: it then computes with its running statistics, as in detection.
    pub(crate) fn is_frozen(&self) -> bool {
        !self.own_scale().requires_grad()
    }

    /// Whether the statistics in training are those of several ranks.
    pub(crate) fn is_over_ranks(&self) -> bool {
        self.config.summation.is_some()
    }

    /// The mean over `num_places` places here and those of all other ranks, and how many these are in all.
    /// `sums` \[C\] -> \[C\]
    pub(crate) fn mean(&self, sums: &Tensor, num_places: f64) -> (Tensor, f64) {
        let Some(summation) = &self.config.summation else {
            return (sums / num_places, num_places);
        };
        let count = Tensor::full([1], num_places, (sums.kind(), sums.device()));
        // Where no parameter had an influence on the sums, this one has, formally: a backward pass leaves out
        // what leads to none, and the other ranks would wait for this one.
        let sums_of_graph = sums + self.own_scale() * 0.;
        let all = summation.of(&Tensor::cat(&[&sums_of_graph, &count], 0));
        let channels = sums.size()[0];
        let num_places = all.double_value(&[channels]);
        (all.narrow(0, 0, channels) / num_places.max(1.), num_places)
    }

    /// Moves the running statistics towards those of a batch.
    pub(crate) fn follow(&self, statistics: &Statistics) {
        let Statistics { mean, variance, num_places } = statistics;
        // As libtorch does: the running variance is the unbiased one.
        let unbiased = num_places / (num_places - 1.).max(1.);
        let momentum = self.config.momentum;
        tch::no_grad(|| {
            let _ = self.layer.running_mean.shallow_clone().lerp_(mean, momentum);
            let _ = self.layer.running_var.shallow_clone().lerp_(&(variance * unbiased), momentum);
        });
    }

    /// BatchNorm with the statistics of all ranks, through which gradients flow back. [_, C, ...]
    fn over_ranks(&self, xs: &Tensor) -> Tensor {
        let channels = xs.size()[1];
        let axes: Vec<i64> = (0..xs.dim() as i64).filter(|&axis| axis != 1).collect();
        // Half precision has no numbers large enough for sums.
        let xs =
            &if xs.kind() == Kind::Half { xs.to_kind(Kind::Float) } else { xs.shallow_clone() };
        let sum = |xs: &Tensor| xs.sum_dim_intlist(axes.as_slice(), false, xs.kind());
        let num_own: i64 = axes.iter().map(|&axis| xs.size()[axis as usize]).product();
        let mut shape = vec![1; xs.dim()];
        shape[1] = channels;

        let (mean, num_places) = self.mean(&sum(xs), num_own as f64);
        let centered = xs - mean.view(shape.as_slice());
        let (variance, _) = self.mean(&sum(&centered.square()), num_own as f64);
        if num_places < 2. {
            // One place has no variance: it would make the running one NaN.
            return self.layer.forward_t(xs, false);
        }
        let scale = self.scale(&variance);
        self.follow(&Statistics { mean, variance, num_places });
        self.shift().view(shape.as_slice()).addcmul(&centered, &scale.view(shape.as_slice()))
    }

    /// The factor of differences from the mean. \[C\]
    pub(crate) fn scale(&self, variance: &Tensor) -> Tensor {
        self.own_scale() * (variance + BATCH_NORM_EPSILON).rsqrt()
    }

    fn own_scale(&self) -> &Tensor {
        let Some(scale) = &self.layer.ws else { unreachable!("every BatchNorm is affine") };
        scale
    }

    /// The number added last. \[C\]
    pub(crate) fn shift(&self) -> &Tensor {
        let Some(shift) = &self.layer.bs else { unreachable!("every BatchNorm is affine") };
        shift
    }
}

impl ModuleT for Norm {
    fn forward_t(&self, xs: &Tensor, train: bool) -> Tensor {
        let train = train && !self.is_frozen();
        match &self.config.summation {
            Some(_) if train => self.over_ranks(xs),
            _ => self.layer.forward_t(xs, train),
        }
    }
}
