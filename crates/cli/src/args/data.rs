//! Command-line arguments of the commands about data.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use voxelnet_synth::{Class, Scenario};

use super::scan::ScanArgs;
use super::values::{sensor, share};

#[derive(Debug, ClapArgs)]
pub struct SynthArgs {
    /// Write the dataset into this folder, or continue an interrupted one there
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Simulate this number of frames
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub frames: usize,
    /// Set the seed of the scenes
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Put this share of the frames, the last ones, into the validation split
    #[arg(long, value_name = "SHARE", default_value_t = 0.2, value_parser = share)]
    pub val_fraction: f64,
    /// Use this sensor: hdl-64e, vlp-16, os1-128, or a file like those in configs/sensors
    #[arg(long, value_name = "NAME|FILE.toml", default_value = "hdl-64e", value_parser = sensor)]
    pub sensor: String,
    /// Simulate scenes of this kind: street, junction, courtyard, open-road, mixed, or empty
    #[arg(long, value_name = "NAME", default_value_t)]
    pub scenario: Scenario,
    /// Put only these classes into the scenes
    #[arg(long, value_name = "CLASS,..", value_delimiter = ',', num_args = 1.., default_values_t = Class::ALL)]
    pub classes: Vec<Class>,
    /// Keep the points all around instead of only those in the camera's view
    #[arg(long)]
    pub full_circle: bool,
    /// Draw the first N scans from above and as range images into DIR/preview
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "4")]
    pub preview: Option<usize>,
}

#[derive(Debug, ClapArgs)]
pub struct PrepareArgs {
    /// Prepare this dataset in KITTI layout
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Write ImageSets/ and objects.db into this folder, with links to the scans, for `train --data DIR` (default:
    /// that of the dataset)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Read the dataset with the section `dataset` of this configuration (default: KITTI)
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Write the 3712 and 3769 frames of KITTI that most papers train and validate on as the splits `train` and `val`
    #[arg(long, conflicts_with_all = ["val_fraction", "seed"])]
    pub standard_split: bool,
    /// Put this share of the frames into the split `val`, if there is none (default: half of them)
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub val_fraction: Option<f64>,
    /// Set the seed of the choice of frames for the split `val`, if there is none
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Only check the dataset and write splits
    #[arg(long)]
    pub no_database: bool,
    /// Replace a key of the configuration, such as dataset.boxes=lidar
    #[arg(long = "set", value_name = "KEY=VALUE", requires = "config")]
    pub overrides: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub struct VoxelizeArgs {
    /// Divide this scan into voxels: .bin (KITTI), .ply, .pcd, .npy or .npz
    #[arg(value_name = "SCAN")]
    pub scan: PathBuf,
    /// Use [network.grid] and [network.limits] of this configuration, see configs/
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// Print the statistics even when --out is given
    #[arg(long)]
    pub stats: bool,
    /// Write points, features, offsets and indices as an archive that numpy.load opens
    #[arg(long, value_name = "FILE.npz")]
    pub out: Option<PathBuf>,
    /// Also write the statistics as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    #[command(flatten)]
    pub reading: ScanArgs,
    /// Set the seed of the choice of points and voxels (default: that of the configuration)
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Replace a key of the configuration, such as network.limits.max_voxels=20000
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
}
