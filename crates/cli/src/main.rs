//! The `voxelnet` binary: simulate, train, evaluate and detect from the command line.
//!
//! Exit codes: 0 success, 1 failure, 2 wrong usage.

mod args;
mod bench;
mod commands;
mod device;
mod output;
mod progress;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::args::{Args, Command};

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            progress::line(&format!("error: {}", output::chain_of(&error)));
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> Result<()> {
    device::set_threads(args.common.threads)?;
    let progress = progress::Progress::new(args.common.quiet);
    match args.command {
        Command::Synth(args) => commands::synth(&args, progress),
        Command::Voxelize(args) => commands::voxelize(&args, progress),
        Command::Train(args) => commands::train(&args, progress),
        Command::Eval(args) => commands::eval(&args, progress),
        Command::Score(args) => commands::score(&args, progress),
        Command::Bench(args) => commands::bench(&args, progress),
        Command::Detect(args) => commands::detect(&args, progress),
    }
}
