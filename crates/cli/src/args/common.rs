//! The options of every command.

use clap::Args as ClapArgs;

#[derive(Debug, ClapArgs)]
pub struct CommonArgs {
    /// Threads to use; all cores unless given
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Say nothing but results, warnings and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// With several ranks: how long they wait for one that shows no sign of work, seconds
    #[arg(long, global = true, value_name = "S", default_value_t = 600)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub rank_timeout: u64,
}
