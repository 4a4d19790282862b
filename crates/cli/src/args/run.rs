//! Command-line arguments of `eval`, `plot` and `export`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use voxelnet_runs::CheckpointSelector;

use super::compute::ComputeArgs;
use super::score::ReportArgs;
use super::values::{checkpoint, share};

#[derive(Debug, ClapArgs)]
pub struct EvalArgs {
    /// Folder of a run; of several, given one by one, one table compares what was found
    #[arg(long = "run", value_name = "DIR", required_unless_present = "weights")]
    pub runs: Vec<PathBuf>,
    /// Which checkpoint of a run; the best unless given, or the last when none was validated
    #[arg(long, value_name = "best|last|STEP", default_value = "", hide_default_value = true, value_parser = checkpoint)]
    pub checkpoint: CheckpointSelector,
    /// A weights file, instead of a run
    #[arg(long, value_name = "FILE", conflicts_with_all = ["runs", "checkpoint"], requires_all = ["data", "results"])]
    pub weights: Option<PathBuf>,
    /// Dataset in KITTI layout; that of the run unless given
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Frames to evaluate: a split of the dataset, or a file with one frame a line; `val` unless given, or
    /// what the run was validated on; `test` has no labels and is detected on only
    #[arg(long, value_name = "NAME|FILE")]
    pub split: Option<String>,
    /// Folder for the result files, if not in that of the run
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// Replace a key of the configuration, such as detection.min_score=0.05
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    /// List every labelled object with what was found of it, and every false positive
    #[arg(long)]
    pub objects: bool,
    /// Detections below are left out of that list; none unless given
    #[arg(long, value_name = "SCORE", value_parser = share, requires = "objects")]
    pub min_score: Option<f64>,
    /// Objects with fewer points are listed, but not counted in its sums
    #[arg(long, value_name = "N", default_value_t = 0, requires = "objects")]
    pub min_points: usize,
    /// Pack the result files as the benchmark wants them submitted
    #[arg(long, value_name = "FILE.zip")]
    pub submission: Option<PathBuf>,
    #[command(flatten)]
    pub report: ReportArgs,
    #[command(flatten)]
    pub compute: ComputeArgs,
}

#[derive(Debug, ClapArgs)]
pub struct PlotArgs {
    /// Folders of runs
    #[arg(required = true, value_name = "RUN")]
    pub runs: Vec<PathBuf>,
    /// Where the curves go, an .svg or a .png; curves.svg in the folder of the run unless given
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct ExportArgs {
    /// Folder of a run
    #[arg(long, value_name = "DIR")]
    pub run: PathBuf,
    /// Which checkpoint; the best unless given, or the last when none was validated
    #[arg(long, value_name = "best|last|STEP", default_value = "", hide_default_value = true, value_parser = checkpoint)]
    pub checkpoint: CheckpointSelector,
    /// The weights file to write
    #[arg(long, value_name = "FILE.safetensors")]
    pub out: PathBuf,
    /// Replace a key of the configuration that goes into the file, such as detection.min_score=0.3
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    /// Keep weights in 16 bits, which halves the file; BatchNorm and biases keep 32
    #[arg(long)]
    pub half: bool,
}
