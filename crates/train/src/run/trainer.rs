//! The training loop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use tch::Device;
use voxelnet_config::Config;
use voxelnet_dataset::FrameReader;
use voxelnet_model::VoxelNet;
use voxelnet_ranks::Ranks;
use voxelnet_runs::{RunData, RunDir};

use crate::batches::source::BatchSource;
use crate::error::TrainError;
use crate::run::plan::Plan;
use crate::run::report::TrainEvent;
use crate::run::state::RunState;
use crate::run::validation::{ValidationData, Validator};

/// The frames of a run.
#[derive(Clone, Debug)]
pub struct TrainingData {
    /// Reads those that are learned.
    pub reader: FrameReader,
    /// Their identifiers.
    pub frames: Vec<String>,
    /// Those that the network is validated on, if any.
    pub validation: Option<ValidationData>,
}

/// How a run is computed, which changes nothing in what it is.
#[derive(Clone, Copy, Debug)]
pub struct TrainOptions {
    /// Where.
    pub device: Device,
    /// Whether each micro batch is computed on one thread, so that the weights depend on the seed alone
    /// and not on the number of threads.
    pub is_deterministic: bool,
    /// By whom: each rank has a [`Trainer`] of its own, and the first one keeps the folder.
    pub ranks: &'static dyn Ranks,
}

/// When a run stops before its end.
#[derive(Clone, Copy, Debug)]
pub struct StopCondition<'a> {
    /// After this step.
    pub step: Option<u64>,
    /// When this is set by someone else.
    pub interrupt: &'a AtomicBool,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All steps are done.
    Finished,
    /// It stopped after a step, from which it can be resumed.
    Stopped {
        /// The step.
        step: u64,
    },
}

/// A run in progress.
pub struct Trainer {
    source: BatchSource,
    state: RunState,
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
        origin: &RunData,
        options: TrainOptions,
    ) -> Result<Self, TrainError> {
        Self::open(config, run, data, options, |run, config| Ok(run.create(config, origin)?))
    }

    /// Continues a run from its last checkpoint, or from the start when it was interrupted before the
    /// first one, as if it had not been interrupted.
    ///
    /// # Errors
    /// When there is no run, or it was started with another configuration or other frames, or its
    /// checkpoint is damaged.
    pub fn resume(
        config: Config,
        run: RunDir,
        data: TrainingData,
        origin: &RunData,
        options: TrainOptions,
    ) -> Result<Self, TrainError> {
        Self::open(config, run, data, options, |run, config| Ok(run.reopen(config, origin)?))
    }

    fn open(
        config: Config,
        run: RunDir,
        data: TrainingData,
        options: TrainOptions,
        claim: impl FnOnce(&RunDir, &Config) -> Result<(), TrainError>,
    ) -> Result<Self, TrainError> {
        if config.train.mixed_precision && !options.device.is_cuda() {
            return Err(TrainError::MixedPrecisionOnCpu);
        }
        let network = VoxelNet::new(&config.network, options.device, config.train.seed)?;
        let TrainingData { reader, frames, validation } = data;
        let source = BatchSource::new(&config, reader, frames, options.ranks)?;
        let settings = config.train.validation;
        let validation = validation.filter(|data| !data.frames.is_empty());
        let validator = validation.filter(|_| settings.every_epochs > 0).map(|data| {
            let results = run.validation_results();
            Validator::new(data, settings.max_frames, results, options)
        });
        if options.ranks.is_first() {
            claim(&run, &config)?;
        }
        let state = RunState::open(config, run, network, validator, options)?;
        Ok(Self { source, state })
    }

    /// Steps that are done.
    pub fn step(&self) -> u64 {
        self.state.step()
    }

    /// Steps of the whole run.
    pub fn num_steps(&self) -> u64 {
        self.state.config().train.epochs * self.source.steps_per_epoch()
    }

    /// Steps of one epoch.
    pub fn steps_per_epoch(&self) -> u64 {
        self.source.steps_per_epoch()
    }

    /// Trains to the end of the run, or until it is told to stop; `observe` hears of everything.
    ///
    /// # Errors
    /// When a frame cannot be read, a term of the loss is not finite, or a file cannot be written.
    pub fn train(
        self,
        stop: StopCondition<'_>,
        mut observe: impl FnMut(TrainEvent<'_>),
    ) -> Result<Ending, TrainError> {
        let num_steps = self.num_steps();
        let Self { source, mut state } = self;
        let plan = Plan {
            num_steps,
            steps_per_epoch: source.steps_per_epoch(),
            end: num_steps.min(stop.step.unwrap_or(u64::MAX)),
        };
        // What a run that was stopped during a validation still owes.
        if plan.is_validated(&state, state.step()) && !state.is_validated_here()? {
            state.validate(plan.epoch(state.step()), stop.interrupt, &mut observe)?;
        }
        std::thread::scope(|scope| {
            let threads = rayon::current_num_threads();
            let mut batches = source.prefetch(scope, state.step(), plan.end, threads);
            loop {
                if state.any_rank(stop.interrupt.load(Ordering::Relaxed)) {
                    state.save(&mut observe)?;
                    return Ok(Ending::Stopped { step: state.step() });
                }
                let started = Instant::now();
                let num_ready = batches.num_ready();
                let Some(batch) = batches.next().transpose()? else { break };
                let report = plan.advance(&mut state, batch, started, num_ready)?;
                observe(TrainEvent::Step(&report));
                plan.conclude(&mut state, stop.interrupt, &mut observe)?;
            }
            let step = state.step();
            Ok(if step == num_steps { Ending::Finished } else { Ending::Stopped { step } })
        })
    }
}
