//! `voxelnet man`

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::CommandFactory;

use crate::args::program::Args;
use crate::args::shell::ManArgs;
use crate::context::Context;

pub fn run(args: &ManArgs, context: &Context) -> Result<ExitCode> {
    let out = &args.out;
    std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    clap_mangen::generate_to(Args::command(), out)
        .with_context(|| format!("cannot write into {}", out.display()))?;
    context.progress.say(&format!("man pages in {}", out.display()));
    Ok(ExitCode::SUCCESS)
}
