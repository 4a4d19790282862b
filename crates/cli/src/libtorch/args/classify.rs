//! Command-line arguments of `voxelnet classify`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::args::values::at_least_one;
use crate::engine::device::DeviceChoice;

#[derive(Debug, ClapArgs)]
pub struct ClassifyArgs {
    /// Use this dataset in KITTI layout with the splits train and val
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Write the weights, the numbers, and the object databases of both splits into this folder
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Read the dataset with the section `dataset` of this configuration (default: KITTI)
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Learn crops of these classes, and of places without objects
    #[arg(
        long,
        value_name = "CLASS,..",
        value_delimiter = ',',
        default_value = "Car,Pedestrian,Cyclist"
    )]
    pub classes: Vec<String>,
    /// Pass over the crops of the split train this number of times
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    pub epochs: u64,
    /// Take at most this number of crops of each class, and of places without objects, from each split
    #[arg(long, value_name = "N", default_value = "1000", value_parser = at_least_one)]
    pub max_per_class: usize,
    /// Set the seed of the choice of crops, their order, and the first weights
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Compute on this device
    #[arg(long, value_name = "auto|cpu|cuda:N", default_value = "auto")]
    pub device: DeviceChoice,
}
