//! `voxelnet man`

use anyhow::{Context, Result};
use clap::CommandFactory;

use crate::args::{Args, ManArgs};
use crate::progress::Progress;

pub fn man(args: &ManArgs, progress: Progress) -> Result<()> {
    let out = &args.out;
    std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    clap_mangen::generate_to(Args::command(), out)
        .with_context(|| format!("cannot write into {}", out.display()))?;
    progress.say(&format!("man pages in {}", out.display()));
    Ok(())
}
