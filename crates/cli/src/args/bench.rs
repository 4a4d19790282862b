//! Command-line arguments of `voxelnet bench`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::values::at_least_one;
use crate::bench::engine::BenchEngine;
use crate::engine::device::DeviceChoice;

#[derive(Debug, ClapArgs)]
#[command(group = clap::ArgGroup::new("network").required(true))]
pub struct BenchArgs {
    /// Run on these scans: .bin (KITTI), .ply, .pcd, .npy or .npz
    #[arg(required_unless_present = "data", conflicts_with = "data", value_name = "SCAN")]
    pub scans: Vec<PathBuf>,
    /// Measure instead how fast a dataset in KITTI layout is loaded, and how long training steps wait for
    /// its frames
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Load these frames: a split of the dataset, `all`, or a file with one frame a line
    #[arg(long, value_name = "NAME|FILE", default_value = "train", requires = "data")]
    pub split: String,
    /// Take this number of training steps with --data
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = at_least_one, requires = "data")]
    pub steps: usize,
    /// Use the best checkpoint of the run in this folder, or the last when none was validated
    #[arg(long, value_name = "DIR", group = "network")]
    pub run: Option<PathBuf>,
    /// Use a configuration instead of a run: random weights with the statistics of the scans
    #[arg(long, value_name = "FILE", group = "network")]
    pub config: Option<PathBuf>,
    /// Measure these engines (default: all that support the network); outputs are compared with dense
    #[arg(long, value_enum, value_delimiter = ',', conflicts_with = "data")]
    pub engine: Vec<BenchEngine>,
    /// Also measure a training step on the scan of median size
    #[arg(long, conflicts_with = "data")]
    pub train: bool,
    /// Also measure the sparse and the native engine on 1 to 100% of the points of the scan of median size
    #[arg(long, conflicts_with = "data")]
    pub scaling: bool,
    /// Repeat each scan and each training step this number of times and report the median
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = at_least_one, conflicts_with = "data")]
    pub repeat: usize,
    /// Also write the numbers as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Read rows of this many numbers from .bin files (default: dataset.scan.columns, or 4)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(3..))]
    pub columns: Option<u16>,
    /// Replace a key of the configuration, such as network.voxel_channels=64
    #[arg(long = "set", value_name = "KEY=VALUE", conflicts_with = "run")]
    pub overrides: Vec<String>,
    /// Compute on this device
    #[arg(long, value_name = "auto|cpu|cuda:N", default_value = "auto")]
    pub device: DeviceChoice,
    /// Run the engine once and print this process's peak memory
    #[arg(long, hide = true)]
    pub only_memory: bool,
    /// Use these weights when that engine is the native one
    #[arg(long, hide = true, value_name = "FILE", requires = "only_memory")]
    pub weights: Option<PathBuf>,
}
