//! What can be typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use voxelnet_head::MiddleEvaluation;

use crate::device::DeviceArg;

/// LiDAR 3D object detection after VoxelNet: simulate, train, evaluate, detect.
#[derive(Debug, Parser)]
#[command(
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
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a dataset in KITTI layout with the LiDAR simulator
    Synth(SynthArgs),
    /// Divide a scan into voxels: statistics, and arrays for NumPy
    Voxelize(VoxelizeArgs),
    /// Train a network on a dataset in KITTI layout
    Train(TrainArgs),
    /// Detect on a split of a dataset and print the KITTI metrics
    Eval(EvalArgs),
    /// Print the KITTI metrics of result files that exist
    Score(ScoreArgs),
    /// Find objects in scans
    Detect(DetectArgs),
    /// Measure time and memory of each stage on scans
    Bench(BenchArgs),
}

#[derive(Debug, ClapArgs)]
pub struct SynthArgs {
    /// Folder of the dataset; an interrupted one is continued
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Number of frames
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub frames: usize,
    /// Decides everything in the scenes
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Share of the frames that make the validation split, the last ones
    #[arg(long, value_name = "SHARE", default_value_t = 0.2)]
    pub val_fraction: f64,
    /// Keep points all around instead of those in the camera's view
    #[arg(long)]
    pub full_circle: bool,
}

