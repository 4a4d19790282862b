//! Command-line arguments of `voxelnet train`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::args::compute::ComputeArgs;

#[derive(Debug, ClapArgs)]
pub struct TrainArgs {
    /// Use this configuration, see configs/; required unless --resume or --weights is given
    #[arg(long, value_name = "FILE", required_unless_present_any = ["resume", "weights"])]
    pub config: Option<PathBuf>,
    /// Start from trained weights, a weights file or the best checkpoint of a run; without --config, in their network and
    /// as configs/fine-tune.toml says
    #[arg(long, value_name = "FILE|RUN", conflicts_with = "resume")]
    pub weights: Option<PathBuf>,
    /// Train on this dataset in KITTI layout (default with --resume: that of the run)
    #[arg(long, value_name = "DIR", required_unless_present = "resume")]
    pub data: Option<PathBuf>,
    /// Write checkpoints, log and configuration of the run into this folder
    #[arg(long, value_name = "DIR")]
    pub run: PathBuf,
    /// Continue the run from its last checkpoint
    #[arg(long)]
    pub resume: bool,
    /// Train on these frames: a split of the dataset, `all`, or a file with one frame a line (default: `train`)
    #[arg(long, value_name = "NAME|FILE")]
    pub split: Option<String>,
    /// Validate on these frames, given likewise (default: `val`)
    #[arg(long, value_name = "NAME|FILE")]
    pub val_split: Option<String>,
    /// Compute each micro batch on one thread, so that weights do not depend on the number of threads; slower
    /// when a batch has fewer micro batches than there are threads
    #[arg(long)]
    pub deterministic: bool,
    /// Stop after this step of the run
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_steps: Option<u64>,
    /// Replace a key of the configuration, such as train.batch_size=2
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    /// Replace the seed of the configuration
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    #[command(flatten)]
    pub compute: ComputeArgs,
}
