//! What commands that run a network take.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::score::ReportArgs;
use super::values::share;
use crate::device::DeviceArg;

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
    /// Frames to evaluate: a split of the dataset, or a file with one frame a line; `test` has no labels
    /// and is detected on only
    #[arg(long, value_name = "NAME|FILE", default_value = "val")]
    pub split: String,
    /// Pack the result files as the benchmark wants them submitted
    #[arg(long, value_name = "FILE.zip")]
    pub submission: Option<PathBuf>,
    #[command(flatten)]
    pub report: ReportArgs,
    /// Where to compute
    #[arg(long, value_name = "auto|cpu|cuda:N", default_value = "auto")]
    pub device: DeviceArg,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Json,
    Csv,
    Kitti,
    Png,
    Ply,
}
