//! One training step.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use tch::Tensor;
use voxelnet_config::{Config, MiddleEvaluation, TrainConfig};
use voxelnet_detection::{AnchorGrid, Tensor as WeightTensor, Weights};
use voxelnet_model::{
    AnchorCounts, Criterion, ModelError, TermValues, VoxelNet, weight_from_tensor,
};
use voxelnet_ranks::Ranks;
use voxelnet_runs::RunError;

use crate::batches::source::PreparedBatch;
use crate::distributed::sharing::Sharing;
use crate::error::TrainError;
use crate::run::report::Communication;
use crate::step::gradient::{BatchGradient, Workers};
use crate::step::loss_scale::LossScale;
use crate::step::not_finite::NotFinite;
use crate::step::optimizer::{Optimizer, clip_gradients};
use crate::step::schedule::LearningRate;
use crate::step::weight_average::WeightAverage;

/// A network with what changes it.
#[derive(Debug)]
pub struct Learner {
    network: VoxelNet,
    workers: Workers,
    optimizer: Optimizer,
    average: Option<WeightAverage>,
    criterion: Criterion,
    max_gradient_norm: f64,
    micro_batch_size: usize,
    num_anchors: usize, // of a frame
    /// In half precision.
    scale: Option<LossScale>,
    sharing: Sharing,
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepOutcome {
    /// The loss and its weighted parts, by name.
    pub terms: TermValues,
    /// Frames of the batch, on all ranks.
    pub num_frames: usize,
    /// What the ranks said to each other, if there are several.
    pub communication: Option<Communication>,
    /// Norm of the gradient before clipping.
    pub gradient_norm: f64,
    /// How long forward, backward and the update of the weights took, seconds.
    pub seconds: [f64; 3],
}

impl Learner {
    /// A learner at the start, with the loss and the optimiser of a configuration; each rank has one. Involves
    /// all ranks.
    ///
    /// # Errors
    /// When the configuration describes no network.
    pub fn new(
        network: VoxelNet,
        config: &Config,
        ranks: &'static dyn Ranks,
    ) -> Result<Self, ModelError> {
        let num_threads = tch::get_num_threads().max(1) as usize;
        let TrainConfig { batch_size, micro_batch_size, .. } = config.train;
        let num_parts = batch_size.div_ceil(micro_batch_size.unwrap_or(batch_size));
        let mut sharing = Sharing::new(ranks, config);
        let mut workers = Workers::new(
            &config.network,
            network.device(),
            num_threads,
            num_parts,
            sharing.ranks_of_norms(),
        )?;
        for replica in workers.replicas_mut() {
            replica.set_mixed_precision(config.train.mixed_precision);
        }
        let decay = config.train.weight_average_decay;
        sharing.connect(&network, &workers);
        Ok(Self {
            sharing,
            workers,
            scale: config.train.mixed_precision.then(LossScale::dynamic),
            optimizer: Optimizer::new(config.train.optimizer, network.parameters()),
            average: (decay > 0.).then(|| WeightAverage::new(decay, &network.variables())),
            criterion: Criterion::new(config.loss),
            max_gradient_norm: config.train.max_gradient_norm,
            micro_batch_size: config.train.micro_batch_size.unwrap_or(usize::MAX),
            num_anchors: AnchorGrid::new(&config.network, network.layout()).len(),
            network,
        })
    }

    /// The network.
    pub fn network(&self) -> &VoxelNet {
        &self.network
    }

    /// Whether each micro batch is computed on one thread, so that the number of threads changes nothing.
    pub(crate) fn set_deterministic(&mut self, is_deterministic: bool) {
        self.workers.set_deterministic(is_deterministic);
    }

    /// How the middle layers are computed from now on, instead of how the configuration says.
    pub fn set_middle_evaluation(&mut self, evaluation: MiddleEvaluation) {
        let replicas = self.workers.replicas_mut().iter_mut();
        replicas.for_each(|replica| replica.set_middle_evaluation(evaluation));
    }

