//! The `voxelnet` binary: simulate, train, evaluate and detect from the command line.
//!
//! Exit codes: 0 success, 1 failure (of `doctor`: an error was found), 2 wrong usage, 130 a training stopped by Ctrl-C.

mod args;
#[cfg(feature = "libtorch")]
mod bench;
mod commands;
mod detect;
mod device;
#[cfg(feature = "libtorch")]
mod interrupt;
#[cfg(feature = "libtorch")]
mod memory;
mod output;
mod progress;
mod scans;
mod shipped;
#[cfg(feature = "libtorch")]
mod study;
mod threads;
mod together;
#[cfg(feature = "libtorch")]
mod training_view;
mod view;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use voxelnet_ranks::Ranks;

use crate::args::{Args, Command};

fn main() -> ExitCode {
    let args = Args::try_parse().unwrap_or_else(|error| together::refuse(&error));
    let session = match together::connect(&args) {
        Ok(session) => session,
        Err(error) => return together::say_once(&error),
    };
    let ranks = session.ranks();
    match run(args, ranks) {
        Ok(code) => {
            session.finish();
            code
        }
        Err(error) if ranks.size() > 1 => ranks.fail(&output::chain_of(&error)),
        Err(error) => together::say_once(&error),
    }
}

fn run(args: Args, ranks: &'static dyn Ranks) -> Result<ExitCode> {
    #[cfg(feature = "libtorch")]
    memory::keep_freed();
    threads::set(args.common.threads)?;
    let progress = progress::Progress::new(args.common.quiet, ranks.is_first());
    match args.command {
        Command::Synth(args) => commands::synth(&args, progress, ranks),
        Command::Prepare(args) => commands::prepare(&args, progress, ranks),
        Command::Doctor(args) => return commands::doctor(&args, progress),
        Command::View(args) => commands::view(&args, progress),
        Command::Voxelize(args) => commands::voxelize(&args, progress),
        Command::Score(args) => commands::score(&args, progress),
        Command::Completions(args) => commands::completions(&args),
        Command::Man(args) => commands::man(&args, progress),
        #[cfg(feature = "libtorch")]
        Command::Train(args) => return commands::train(&args, progress, ranks),
        #[cfg(feature = "libtorch")]
        Command::Eval(args) => commands::eval(&args, progress, ranks),
        #[cfg(feature = "libtorch")]
        Command::Plot(args) => commands::plot(&args, progress),
        #[cfg(feature = "libtorch")]
        Command::Export(args) => commands::export(&args, progress),
        #[cfg(feature = "libtorch")]
        Command::Bench(args) => commands::bench(&args, progress),
        #[cfg(feature = "libtorch")]
        Command::Ablate(args) => commands::ablate(&args, progress, ranks),
        #[cfg(feature = "libtorch")]
        Command::Classify(args) => commands::classify(&args, progress),
        Command::Detect(args) => commands::detect(&args, progress, ranks),
    }?;
    Ok(ExitCode::SUCCESS)
}
