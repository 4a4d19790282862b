//! Several processes that share a command.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::process::ExitCode;
use std::{env, fs};

use anyhow::{Context, Error, Result, ensure};
use voxelnet_ranks::{Ranks, Session, first_that_differs, launched_rank};

use crate::args::Args;
use crate::output::chain_of;
use crate::progress::line;

/// Joins the ranks that this process was started with, if there are several, and makes sure that they are
/// about to do the same.
pub fn connect(args: &Args) -> Result<Session> {
    let session = voxelnet_ranks::connect()?;
    let ranks = session.ranks();
    if ranks.size() == 1 {
        return Ok(session);
    }
    ranks.set_timeout(args.common.rank_timeout);
    // A panic would leave the others waiting.
    std::panic::set_hook(Box::new(|info| ranks.fail(&info.to_string())));
    if let Err(error) = check(args, ranks) {
        ranks.fail(&chain_of(&error));
    }
    Ok(session)
}

fn check(args: &Args, ranks: &dyn Ranks) -> Result<()> {
    ensure!(
        args.command.is_shared(),
        "this command is not shared among ranks; start it alone, without mpirun"
    );
    let program = env::current_exe().context("cannot find this program")?;
    let bytes = fs::read(&program).with_context(|| program.display().to_string())?;
    require_same(ranks, "program", &bytes)?;
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    require_same(ranks, "command line", &arguments)
}

/// Refuses to go on where a rank has something else than the first one. Involves all ranks.
pub fn require_same(ranks: &dyn Ranks, what: &str, value: &impl Hash) -> Result<()> {
    if ranks.size() == 1 {
        return Ok(());
    }
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    if let Some(other) = first_that_differs(ranks, &hasher.finish().to_le_bytes()) {
        ensure!(other != ranks.rank(), "has another {what} than rank 0");
        // The one that differs ends all.
        ranks.barrier();
    }
    Ok(())
}

/// Says what is wrong with what was typed, which is the same on every rank, and ends this process.
pub fn refuse(error: &clap::Error) -> ! {
    if launched_rank().is_some_and(|rank| rank > 0) {
        std::process::exit(error.exit_code());
    }
    error.exit()
}

/// Says an error that every rank meets.
pub fn say_once(error: &Error) -> ExitCode {
    if launched_rank().is_none_or(|rank| rank == 0) {
        line(&format!("error: {}", chain_of(error)));
    }
    ExitCode::FAILURE
}
