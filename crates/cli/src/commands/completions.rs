//! `voxelnet completions`

use std::process::ExitCode;

use anyhow::Result;
use clap::CommandFactory;

use crate::args::program::Args;
use crate::args::shell::CompletionsArgs;
use crate::context::Context;
use crate::output::report::print;

pub fn run(args: &CompletionsArgs, _: &Context) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "voxelnet", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}
