//! The commands that need libtorch.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use super::args::ablate::AblateArgs;
use super::args::classify::ClassifyArgs;
use super::args::train::TrainArgs;
use super::commands::{ablate, classify, train};
use crate::context::Context;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Train a network on a dataset in KITTI layout
    Train(TrainArgs),
    /// Train variants of a configuration with several seeds and test each on worse and worse scans
    Ablate(AblateArgs),
    /// Train a classifier of single objects, cut out of their scans, and test it on those of the split val
    Classify(ClassifyArgs),
}

impl Command {
    /// Whether several ranks share the work.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Train(_) | Self::Ablate(_))
    }

    /// Does what was asked for.
    pub fn run(&self, context: &Context) -> Result<ExitCode> {
        match self {
            Self::Train(args) => train::run(args, context),
            Self::Ablate(args) => ablate::run(args, context),
            Self::Classify(args) => classify::run(args, context),
        }
    }
}
