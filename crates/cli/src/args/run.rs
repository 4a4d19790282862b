//! Command-line arguments of `eval`, `plot` and `export`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use voxelnet_runs::CheckpointSelector;

use super::compute::ComputeArgs;
use super::score::ReportArgs;
use super::values::{checkpoint, share};

#[derive(Debug, ClapArgs)]
pub struct EvalArgs {
    /// Evaluate the run in this folder; repeat the option to compare several runs in one table
    #[arg(long = "run", value_name = "DIR", required_unless_present = "weights")]
    pub runs: Vec<PathBuf>,
    /// Use this checkpoint of a run (default: the best, or the last when none was validated)
    #[arg(long, value_name = "best|last|STEP", default_value = "", hide_default_value = true, value_parser = checkpoint)]
    pub checkpoint: CheckpointSelector,
    /// Evaluate a weights file instead of a run; needs --data and --results
    #[arg(long, value_name = "FILE", conflicts_with_all = ["runs", "checkpoint"], requires_all = ["data", "results"])]
    pub weights: Option<PathBuf>,
    /// Detect on this dataset in KITTI layout (default: that of the run)
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Evaluate these frames: a split of the dataset, `all`, or a file with one frame a line (default: `val`, or
    /// the split that the run was validated on); `test` has no labels, so only result files are written
    #[arg(long, value_name = "NAME|FILE")]
    pub split: Option<String>,
    /// Write the result files into this folder (default: one in the folder of the run)
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// Replace a key of the configuration, such as detection.min_score=0.05
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    /// List every labelled object with its detection, and every false positive
    #[arg(long)]
    pub objects: bool,
    /// Leave detections below this score out of the list of --objects
    #[arg(long, value_name = "SCORE", value_parser = share, requires = "objects")]
    pub min_score: Option<f64>,
    /// List objects with fewer points, but leave them out of the sums
    #[arg(long, value_name = "N", default_value_t = 0, requires = "objects")]
    pub min_points: usize,
    /// Pack the result files into an archive for submission to the KITTI benchmark
    #[arg(long, value_name = "FILE.zip")]
    pub submission: Option<PathBuf>,
    #[command(flatten)]
    pub report: ReportArgs,
    #[command(flatten)]
    pub compute: ComputeArgs,
}

#[derive(Debug, ClapArgs)]
pub struct PlotArgs {
    /// Draw the runs in these folders
    #[arg(required = true, value_name = "RUN")]
    pub runs: Vec<PathBuf>,
    /// Write the curves into this .svg or .png (default: curves.svg in the folder of the run)
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct ExportArgs {
    /// Export the weights of the run in this folder
    #[arg(long, value_name = "DIR")]
    pub run: PathBuf,
    /// Export this checkpoint (default: the best, or the last when none was validated)
    #[arg(long, value_name = "best|last|STEP", default_value = "", hide_default_value = true, value_parser = checkpoint)]
    pub checkpoint: CheckpointSelector,
    /// Write this weights file
    #[arg(long, value_name = "FILE.safetensors")]
    pub out: PathBuf,
    /// Replace a key of the configuration that goes into the file, such as detection.min_score=0.3
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    /// Store weights in 16 bits, which halves the file; BatchNorm and biases keep 32 bits
    #[arg(long)]
    pub half: bool,
}
