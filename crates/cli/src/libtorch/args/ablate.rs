//! Command-line arguments of `voxelnet ablate`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use voxelnet_dataset::Corruption;

use crate::args::compute::ComputeArgs;
use crate::args::values::at_least_one;

#[derive(Debug, ClapArgs)]
pub struct AblateArgs {
    /// Vary this configuration
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// Vary these, one change at a time: vfe.pooling, rpn.attention or encoder with all its values, or any key
    /// of the configuration as KEY=VALUE|VALUE; can be repeated
    #[arg(long, value_name = "KEY,..", required = true)]
    pub vary: Vec<String>,
    /// Run each variant this number of times, with seeds from 1 on
    #[arg(long, value_name = "N", default_value = "1", value_parser = at_least_one)]
    pub seeds: usize,
    /// Write the study into this folder, or continue an interrupted one there and keep its records
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Use this dataset with the splits train and val (default: simulate one into the folder of the study)
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Simulate this number of scans for training
    #[arg(long, value_name = "N", default_value = "2000", value_parser = at_least_one, conflicts_with = "data")]
    pub frames: usize,
    /// Simulate this number of scans for evaluation
    #[arg(long, value_name = "N", default_value = "100", value_parser = at_least_one, conflicts_with = "data")]
    pub val_frames: usize,
    /// Add these kinds of noise to the scans of the evaluation (default: the usual list)
    #[arg(long, value_name = "NOISE,..", value_delimiter = ',')]
    pub noise: Option<Vec<Corruption>>,
    /// Replace a key of the configuration for all variants, such as train.epochs=1
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    #[command(flatten)]
    pub compute: ComputeArgs,
}
