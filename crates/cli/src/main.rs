//! The `voxelnet` binary: simulate, train, evaluate and detect from the command line.
//!
//! Exit codes: 0 success, 1 failure (of `doctor`: an error was found), 2 wrong usage, 130 a training stopped by Ctrl-C.

mod args;
mod bench;
mod commands;
mod configuration;
mod context;
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

use crate::args::{Args, Command};
use crate::context::Context;

fn main() -> ExitCode {
    let args = Args::try_parse().unwrap_or_else(|error| together::refuse(&error));
    let session = match together::connect(&args) {
        Ok(session) => session,
        Err(error) => return together::say_once(&error),
    };
    let ranks = session.ranks();
    match run(&args, &Context::new(&args.common, ranks)) {
        Ok(code) => {
            session.finish();
            code
        }
        Err(error) if ranks.size() > 1 => ranks.fail(&output::chain_of(&error)),
        Err(error) => together::say_once(&error),
    }
}

fn run(args: &Args, context: &Context) -> Result<ExitCode> {
    libtorch::keep_freed_memory();
    threads::set(args.common.threads)?;
    match &args.command {
        Command::Synth(args) => commands::synth(args, context),
        Command::Prepare(args) => commands::prepare(args, context),
        Command::Doctor(args) => commands::doctor(args, context),
        Command::View(args) => commands::view(args, context),
        Command::Voxelize(args) => commands::voxelize(args, context),
        Command::Libtorch(command) => command.run(context),
        Command::Eval(args) => commands::eval(args, context),
        Command::Plot(args) => commands::plot(args, context),
        Command::Export(args) => commands::export(args, context),
        Command::Score(args) => commands::score(args, context),
        Command::Detect(args) => commands::detect(args, context),
        Command::Bench(args) => commands::bench(args, context),
        Command::Completions(args) => commands::completions(args, context),
        Command::Man(args) => commands::man(args, context),
    }
}
