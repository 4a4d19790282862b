//! The formats of results.

use clap::ValueEnum;

/// A format that `detect` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Json,
    Csv,
    Kitti,
    Html,
    Png,
    Camera,
    Ply,
}
