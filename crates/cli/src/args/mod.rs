//! Command-line arguments.

mod bench;
mod compute;
mod data;
mod detect;
mod device;
mod doctor;
mod run;
mod scan;
mod score;
mod shell;
pub mod values;
mod view;

use clap::{Args as ClapArgs, Parser, Subcommand};

use crate::libtorch;

pub use bench::{BenchArgs, BenchEngine};
pub use compute::{ComputeArgs, Engine};
pub use data::{PrepareArgs, SynthArgs, VoxelizeArgs};
pub use detect::{DetectArgs, Format};
pub use device::DeviceArg;
pub use doctor::DoctorArgs;
pub use run::{EvalArgs, ExportArgs, PlotArgs};
pub use scan::ScanArgs;
pub use score::{ScoreArgs, ScoreInput};
pub use shell::{CompletionsArgs, ManArgs};
pub use view::ViewArgs;

/// LiDAR 3D object detection after VoxelNet: simulate, train, evaluate, detect.
#[derive(Debug, Parser)]
#[command(
    name = "voxelnet",
    version,
    after_help = libtorch::FIRST_RUN
)]
pub struct Args {
    #[command(flatten)]
    pub common: CommonArgs,
    #[command(subcommand)]
    pub command: Command,
}

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

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a dataset in KITTI layout with the LiDAR simulator
    Synth(SynthArgs),
    /// Check a dataset, write the splits it lacks, and build its object database
    Prepare(PrepareArgs),
    /// Look for what would make average precision zero or detections vanish
    Doctor(DoctorArgs),
    /// Draw frames as the network sees them in training
    View(ViewArgs),
    /// Divide a scan into voxels: statistics, and arrays for NumPy
    Voxelize(VoxelizeArgs),
    #[command(flatten)]
    Libtorch(libtorch::Command),
    /// Detect on a split of a dataset and print the KITTI metrics
    Eval(EvalArgs),
    /// Draw the curves of runs: loss, learning rate, average precision
    Plot(PlotArgs),
    /// Write the weights of a run as one small file
    Export(ExportArgs),
    /// Print the KITTI metrics of result files that exist
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