    /// One step: forward, loss and backward for one micro batch after another, then one update. But for
    /// BatchNorm, which sees each micro batch alone, the gradient is that of the whole batch at once, `batch`
    /// being this rank's share of it. Involves all ranks.
    ///
    /// # Errors
    /// When a term or the norm of the gradient is not finite; the parameters are unchanged then.
    pub fn step(
        &mut self,
        batch: &PreparedBatch,
        rate: LearningRate,
    ) -> Result<StepOutcome, NotFinite<'static>> {
        let counts = AnchorCounts::of(&batch.targets, self.num_anchors);
        let counts = counts.over_ranks(self.sharing.ranks());
        let scale = self.scale.map_or(1., |scale| scale.factor());
        let parts = self.sharing.micro_batches(batch, self.micro_batch_size);
        let own = self.workers.gradient(&self.network, &self.criterion, &parts, &counts, scale)?;
        let (gradient, communication) = self.sharing.add_up(own);
        let BatchGradient { terms, mut gradients, statistics, num_frames, seconds } = gradient;
        let [forward, backward] = seconds;
        let started = Instant::now();
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
        let seconds = [forward, backward, started.elapsed().as_secs_f64()];
        Ok(StepOutcome { terms, num_frames, communication, gradient_norm, seconds })
    }

    /// The weights to detect with: their average, when there is one.
    pub(crate) fn weights(&self, config_text: &str, step: u64) -> Weights {
        match &self.average {
            Some(average) => {
                Weights { config_text: config_text.into(), step, tensors: average.to_arrays() }
            }
            None => self.network.weights(config_text, step),
        }
    }

    /// What has to be kept beside [`Self::weights`] to go on: what the optimiser remembers, and, when the
    /// weights are an average, those that are trained, as `NAME.trained`; in half precision `loss_scale`.
    pub(crate) fn state(&self) -> BTreeMap<String, WeightTensor> {
        let mut state = self.optimizer.saved_state();
        if self.average.is_some() {
            let variables = self.network.variables();
            state.extend(
                variables
                    .iter()
                    .map(|(name, tensor)| (trained_name(name), weight_from_tensor(tensor))),
            );
        }
        if let Some(scale) = self.scale {
            let data = scale.to_numbers().to_vec();
            state.insert(SCALE.to_owned(), WeightTensor { shape: vec![data.len()], data });
        }
        state
    }

    /// Takes up weights and the state that was saved beside them; `path` is where the weights are from, for
    /// messages.
    ///
    /// # Errors
    /// When an array is missing or does not fit.
    pub(crate) fn restore(
        &mut self,
        weights: &Weights,
        path: &Path,
        state: &BTreeMap<String, WeightTensor>,
        state_path: &Path,
    ) -> Result<(), TrainError> {
        self.network.load(weights, path)?;
        if let Some(average) = &mut self.average {
            *average = WeightAverage::new(average.decay(), &self.network.variables());
            let trained = |name: &String| {
                state.get(&trained_name(name)).map(|array| (name.clone(), array.clone()))
            };
            let tensors = weights.tensors.keys().filter_map(trained).collect();
            self.network.load(&Weights { tensors, ..weights.clone() }, state_path)?;
        }
        if let Some(scale) = &mut self.scale {
            let Some([factor, num_good]) = state.get(SCALE).map(|array| array.data.as_slice())
            else {
                let problem = format!("`{SCALE}` is missing, expected two numbers");
                return Err(RunError::State { path: state_path.into(), problem }.into());
            };
            *scale = LossScale::from_numbers([*factor, *num_good]);
        }
        self.optimizer
            .restore(state, weights.step)
            .map_err(|problem| RunError::State { path: state_path.into(), problem })?;
        Ok(())
    }
}

/// Where the state keeps the scale of the loss.
const SCALE: &str = "loss_scale";

fn trained_name(name: &str) -> String {
    format!("{name}.trained")
}
