//! Command-line arguments of the commands about the program itself.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap_complete::Shell;

#[derive(Debug, ClapArgs)]
pub struct CompletionsArgs {
    /// Write the script for this shell
    pub shell: Shell,
}

#[derive(Debug, ClapArgs)]
pub struct ManArgs {
    /// Write the pages into this folder, one for the program and one for each command
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}