#[derive(Debug, ClapArgs)]
pub struct VoxelizeArgs {
    /// Scan to divide: .bin (KITTI) or .ply
    #[arg(value_name = "SCAN")]
    pub scan: PathBuf,
    /// Configuration whose [network.grid] and [network.limits] are used, see configs/
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// Print the statistics even when --out is given
    #[arg(long)]
    pub stats: bool,
    /// Write points, features, offsets and indices as an archive that numpy.load opens
    #[arg(long, value_name = "FILE.npz")]
    pub out: Option<PathBuf>,
    /// Write the statistics as JSON too
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Take only the points in the camera's image (1242 x 375 pixels), as KITTI trains on
    #[arg(long, value_name = "CALIB")]
    pub crop_to_image: Option<PathBuf>,
    /// Decides which points and voxels are kept; the configuration decides unless given
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Replace a key of the configuration, such as network.limits.max_voxels=20000
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub struct TrainArgs {
    /// Configuration of the run, see configs/; needed unless --resume is given
    #[arg(long, value_name = "FILE", required_unless_present = "resume")]
    pub config: Option<PathBuf>,
    /// Dataset in KITTI layout
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Folder of the run: checkpoints, log, configuration
    #[arg(long, value_name = "DIR")]
    pub run: PathBuf,
    /// Continue the run from its last checkpoint
    #[arg(long)]
    pub resume: bool,
    /// Frames to train on: a split of the dataset, or a file with one frame a line
    #[arg(long, value_name = "NAME|FILE", default_value = "train")]
    pub split: String,
    /// Stop after this step of the run
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_steps: Option<u64>,
    /// Replace a key of the configuration, such as train.batch_size=2
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    /// Replace the seed of the configuration
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Where to compute
    #[arg(long, value_name = "auto|cpu|cuda:N", default_value = "auto")]
    pub device: DeviceArg,
}

#[derive(Debug, ClapArgs)]
pub struct EvalArgs {
    /// Folder of a run; its last checkpoint is evaluated
    #[arg(long, value_name = "DIR")]
    pub run: PathBuf,
    /// Dataset in KITTI layout
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Frames to evaluate: a split of the dataset, or a file with one frame a line
    #[arg(long, value_name = "NAME|FILE", default_value = "val")]
    pub split: String,
    /// Write the metrics as JSON too
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Where to compute
    #[arg(long, value_name = "auto|cpu|cuda:N", default_value = "auto")]
    pub device: DeviceArg,
}

#[derive(Debug, ClapArgs)]
pub struct ScoreArgs {
    /// Folder of label files (label_2)
    #[arg(long, value_name = "DIR")]
    pub labels: PathBuf,
    /// Folder of result files, one per label file
    #[arg(long, value_name = "DIR")]
    pub results: PathBuf,
    /// Take a frame without a result file as one without detections
    #[arg(long)]
    pub missing_as_empty: bool,
    /// Write the metrics as JSON too
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(group = clap::ArgGroup::new("model").required(true))]
pub struct DetectArgs {
    /// Scans to look at: .bin (KITTI) or .ply
    #[arg(required = true, value_name = "SCAN")]
    pub scans: Vec<PathBuf>,
    /// Folder of a run; its last checkpoint is used
    #[arg(long, value_name = "DIR", group = "model")]
    pub run: Option<PathBuf>,
    /// A weights file, instead of a run
    #[arg(long, value_name = "FILE", group = "model")]
    pub weights: Option<PathBuf>,
    /// Folder for the results
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// What to write: detections.jsonl, detections.csv, and per scan a KITTI result file, a picture
    /// or a coloured point cloud
    #[arg(long, value_enum, value_delimiter = ',', default_value = "json")]
    pub format: Vec<Format>,
    /// Calibration for the kitti format: a file, or a folder with one file per scan
    #[arg(long, value_name = "FILE|DIR")]
    pub calib: Option<PathBuf>,
    /// Write the voxels and the output of every stage, of one scan, as a safetensors file
    #[arg(long, value_name = "FILE")]
    pub dump: Option<PathBuf>,
    /// Leave out detections below this score; the configuration decides unless given
    #[arg(long, value_name = "SCORE", value_parser = share)]
    pub min_score: Option<f64>,
    /// Decides which points of a crowded voxel are kept; the configuration decides unless given
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Where to compute
    #[arg(long, value_name = "auto|cpu|cuda:N", default_value = "auto")]
    pub device: DeviceArg,
}

#[derive(Debug, ClapArgs)]
#[command(group = clap::ArgGroup::new("network").required(true))]
pub struct BenchArgs {
    /// Scans to run on: .bin (KITTI) or .ply
    #[arg(required = true, value_name = "SCAN")]
    pub scans: Vec<PathBuf>,
    /// Folder of a run; its last checkpoint is used
    #[arg(long, value_name = "DIR", group = "network")]
    pub run: Option<PathBuf>,
    /// A configuration, instead of a run: random weights with the statistics of the scans
    #[arg(long, value_name = "FILE", group = "network")]
    pub config: Option<PathBuf>,
    /// Ways to compute the network; others are compared to dense
    #[arg(long, value_enum, value_delimiter = ',', default_value = "dense,sparse")]
    pub engine: Vec<Engine>,
    /// Measure a training step on the scan of median size too
    #[arg(long)]
    pub train: bool,
    /// Measure the sparse engine on parts of the scan of median size too, 1 to 100% of its points
    #[arg(long)]
    pub scaling: bool,
    /// Runs on each scan, of which the median counts, and training steps
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = at_least_one)]
    pub repeat: usize,
    /// Write the numbers as JSON too
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Replace a key of the configuration, such as network.voxel_channels=64
    #[arg(long = "set", value_name = "KEY=VALUE", conflicts_with = "run")]
    pub overrides: Vec<String>,
    /// Where to compute
    #[arg(long, value_name = "auto|cpu|cuda:N", default_value = "auto")]
    pub device: DeviceArg,
    /// Run the engine once and print this process's peak memory
    #[arg(long, hide = true)]
    pub only_memory: bool,
}

/// A way to compute the network; the reference that others are compared to comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Engine {
    Dense,
    Sparse,
}

impl Engine {
    pub fn name(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Sparse => "sparse",
        }
    }

    pub fn evaluation(self) -> MiddleEvaluation {
        match self {
            Self::Dense => MiddleEvaluation::Dense,
            Self::Sparse => MiddleEvaluation::Sparse,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Json,
    Csv,
    Kitti,
    Png,
    Ply,
}

/// A number from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0. ..=1.).contains(number));
    number.ok_or_else(|| "expected a number from 0 to 1".into())
}

/// A whole number above 0.
fn at_least_one(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|&number| number > 0);
    number.ok_or_else(|| "expected a whole number above 0".into())
}
