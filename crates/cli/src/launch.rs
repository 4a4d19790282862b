//! The start of a process, alone or as one of several that share a command.

use std::process::ExitCode;
use std::{env, fs};

use anyhow::{Context, Error, Result};
use clap::CommandFactory;
use voxelnet_communicator::{Communicator, Session, launched_rank};

use crate::args::program::Args;
use crate::output::error_chain::chain_of;
use crate::progress::line;
use crate::suggestion::suggest_option;
use crate::together::require_same;
use crate::usage::{ensure_usage, exit_code};

/// Joins the ranks that this process was started with, if there are several, and makes sure that all of them run the
/// same command.
pub fn connect(args: &Args) -> Result<Session> {
    let session = voxelnet_communicator::connect()?;
    if session.communicator().size() == 1 {
        return Ok(session);
    }
    let heartbeat = session.heartbeat();
    #[cfg(feature = "mpi")]
    heartbeat.set_timeout(args.common.rank_timeout);
    // A panic would leave the others waiting.
    let of_panics = heartbeat.clone();
    std::panic::set_hook(Box::new(move |info| of_panics.abort(&info.to_string())));
    if let Err(error) = check(args, session.communicator()) {
        heartbeat.abort(&chain_of(&error));
    }
    Ok(session)
}

fn check(args: &Args, communicator: &Communicator) -> Result<()> {
    ensure_usage!(
        args.command.is_shared(),
        "this command is not shared among ranks; start it alone, without mpirun"
    );
    let program = env::current_exe().context("cannot find this program")?;
    let bytes = fs::read(&program).with_context(|| program.display().to_string())?;
    require_same(communicator, "program", &bytes)?;
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    require_same(communicator, "command line", &arguments)
}

/// Says what is wrong with what was typed, which is the same on every rank, and ends this process.
pub fn refuse(mut error: clap::Error) -> ! {
    let words = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    suggest_option(&mut error, &Args::command(), words);
    if launched_rank().is_some_and(|rank| rank > 0) {
        std::process::exit(error.exit_code());
    }
    let _ = error.print();
    // The option --help is one of ours, so clap does not know that it can be recommended.
    if error.use_stderr() && !error.to_string().contains("--help") {
        line("\nFor more information, try '--help'.");
    }
    std::process::exit(error.exit_code())
}

/// Prints an error that every rank meets once, on rank 0.
pub fn say_once(error: &Error) -> ExitCode {
    if launched_rank().is_none_or(|rank| rank == 0) {
        line(&format!("error: {}", chain_of(error)));
    }
    exit_code(error)
}
