//! Command-line arguments of `voxelnet calibrate`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use voxelnet_runs::CheckpointSelector;

use super::compute::ComputeArgs;
use super::values::{checkpoint, not_negative, share};

#[derive(Debug, ClapArgs)]
#[command(group = clap::ArgGroup::new("network").required(true))]
#[command(group = clap::ArgGroup::new("threshold"))]
pub struct CalibrateArgs {
    /// Calibrate the run in this folder
    #[arg(long, value_name = "DIR", group = "network")]
    pub run: Option<PathBuf>,
    /// Use this checkpoint of the run (default: the best, or the last when none was validated)
    #[arg(long, value_name = "best|last|STEP", default_value = "", hide_default_value = true, value_parser = checkpoint, requires = "run")]
    pub checkpoint: CheckpointSelector,
    /// Calibrate a weights file instead of a run; needs --data
    #[arg(long, value_name = "FILE", group = "network", requires = "data")]
    pub weights: Option<PathBuf>,
    /// Fit on this labelled dataset in KITTI layout (default: that of the run)
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Fit on these frames: a split of the dataset, `all`, or a file with one frame a line (default: `val`, or the
    /// split that the run was validated on)
    #[arg(long, value_name = "NAME|FILE")]
    pub split: Option<String>,
    /// Write the weights with their thresholds and maps into this file
    #[arg(long, value_name = "FILE.safetensors")]
    pub out: PathBuf,
    /// Put the threshold of each class where this share of its detections is right (default: at the highest F1)
    #[arg(long, value_name = "SHARE", value_parser = share, group = "threshold")]
    pub precision: Option<f64>,
    /// Put the threshold of each class where it makes at most so many false detections in a scan
    #[arg(long, value_name = "N", value_parser = not_negative, group = "threshold")]
    pub false_per_scan: Option<f64>,
    /// Fit thresholds alone, and leave scores as they are
    #[arg(long)]
    pub no_map: bool,
    /// Keep the result files, with the scores of the network, in this folder
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// Also write what was fitted as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Replace a key of the configuration that goes into the file
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    #[command(flatten)]
    pub compute: ComputeArgs,
}
