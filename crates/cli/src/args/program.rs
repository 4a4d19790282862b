//! The program and its commands.

use clap::{ArgAction, Parser, Subcommand};

use super::bench::BenchArgs;
use super::calibrate::CalibrateArgs;
use super::common::{CommonArgs, HEADING};
use super::data::{PrepareArgs, SynthArgs, VoxelizeArgs};
use super::detect::DetectArgs;
use super::doctor::DoctorArgs;
use super::run::{EvalArgs, ExportArgs, PlotArgs};
use super::score::ScoreArgs;
use super::shell::{CompletionsArgs, ManArgs};
use super::view::ViewArgs;
use crate::libtorch::command::Command as LibtorchCommand;
use crate::libtorch::runtime::FIRST_RUN;

/// LiDAR 3D object detection after VoxelNet: simulate, train, evaluate, detect.
#[derive(Debug, Parser)]
#[command(
    name = "voxelnet",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    after_help = FIRST_RUN
)]
pub struct Args {
    #[command(flatten)]
    pub common: CommonArgs,
    /// Print the version
    #[arg(long, short = 'V', action = ArgAction::Version, help_heading = HEADING)]
    version: Option<bool>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a dataset in KITTI layout with the LiDAR simulator
    Synth(SynthArgs),
    /// Check a dataset, write the splits it lacks, and build its object database
    Prepare(PrepareArgs),
    /// Look for mistakes that would make average precision zero or detections vanish
    Doctor(DoctorArgs),
    /// Draw scans with their boxes, or frames as the network sees them in training
    View(ViewArgs),
    /// Divide a scan into voxels, and print statistics or write arrays for NumPy
    Voxelize(VoxelizeArgs),
    #[command(flatten)]
    Libtorch(LibtorchCommand),
    /// Detect on a split of a dataset and print the KITTI metrics
    Eval(EvalArgs),
    /// Fit thresholds to labelled frames, and scores that say how many detections are right
    Calibrate(CalibrateArgs),
    /// Draw the curves of runs: loss, learning rate, average precision
    Plot(PlotArgs),
    /// Write the weights of a run as one small file
    Export(ExportArgs),
    /// Print the KITTI metrics of existing result files
    Score(ScoreArgs),
    /// Find objects in scans
    Detect(DetectArgs),
    /// Measure time and memory of each stage on scans, or how fast a dataset is loaded
    Bench(BenchArgs),
    /// Generate a shell completion script
    Completions(CompletionsArgs),
    /// Write man pages
    Man(ManArgs),
}

impl Command {
    /// Whether several ranks share the work.
    pub fn is_shared(&self) -> bool {
        match self {
            Self::Synth(_) | Self::Prepare(_) | Self::Detect(_) | Self::Eval(_) => true,
            Self::Libtorch(command) => command.is_shared(),
            _ => false,
        }
    }
}
