//! The `voxelnet` binary: simulate, train, evaluate and detect from the command line.
//!
//! Exit codes: 0 success, 1 failure (of `doctor`: an error was found), 2 wrong usage (`usage.rs`), 130 stopped by Ctrl-C,
//! 143 by SIGTERM.

mod args;
mod bench;
mod calibrate;
mod commands;
mod configuration;
mod context;
mod detect;
mod engine;
mod eval;
mod folders;
mod intensities;
mod interrupt;
mod launch;
#[cfg_attr(not(feature = "libtorch"), path = "without_libtorch.rs")]
mod libtorch;
mod object_database;
mod output;
mod prepared_folder;
mod prepared_splits;
mod progress;
mod result_folder;
mod scans;
mod shipped;
mod splits;
mod suggestion;
mod threads;
mod together;
mod usage;
mod view;
mod warning_tally;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::args::program::{Args, Command};
use crate::context::Context;
use crate::interrupt::{Interrupt, Stopped};

fn main() -> ExitCode {
    let args = Args::try_parse().unwrap_or_else(|error| launch::refuse(error));
    let session = match launch::connect(&args) {
        Ok(session) => session,
        Err(error) => return launch::say_once(&error),
    };
    let interrupt = match Interrupt::listen() {
        Ok(interrupt) => interrupt,
        Err(error) => return launch::say_once(&error),
    };
    let context = Context::new(&args.common, &session, interrupt);
    match run(&args, &context) {
        Ok(code) => {
            session.finish();
            code
        }
        Err(error) if context.communicator.size() > 1 => {
            context.heartbeat.abort(&output::error_chain::chain_of(&error))
        }
        Err(error) => match error.downcast_ref::<Stopped>() {
            Some(stopped) => {
                progress::line(&stopped.message);
                ExitCode::from(context.interrupt.exit_code())
            }
            None => launch::say_once(&error),
        },
    }
}

fn run(args: &Args, context: &Context) -> Result<ExitCode> {
    libtorch::runtime::keep_freed_memory();
    threads::set(args.common.threads)?;
    match &args.command {
        Command::Synth(args) => commands::synth::run(args, context),
        Command::Prepare(args) => commands::prepare::run(args, context),
        Command::Doctor(args) => commands::doctor::run(args, context),
        Command::View(args) => commands::view::run(args, context),
        Command::Voxelize(args) => commands::voxelize::run(args, context),
        Command::Libtorch(command) => command.run(context),
        Command::Eval(args) => commands::eval::run(args, context),
        Command::Calibrate(args) => commands::calibrate::run(args, context),
        Command::Plot(args) => commands::plot::run(args, context),
        Command::Export(args) => commands::export::run(args, context),
        Command::Score(args) => commands::score::run(args, context),
        Command::Detect(args) => commands::detect::run(args, context),
        Command::Bench(args) => commands::bench::run(args, context),
        Command::Completions(args) => commands::completions::run(args, context),
        Command::Man(args) => commands::man::run(args, context),
    }
}
