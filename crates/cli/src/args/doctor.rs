//! Command-line arguments of `voxelnet doctor`.

use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs};

use super::scan::ScanFileArgs;
use super::values::at_least_one;

#[derive(Debug, ClapArgs)]
#[command(group = ArgGroup::new("subject").required(true).args(["scans", "data"]))]
pub struct DoctorArgs {
    /// Examine these scans: .bin (KITTI), .ply, .pcd, .npy or .npz
    #[arg(value_name = "SCAN")]
    pub scans: Vec<PathBuf>,
    /// Examine this dataset in KITTI layout
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Check whether this configuration fits (default: configs/kitti.toml for a dataset; for scans that of the
    /// weights that `detect` uses)
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Check the configuration and the weights of the run in this folder instead
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    pub run: Option<PathBuf>,
    /// Check a weights file instead
    #[arg(long, value_name = "FILE", conflicts_with_all = ["config", "run"])]
    pub weights: Option<PathBuf>,
    /// Examine these frames of the dataset: a split, `all`, or a file with one frame a line (default: `train`)
    #[arg(long, value_name = "NAME|FILE", requires = "data")]
    pub split: Option<String>,
    /// Read the points of at most N frames, spread over the split
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = at_least_one, requires = "data")]
    pub frames: usize,
    #[command(flatten)]
    pub files: ScanFileArgs,
    /// Also write the findings as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Replace a key of the configuration to try a repair, such as dataset.scan.yaw=1.5708
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
}
