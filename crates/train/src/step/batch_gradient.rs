//! The loss and the gradient of a micro batch, and their sum over a batch.

use std::time::Instant;

use tch::{Device, Tensor};
use voxelnet_model::{AnchorCounts, Criterion, FrameTargets, LossTerms, VoxelBatch, VoxelNet};
use voxelnet_runs::{LossValues, StepTime};
use voxelnet_voxelizer::SparseVoxels;

use crate::step::not_finite::NotFinite;

/// Frames that go through the network together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MicroBatch<'a> {
    pub(crate) scans: &'a [SparseVoxels],
    pub(crate) targets: &'a [FrameTargets],
}

/// The gradient of a batch, or of a micro batch of it.
#[derive(Debug)]
pub(crate) struct BatchGradient {
    /// The loss and its terms.
    pub(crate) loss: LossValues,
    /// The gradient of each parameter, by the order of their names; undefined where the loss does not depend on it.
    pub(crate) gradients: Vec<Tensor>,
    /// Running statistics of BatchNorm afterwards, by the order of their names, times the number of frames.
    pub(crate) statistics: Vec<Tensor>,
    pub(crate) num_frames: usize,
    /// The time of forward and backward; the other parts are 0.
    pub(crate) time: StepTime,
}

impl BatchGradient {
    /// The gradient of no frame.
    pub(super) fn of_nothing(network: &VoxelNet) -> Self {
        Self {
            loss: LossValues::default(),
            gradients: network.parameters().into_values().map(|_| Tensor::new()).collect(),
            statistics: network.statistics().into_values().map(|own| own.zeros_like()).collect(),
            num_frames: 0,
            time: StepTime::default(),
        }
    }

    /// The gradient of a micro batch, whose terms are divided by the anchors of the whole batch. On its way
    /// through the network it is `scale` times as large.
    pub(super) fn of_micro_batch(
        network: &VoxelNet,
        criterion: &Criterion,
        part: &MicroBatch<'_>,
        counts: &AnchorCounts,
        scale: f64,
    ) -> Result<Self, NotFinite<'static>> {
        let started = Instant::now();
        let scans: Vec<&SparseVoxels> = part.scans.iter().collect();
        let voxels = VoxelBatch::new(&scans, network.layout().grid.shape(), network.device());
        let terms =
            criterion.evaluate_part(&network.forward_t(&voxels, true), part.targets, counts);
        let loss = values_of(&terms);
        NotFinite::check(&loss)?;
        let forward_secs = started.elapsed().as_secs_f64();
        let parameters: Vec<Tensor> = network.parameters().into_values().collect();
        let scaled = if scale == 1. { terms.total } else { terms.total * scale };
        let mut gradients = Tensor::run_backward(&[scaled], &parameters, false, false);
        if scale != 1. {
            for gradient in gradients.iter_mut().filter(|gradient| gradient.defined()) {
                let _ = gradient.g_mul_scalar_(1. / scale);
            }
        }
        let backward_secs = started.elapsed().as_secs_f64() - forward_secs;
        let num_frames = part.scans.len();
        let statistics = network.statistics().into_values();
        let statistics = statistics.map(|tensor| tensor * num_frames as f64).collect();
        let time = StepTime { forward_secs, backward_secs, ..StepTime::default() };
        Ok(Self { loss, gradients, statistics, num_frames, time })
    }

    /// The sum of everything of both, in place of `self`.
    pub(super) fn plus(mut self, other: Self) -> Self {
        self.loss += other.loss;
        for (sum, value) in self.gradients.iter_mut().zip(other.gradients) {
            if sum.defined() && value.defined() {
                let _ = sum.g_add_(&value);
            } else if value.defined() {
                *sum = value;
            }
        }
        for (sum, value) in self.statistics.iter_mut().zip(other.statistics) {
            let _ = sum.g_add_(&value);
        }
        self.num_frames += other.num_frames;
        self.time += other.time;
        self
    }
}

fn values_of(terms: &LossTerms) -> LossValues {
    let value = |term: &Tensor| term.detach().to_device(Device::Cpu).double_value(&[]);
    LossValues {
        total: value(&terms.total),
        positive: value(&terms.positive),
        negative: value(&terms.negative),
        regression: value(&terms.regression),
        direction: value(&terms.direction),
    }
}
