//! Command-line arguments of `voxelnet view`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use voxelnet_render::Theme;

use super::scan::ScanArgs;

#[derive(Debug, ClapArgs)]
pub struct ViewArgs {
    /// Show these scans, named as for detect
    #[arg(required = true, value_name = "SCAN")]
    pub scans: Vec<PathBuf>,
    /// Write a page for the browser with all scans, FILE.html; a picture of one, FILE.png; or pictures of
    /// frames as a network sees them in training, into a folder
    #[arg(long, value_name = "FILE.html|FILE.png|DIR")]
    pub out: PathBuf,
    /// Show these labels in KITTI's format: a file, or a folder with one per scan (default: those of
    /// the dataset that a scan is in)
    #[arg(long, value_name = "FILE|DIR")]
    pub labels: Option<PathBuf>,
    /// Show these detections: JSON lines of detect, or a folder that has KITTI result files in it or in its
    /// folder `data`
    #[arg(long, value_name = "FILE.jsonl|DIR")]
    pub detections: Option<PathBuf>,
    /// Use this calibration for labels and results in KITTI's format: a file, or a folder with one per scan
    /// (default: that of the dataset that a scan is in)
    #[arg(long, value_name = "FILE|DIR")]
    pub calib: Option<PathBuf>,
    /// Draw the boxes into this camera image instead of a picture from above
    #[arg(long, value_name = "FILE.png|FILE.jpg")]
    pub image: Option<PathBuf>,
    /// Use these colours for a picture; a page offers both
    #[arg(long, value_enum, default_value = "dark")]
    pub theme: ThemeArg,
    #[command(flatten)]
    pub scan: ScanArgs,
    /// Use this training configuration, see configs/; required for pictures in a folder
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Draw each frame with the augmentations of the first N epochs instead of as it is
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), requires = "config")]
    pub augment: Option<u64>,
    /// Replace a key of the configuration, such as augment.max_dropout=0.5
    #[arg(long = "set", value_name = "KEY=VALUE", requires = "config")]
    pub overrides: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ThemeArg {
    Dark,
    Light,
}

impl From<ThemeArg> for Theme {
    fn from(theme: ThemeArg) -> Self {
        match theme {
            ThemeArg::Dark => Self::Dark,
            ThemeArg::Light => Self::Light,
        }
    }
}
