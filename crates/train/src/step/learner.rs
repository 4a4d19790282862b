//! One training step.

use std::time::Instant;

use tch::Tensor;
use voxelnet_communicator::Communicator;
use voxelnet_config::{Config, MiddleEvaluation};
use voxelnet_detection::AnchorGrid;
use voxelnet_model::{AnchorCounts, Criterion, ModelError, VoxelNet};
use voxelnet_runs::{Communication, LossValues, StepTime};

use crate::batches::prepared_batch::PreparedBatch;
use crate::distributed::sharing::Sharing;
use crate::step::batch_gradient::BatchGradient;
use crate::step::loss_scale::LossScale;
use crate::step::not_finite::NotFinite;
use crate::step::optimizer::{Optimizer, clip_gradients};
use crate::step::schedule::LearningRate;
use crate::step::weight_average::WeightAverage;
use crate::step::workers::Workers;

/// A network with everything that changes it.
#[derive(Debug)]
pub struct Learner {
    pub(super) network: VoxelNet,
    workers: Workers,
    pub(super) optimizer: Optimizer,
    pub(super) average: Option<WeightAverage>,
    criterion: Criterion,
    max_gradient_norm: f64,
    num_anchors: usize, // of a frame
    /// In half precision.
    pub(super) scale: Option<LossScale>,
    sharing: Sharing,
}

/// The outcome of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepOutcome {
    /// The loss and its weighted terms.
    pub loss: LossValues,
    /// Frames of the batch, on all ranks.
    pub num_frames: usize,
    /// The exchange between ranks, if there are several.
    pub communication: Option<Communication>,
    /// Norm of the gradient before clipping.
    pub gradient_norm: f64,
    /// The time of the step, without waiting for the batch.
    pub time: StepTime,
}

impl Learner {
    /// A learner at the start, with the loss and the optimiser of a configuration; each rank has one. Involves
    /// all ranks.
    ///
    /// # Errors
    /// When the configuration describes no network.
    pub fn new(
        mut network: VoxelNet,
        config: &Config,
        communicator: &Communicator,
    ) -> Result<Self, ModelError> {
        let train = &config.train;
        network.freeze(|name| train.is_frozen(name));
        let num_threads = tch::get_num_threads().max(1) as usize;
        let mut sharing = Sharing::new(communicator, config);
        let mut workers = Workers::new(
            &config.network,
            network.device(),
            num_threads,
            train.micro_batches().count(),
            sharing.communicator_of_norms(),
        )?;
        for replica in workers.replicas_mut() {
            replica.set_mixed_precision(train.mixed_precision);
            replica.freeze(|name| train.is_frozen(name));
        }
        let decay = train.weight_average_decay;
        sharing.connect(&network, &workers);
        Ok(Self {
            sharing,
            workers,
            scale: train.mixed_precision.then(LossScale::dynamic),
            optimizer: Optimizer::new(train.optimizer, network.parameters(), |name| {
                train.rate_scale_of(name)
            }),
            average: (decay > 0.).then(|| WeightAverage::new(decay, &network.variables())),
            criterion: Criterion::new(config.loss),
            max_gradient_norm: train.max_gradient_norm,
            num_anchors: AnchorGrid::new(&config.network, network.layout()).len(),
            network,
        })
    }

    /// The network.
    pub fn network(&self) -> &VoxelNet {
        &self.network
    }

    /// Sets whether each micro batch is computed on one thread, which makes the result independent of the number
    /// of threads.
    pub(crate) fn set_deterministic(&mut self, is_deterministic: bool) {
        self.workers.set_deterministic(is_deterministic);
    }

    /// Changes the way in which the middle layers are computed from now on.
    pub fn set_middle_evaluation(&mut self, evaluation: MiddleEvaluation) {
        let replicas = self.workers.replicas_mut().iter_mut();
        replicas.for_each(|replica| replica.set_middle_evaluation(evaluation));
    }

    /// One step: forward, loss and backward for one micro batch after another, then one update. But for
    /// BatchNorm, which sees each micro batch alone, the gradient is that of the whole batch at once, `batch`
    /// being this rank's share of it. Collective.
    ///
    /// # Errors
    /// When a term or the norm of the gradient is not finite; the parameters are unchanged then.
    pub fn step(
        &mut self,
        batch: &PreparedBatch,
        rate: LearningRate,
    ) -> Result<StepOutcome, NotFinite<'static>> {
        let started = Instant::now();
        let counts = AnchorCounts::of(&batch.targets, self.num_anchors);
        let counts = counts.over_ranks(self.sharing.communicator());
        let scale = self.scale.map_or(1., |scale| scale.factor());
        let parts = self.sharing.micro_batches(batch);
        let own = self.workers.gradient(&self.network, &self.criterion, &parts, &counts, scale)?;
        let (gradient, communication) = self.sharing.add_up(own);
        let BatchGradient { loss, gradients, statistics, num_frames, mut time } = gradient;
        let gradient_is_known = Instant::now();
        let gradient_norm = self.update(gradients, &statistics, num_frames, rate)?;
        time.optimizer_secs = gradient_is_known.elapsed().as_secs_f64();
        time.total_secs = started.elapsed().as_secs_f64();
        Ok(StepOutcome { loss, num_frames, communication, gradient_norm, time })
    }

    /// Changes weights and statistics by the gradient of a batch, or neither when half precision broke it; returns
    /// the norm of the gradient before clipping. `statistics` are those of [`BatchGradient`].
    fn update(
        &mut self,
        mut gradients: Vec<Tensor>,
        statistics: &[Tensor],
        num_frames: usize,
        rate: LearningRate,
    ) -> Result<f64, NotFinite<'static>> {
        let gradient_norm = clip_gradients(&mut gradients, self.max_gradient_norm);
        let is_finite = gradient_norm.is_finite();
        let is_taken = match &mut self.scale {
            Some(scale) => scale.judge(is_finite),
            None => is_finite.then_some(true),
        };
        let is_taken = is_taken.ok_or(NotFinite { term: "gradient_norm", value: gradient_norm })?;
        if is_taken {
            // Not counting how far the micro batches are apart.
            let share = 1. / num_frames.max(1) as f64;
            let means: Vec<Tensor> = statistics.iter().map(|sum| sum * share).collect();
            self.network.set_statistics(&means);
        } else {
            gradients = gradients.iter().map(|_| Tensor::new()).collect();
        }
        self.optimizer.step(&gradients, rate);
        if let Some(average) = &mut self.average {
            average.follow(&self.network.variables(), self.optimizer.num_steps());
        }
        Ok(gradient_norm)
    }
}
