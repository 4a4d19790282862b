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
#[cfg(feature = "libtorch")]
mod training_view;
mod view;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::args::{Args, Command};

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(code) => code,
        Err(error) => {
            progress::line(&format!("error: {}", output::chain_of(&error)));
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> Result<ExitCode> {
    #[cfg(feature = "libtorch")]
    memory::keep_freed();
    threads::set(args.common.threads)?;
    let progress = progress::Progress::new(args.common.quiet);
    match args.command {
        Command::Synth(args) => commands::synth(&args, progress),
        Command::Prepare(args) => commands::prepare(&args, progress),
        Command::Doctor(args) => return commands::doctor(&args, progress),
        Command::View(args) => commands::view(&args, progress),
        Command::Voxelize(args) => commands::voxelize(&args, progress),
        Command::Score(args) => commands::score(&args, progress),
        Command::Completions(args) => commands::completions(&args),
        Command::Man(args) => commands::man(&args, progress),
        #[cfg(feature = "libtorch")]
        Command::Train(args) => commands::train(&args, progress),
        #[cfg(feature = "libtorch")]
        Command::Eval(args) => commands::eval(&args, progress),
        #[cfg(feature = "libtorch")]
        Command::Plot(args) => commands::plot(&args, progress),
        #[cfg(feature = "libtorch")]
        Command::Export(args) => commands::export(&args, progress),
        #[cfg(feature = "libtorch")]
        Command::Bench(args) => commands::bench(&args, progress),
        #[cfg(feature = "libtorch")]
        Command::Ablate(args) => commands::ablate(&args, progress),
        #[cfg(feature = "libtorch")]
        Command::Classify(args) => commands::classify(&args, progress),
        Command::Detect(args) => commands::detect(&args, progress),
    }?;
    Ok(ExitCode::SUCCESS)
}
