//! The `voxelnet` binary: simulate, train, evaluate and detect from the command line.
//!
//! Exit codes: 0 success, 1 failure (of `doctor`: an error was found), 2 wrong usage, 130 a training stopped by Ctrl-C.

mod args;
mod bench;
mod commands;
mod configuration;
mod detect;
mod engine;
mod eval;
#[cfg_attr(not(feature = "libtorch"), path = "without_libtorch.rs")]
mod libtorch;
mod output;
mod progress;
mod scans;
mod shipped;
mod threads;
mod together;
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
    libtorch::keep_freed_memory();
    threads::set(args.common.threads)?;
    let progress = progress::Progress::new(args.common.quiet, ranks.is_first());
    match args.command {
        Command::Synth(args) => commands::synth(&args, progress, ranks),
        Command::Prepare(args) => commands::prepare(&args, progress, ranks),
        Command::Doctor(args) => return commands::doctor(&args, progress),
        Command::View(args) => commands::view(&args, progress),
        Command::Voxelize(args) => commands::voxelize(&args, progress),
        Command::Libtorch(command) => return command.run(progress, ranks),
        Command::Eval(args) => commands::eval(&args, progress, ranks),
        Command::Plot(args) => commands::plot(&args, progress),
        Command::Export(args) => commands::export(&args, progress),
        Command::Score(args) => commands::score(&args, progress),
        Command::Detect(args) => commands::detect(&args, progress, ranks),
        Command::Bench(args) => commands::bench(&args, progress),
        Command::Completions(args) => commands::completions(&args),
        Command::Man(args) => commands::man(&args, progress),
    }?;
    Ok(ExitCode::SUCCESS)
}
