//! The training loop.

use std::time::Instant;

use tch::Device;
use voxelnet_dataset::FrameReader;
use voxelnet_model::{TermValues, VoxelBatch, VoxelNet};
use voxelnet_voxelizer::SparseVoxels;

use crate::loader::{BatchSource, PreparedBatch};
use crate::log::Log;
use crate::{Config, Learner, LearningRate, NotFinite, RunDir, TrainError};

/// The frames that a run learns from.
#[derive(Clone, Debug)]
pub struct TrainingData {
    /// Reads them.
    pub reader: FrameReader,
    /// Their identifiers.
    pub frames: Vec<String>,
}

/// What happened in one step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepReport {
    /// Number of the step, from 1.
    pub step: u64,
    /// Steps of the whole run.
    pub num_steps: u64,
    /// Number of the epoch, from 1.
    pub epoch: u64,
    /// The loss and its weighted parts, by name.
    pub terms: TermValues,
    /// The rate that was used.
    pub learning_rate: f64,
    /// Norm of the gradient before clipping.
    pub gradient_norm: f64,
    /// How long the step took, waiting for its batch included.
    pub seconds: f64,
    /// Frames of the batch.
    pub num_frames: usize,
    /// What was odd about the scans of its frames; said in the first epoch only.
    pub warnings: Vec<String>,
}

/// A run in progress.
pub struct Trainer {
    source: BatchSource,
    state: RunState,
}

/// What a step changes.
struct RunState {
    config: Config,
    run: RunDir,
    learner: Learner,
    log: Log,
    step: u64,
}

impl Trainer {
    /// Starts a run in a new folder.
    ///
    /// # Errors
    /// When the folder already holds a run or cannot be written, the configuration describes no
    /// network, or there is no frame.
    pub fn start(
        config: Config,
        run: RunDir,
        data: TrainingData,
        device: Device,
    ) -> Result<Self, TrainError> {
        let network = VoxelNet::new(&config.network, device, config.train.seed)?;
        let source = BatchSource::new(&config, data)?;
        run.create(&config)?;
        Self::at_the_start(config, run, network, source)
    }

    fn at_the_start(
        config: Config,
        run: RunDir,
        network: VoxelNet,
        source: BatchSource,
    ) -> Result<Self, TrainError> {
        let learner = Learner::new(network, &config);
        let log = Log::open(&run.log_path(), 0)?;
        Ok(Self { source, state: RunState { config, run, learner, log, step: 0 } })
    }

    /// Continues a run from its last checkpoint, or from the start when it was interrupted before the
    /// first one, as if it had not been interrupted.
    ///
    /// # Errors
    /// When there is no run, or it was started with another configuration, or its checkpoint is
    /// damaged.
    pub fn resume(
        config: Config,
        run: RunDir,
        data: TrainingData,
        device: Device,
    ) -> Result<Self, TrainError> {
        if run.is_without_checkpoint() {
            run.check_config(&config)?;
            let network = VoxelNet::new(&config.network, device, config.train.seed)?;
            let source = BatchSource::new(&config, data)?;
            return Self::at_the_start(config, run, network, source);
        }
        let checkpoint = run.last_checkpoint()?;
        run.check_config(&config)?;
        let step = checkpoint.weights.step;
        let mut network = VoxelNet::new(&config.network, device, config.train.seed)?;
        network.load(&checkpoint.weights, &checkpoint.path)?;
        let source = BatchSource::new(&config, data)?;
        let mut learner = Learner::new(network, &config);
        let (path, saved) = run.optimizer_state(&checkpoint)?;
        learner
            .optimizer
            .restore(&saved.tensors, step)
            .map_err(|problem| TrainError::State { path, problem })?;
        let log = Log::open(&run.log_path(), step)?;
        Ok(Self { source, state: RunState { config, run, learner, log, step } })
    }

    /// Steps that are done.
    pub fn step(&self) -> u64 {
        self.state.step
    }

    /// Steps of the whole run.
    pub fn num_steps(&self) -> u64 {
        self.state.config.train.epochs * self.source.steps_per_epoch()
    }

    /// Trains to the end of the run, or to step `stop_after` if that comes first, and writes
    /// checkpoints on the way; `observe` hears of every step.
    ///
    /// # Errors
    /// When a frame cannot be read, a term of the loss is not finite, or a file cannot be written.
    pub fn train(
        self,
        stop_after: Option<u64>,
        mut observe: impl FnMut(&StepReport),
    ) -> Result<(), TrainError> {
        let num_steps = self.num_steps();
        let end = num_steps.min(stop_after.unwrap_or(u64::MAX));
        let Self { source, mut state } = self;
        std::thread::scope(|scope| {
            let batches = source.prefetch(scope, state.step, end, rayon::current_num_threads());
            let mut started = Instant::now();
            for batch in batches {
                let rate =
                    state.config.train.schedule.at(state.step, num_steps, source.steps_per_epoch());
                let batch = batch?;
                let (terms, gradient_norm) = state.advance(&batch, rate)?;
                let report = StepReport {
                    step: state.step,
                    num_steps,
                    epoch: (state.step - 1) / source.steps_per_epoch() + 1,
                    terms,
                    learning_rate: rate.rate,
                    gradient_norm,
                    seconds: started.elapsed().as_secs_f64(),
                    num_frames: batch.frames.len(),
                    warnings: batch.warnings,
                };
                started = Instant::now();
                state.log.step(&report)?;
                observe(&report);
                if state.step == end || state.step % state.config.train.checkpoint_every_steps == 0
                {
                    state.save()?;
                }
            }
            Ok(())
        })
    }
}

impl RunState {
    /// One step. Returns the terms of the loss and the norm of the gradient.
    fn advance(
        &mut self,
        batch: &PreparedBatch,
        rate: LearningRate,
    ) -> Result<(TermValues, f64), TrainError> {
        let step = self.step + 1;
        let scans: Vec<&SparseVoxels> = batch.voxels.iter().collect();
        let network = self.learner.network();
        let voxels = VoxelBatch::new(&scans, network.layout().grid.shape(), network.device());
        let done = self.learner.step(&voxels, &batch.targets, rate).map_err(
            |NotFinite { term, value }| {
                let frames = batch.frames.clone();
                TrainError::NotFinite { step, term, value, frames }
            },
        )?;
        self.step = step;
        Ok(done)
    }

    fn save(&self) -> Result<(), TrainError> {
        let weights = self.learner.network().weights(&self.config.to_text(), self.step);
        self.run.save(&weights, self.learner.optimizer.saved_state())
    }
}
