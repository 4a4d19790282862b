//! Command-line arguments of `voxelnet classify`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::args::values::at_least_one;
use crate::engine::device::DeviceChoice;

#[derive(Debug, ClapArgs)]
pub struct ClassifyArgs {
    /// Dataset in KITTI layout with the splits train and val
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Folder for the weights, the numbers, and the object databases of both splits
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Configuration whose section dataset says how the files are to be understood; KITTI's way unless given
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What the crops may show, beside nothing
    #[arg(
        long,
        value_name = "CLASS,..",
        value_delimiter = ',',
        default_value = "Car,Pedestrian,Cyclist"
    )]
    pub classes: Vec<String>,
    /// Passes over the crops of the split train
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    pub epochs: u64,
    /// At most so many crops of a class, and of places without objects, from each split
    #[arg(long, value_name = "N", default_value = "1000", value_parser = at_least_one)]
    pub max_per_class: usize,
    /// Decides which crops are taken, their order, and the first weights
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Compute on this device
    #[arg(long, value_name = "auto|cpu|cuda:N", default_value = "auto")]
    pub device: DeviceChoice,
}
