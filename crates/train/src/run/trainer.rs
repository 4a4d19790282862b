//! The training loop.

use std::sync::atomic::Ordering;

use voxelnet_communicator::Communicator;
use voxelnet_config::Config;
use voxelnet_model::VoxelNet;
use voxelnet_runs::{RunData, RunDir};

use crate::batches::source::BatchSource;
use crate::error::TrainError;
use crate::run::data::TrainingData;
use crate::run::options::{Ending, StopCondition, TrainOptions};
use crate::run::plan::Plan;
use crate::run::report::TrainEvent;
use crate::run::starting_weights::StartingWeights;
use crate::run::state::RunState;
use crate::run::validation::Validator;
use crate::step::learner::Learner;

/// A run in progress.
pub struct Trainer {
    plan: Plan,
    source: BatchSource,
    state: RunState,
    communicator: Communicator,
}

impl Trainer {
    /// Starts a run in a new folder, from trained weights where `from` has some, else from random ones.
    ///
    /// # Errors
    /// When the folder already holds a run or cannot be written, the configuration describes no
    /// network or another one than the trained weights belong to, or there is no frame.
    pub fn start(
        config: Config,
        run: RunDir,
        data: TrainingData,
        origin: &RunData,
        from: Option<&StartingWeights>,
        options: TrainOptions,
    ) -> Result<Self, TrainError> {
        Self::open(config, run, data, options, |run, config, learner| {
            run.require_no_run()?;
            let start = from.map(|from| from.start(learner, config)).transpose()?;
            Ok(run.create(config, origin, start)?)
        })
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
        Self::open(config, run, data, options, |run, config, _| Ok(run.reopen(config, origin)?))
    }

    fn open(
        config: Config,
        run: RunDir,
        data: TrainingData,
        options: TrainOptions,
        claim: impl FnOnce(&RunDir, &Config, &mut Learner) -> Result<(), TrainError>,
    ) -> Result<Self, TrainError> {
        if config.train.mixed_precision && !options.device.is_cuda() {
            return Err(TrainError::MixedPrecisionOnCpu);
        }
        let network = VoxelNet::new(&config.network, options.device, config.train.seed)?;
        let TrainingData { reader, frames, validation } = data;
        let validation = validation.filter(|data| !data.frames.is_empty());
        let plan = Plan::new(&config.train, frames.len(), validation.is_some());
        let source = BatchSource::new(&config, reader, frames, options.communicator.shard())?;
        let settings = config.train.validation;
        let validator = validation.filter(|_| settings.every_epochs > 0).map(|data| {
            let results = run.validation_results();
            Validator::new(data, settings.max_frames, results, options.clone())
        });
        let communicator = options.communicator.clone();
        let mut learner = Learner::new(network, &config, &communicator)?;
        learner.set_deterministic(options.is_deterministic);
        if communicator.is_first() {
            // The other ranks take up the first checkpoint, if there is one.
            claim(&run, &config, &mut learner)?;
        }
        let state = RunState::open(config, run, learner, validator, options)?;
        Ok(Self { plan, source, state, communicator })
    }

    /// Steps that are done.
    pub fn step(&self) -> u64 {
        self.state.step()
    }

    /// Steps of the whole run.
    pub fn num_steps(&self) -> u64 {
        self.plan.num_steps()
    }

    /// Steps of one epoch.
    pub fn steps_per_epoch(&self) -> u64 {
        self.plan.steps_per_epoch()
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
        let Self { plan, source, mut state, communicator } = self;
        let plan = plan.ending_after(stop.step);
        // A run that was stopped during a validation still owes it.
        if plan.due(state.step()).validate && !state.is_validated_here()? {
            state.validate(&plan, stop.interrupt, &mut observe)?;
        }
        std::thread::scope(|scope| {
            let threads = rayon::current_num_threads();
            let mut batches = source.prefetch(scope, state.step(), plan.end(), threads);
            loop {
                if communicator.any(stop.interrupt.load(Ordering::Relaxed)) {
                    state.save(&mut observe)?;
                    return Ok(Ending::Stopped { step: state.step() });
                }
                let Some(batch) = batches.wait()? else { break };
                let report = state.take_step(&plan, batch)?;
                state.log(&report)?;
                observe(TrainEvent::Step(&report));
                let due = plan.due(state.step());
                if due.save {
                    state.save(&mut observe)?;
                }
                if due.validate {
                    state.validate(&plan, stop.interrupt, &mut observe)?;
                }
            }
            let step = state.step();
            let is_finished = step == plan.num_steps();
            Ok(if is_finished { Ending::Finished } else { Ending::Stopped { step } })
        })
    }
}
