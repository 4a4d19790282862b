//! The commands that need libtorch, one file each.

mod ablate;
mod classify;
mod train;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use voxelnet_ranks::Ranks;

use super::args::{AblateArgs, ClassifyArgs, TrainArgs};
use crate::progress::Progress;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Train a network on a dataset in KITTI layout
    Train(TrainArgs),
    /// Train variants of a configuration with several seeds and try each on worse and worse scans
    Ablate(AblateArgs),
    /// Train a classifier of single objects, cut out of their scans, and try it on those of the split val
    Classify(ClassifyArgs),
}

impl Command {
    /// Whether several ranks share the work.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Train(_) | Self::Ablate(_))
    }

    /// Does what was asked for.
    pub fn run(self, progress: Progress, ranks: &'static dyn Ranks) -> Result<ExitCode> {
        match self {
            Self::Train(args) => return train::train(&args, progress, ranks),
            Self::Ablate(args) => ablate::ablate(&args, progress, ranks)?,
            Self::Classify(args) => classify::classify(&args, progress)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
