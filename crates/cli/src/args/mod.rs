//! What can be typed.

#[cfg(feature = "libtorch")]
mod ablate;
#[cfg(feature = "libtorch")]
mod bench;
#[cfg(feature = "libtorch")]
mod classify;
mod data;
mod detect;
mod doctor;
#[cfg(feature = "libtorch")]
mod run;
mod scan;
mod score;
mod shell;
mod values;
mod view;

use clap::{Args as ClapArgs, Parser, Subcommand};

#[cfg(feature = "libtorch")]
pub use ablate::AblateArgs;
#[cfg(feature = "libtorch")]
pub use bench::{BenchArgs, Engine};
#[cfg(feature = "libtorch")]
pub use classify::ClassifyArgs;
pub use data::{PrepareArgs, SynthArgs, VoxelizeArgs};
#[cfg(feature = "libtorch")]
pub use detect::DetectEngine;
pub use detect::{DetectArgs, Format};
pub use doctor::DoctorArgs;
#[cfg(feature = "libtorch")]
pub use run::{EvalArgs, ExportArgs, PlotArgs, TrainArgs};
pub use scan::ScanArgs;
pub use score::{ScoreArgs, ScoreInput};
pub use shell::{CompletionsArgs, ManArgs};
pub use view::ViewArgs;

/// LiDAR 3D object detection after VoxelNet: simulate, train, evaluate, detect.
#[derive(Debug, Parser)]
#[command(
    name = "voxelnet",
    version,
    after_help = "A first run: voxelnet synth --out data/synth --frames 100 --seed 1, then \
                  voxelnet train --config configs/quick.toml --data data/synth --run runs/first"
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
            Self::Synth(_) | Self::Prepare(_) | Self::Detect(_) => true,
            #[cfg(feature = "libtorch")]
            Self::Train(_) | Self::Eval(_) | Self::Ablate(_) => true,
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
    /// Train a network on a dataset in KITTI layout
    #[cfg(feature = "libtorch")]
    Train(TrainArgs),
    /// Detect on a split of a dataset and print the KITTI metrics
    #[cfg(feature = "libtorch")]
    Eval(EvalArgs),
    /// Draw the curves of runs: loss, learning rate, average precision
    #[cfg(feature = "libtorch")]
    Plot(PlotArgs),
    /// Write the weights of a run as one small file
    #[cfg(feature = "libtorch")]
    Export(ExportArgs),
    /// Print the KITTI metrics of result files that exist
    Score(ScoreArgs),
    /// Find objects in scans
    Detect(DetectArgs),
    /// Measure time and memory of each stage on scans, or how fast a dataset is loaded
    #[cfg(feature = "libtorch")]
    Bench(BenchArgs),
    /// Train variants of a configuration with several seeds and try each on worse and worse scans
    #[cfg(feature = "libtorch")]
    Ablate(AblateArgs),
    /// Train a classifier of single objects, cut out of their scans, and try it on those of the split val
    #[cfg(feature = "libtorch")]
    Classify(ClassifyArgs),
    /// Print what makes a shell complete commands and options
    Completions(CompletionsArgs),
    /// Write man pages
    Man(ManArgs),
}
