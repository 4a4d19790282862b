//! `voxelnet train`

use std::process::ExitCode;

use anyhow::Result;
use signal_hook::consts::SIGINT;
use tch::Device;
use voxelnet_config::Config;
use voxelnet_files::{agreeing, counted};
use voxelnet_runs::{FrameSet, RunData, RunDir, RunLog};
use voxelnet_train::{Ending, StopCondition, TrainOptions, Trainer};

use crate::configuration::read_configuration;
use crate::context::Context;
use crate::interrupt::SIGNALS;
use crate::libtorch::args::train::TrainArgs;
use crate::libtorch::device::resolve;
use crate::libtorch::starting::{TrainedStart, start_table};
use crate::libtorch::training_data::{DataRequest, FoundData};
use crate::libtorch::training_view::TrainingView;
use crate::together::require_same;

pub fn run(args: &TrainArgs, context: &Context) -> Result<ExitCode> {
    let &Context { progress, ref communicator, ref heartbeat, ref interrupt } = context;
    let device = resolve(args.compute.device)?;
    let run = RunDir::new(&args.run);
    if args.resume {
        run.check()?;
    }
    let start = args.weights.as_deref().map(TrainedStart::read).transpose()?;
    let config = read_config(args, &run, start.as_ref())?;
    let warnings = start.as_ref().map_or_else(Vec::new, |start| start.warnings(&config));
    let known = if args.resume { Some(run.data()?) } else { None };
    let found = DataRequest::new(args, known.as_ref())?.find(&config, context)?;
    let FoundData { origin, data } = found;
    check_ranks(&config, &origin, context)?;
    if args.deterministic {
        progress.say(&cost_of_determinism(&config, device));
    }
    let log = run.log_path();
    let options = TrainOptions {
        device,
        is_deterministic: args.deterministic,
        communicator: communicator.clone(),
        heartbeat: heartbeat.clone(),
    };
    let trainer = if args.resume {
        Trainer::resume(config, run, data, &origin, options)?
    } else {
        let from = start.map(|start| start.weights);
        Trainer::start(config, run, data, &origin, from.as_ref(), options)?
    };
    warnings.iter().for_each(|warning| progress.warn(warning));
    if communicator.is_first()
        && !args.resume
        && let Some(start) = RunLog::read(&log)?.start()
    {
        progress.say(&start_table(start));
    }

    // The launcher of several ranks ends them with other signals.
    let answered = if communicator.size() == 1 { &SIGNALS[..] } else { &[SIGINT] };
    interrupt.answer("stopping after this step; press Ctrl-C again to end at once", answered);
    let mut view = TrainingView::new(&trainer, progress);
    let stop = StopCondition { step: args.max_steps, interrupt: interrupt.flag() };
    let ending = trainer.train(stop, |event| view.show(&event))?;
    view.finish();
    progress.say(&farewell(ending, args));
    let was_stopped = communicator.any(interrupt.is_set());
    Ok(if was_stopped { ExitCode::from(interrupt.exit_code()) } else { ExitCode::SUCCESS })
}

/// The place of the results, or the way to continue.
fn farewell(ending: Ending, args: &TrainArgs) -> String {
    let folder = args.run.display();
    let deterministic = if args.deterministic { " --deterministic" } else { "" };
    match ending {
        Ending::Finished => format!("checkpoints and log in {folder}"),
        Ending::Stopped { step } => format!(
            "stopped after step {step}; continue with: voxelnet train --resume --run {folder}{deterministic}"
        ),
    }
}

/// Checks that all ranks are about to train the same, and warns when some have nothing to do.
fn check_ranks(
    config: &Config,
    origin: &RunData,
    &Context { progress, ref communicator, .. }: &Context,
) -> Result<()> {
    require_same(communicator, "configuration", &config.to_text())?;
    require_same(
        communicator,
        "set of frames",
        &[&origin.learned, &origin.validated].map(set_as_text),
    )?;
    if let Some(idle) = num_idle(config, communicator.size()) {
        progress.warn(&format!(
            "{idle} of {} {} nothing to do: a step has too few frames",
            counted(communicator.size(), "rank"),
            agreeing(idle, "has", "have")
        ));
    }
    Ok(())
}

/// The number of ranks that no step has anything for, if there are such.
fn num_idle(config: &Config, num_ranks: usize) -> Option<usize> {
    let num_shares = config.train.micro_batches().max_shares();
    num_ranks.checked_sub(num_shares).filter(|&idle| idle > 0)
}

fn set_as_text(frames: &FrameSet) -> String {
    format!("{} {}", frames.num_frames, frames.fingerprint)
}

fn read_config(args: &TrainArgs, run: &RunDir, start: Option<&TrainedStart>) -> Result<Config> {
    let mut overrides = args.overrides.clone();
    overrides.extend(args.seed.map(|seed| format!("train.seed={seed}")));
    if let (None, Some(start)) = (&args.config, start) {
        return start.fine_tuning(&overrides);
    }
    let path = args.config.clone().unwrap_or_else(|| run.config_path());
    read_configuration(&path, &overrides)
}

fn cost_of_determinism(config: &Config, device: Device) -> String {
    let num_parts = config.train.micro_batches().count();
    let num_threads = tch::get_num_threads() as usize;
    if device.is_cuda() {
        "deterministic: not on CUDA, whose sums come in any order".into()
    } else if num_parts >= num_threads {
        format!(
            "deterministic: costs nothing, {} {} {} busy",
            counted(num_parts, "micro batch"),
            agreeing(num_parts, "keeps", "keep"),
            counted(num_threads, "thread")
        )
    } else {
        format!(
            "deterministic: a step uses {num_parts} of {}, one for each micro batch; \
             lower train.micro_batch_size to use more",
            counted(num_threads, "thread")
        )
    }
}
