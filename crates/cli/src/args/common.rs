//! The options of every command.

use clap::{ArgAction, Args as ClapArgs};

/// The heading of these options, which stand behind a command's own.
pub const HEADING: &str = "Global options";

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = HEADING)]
pub struct CommonArgs {
    /// Use this number of threads (default: all cores)
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Print only results, warnings and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// End all ranks when one shows no progress for this many seconds
    #[cfg(feature = "mpi")]
    #[arg(long, global = true, value_name = "S", default_value_t = 600)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub rank_timeout: u64,
    /// Print help
    #[arg(long, short, global = true, action = ArgAction::Help)]
    help: Option<bool>,
}
