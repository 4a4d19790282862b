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

impl Format {
    /// The file of a scan in this format; none where one file holds all scans.
    pub fn file_of(self, frame: &str) -> Option<String> {
        match self {
            Self::Json | Self::Csv => None,
            Self::Kitti => Some(format!("{frame}.txt")),
            Self::Html => Some(format!("{frame}.html")),
            Self::Png => Some(format!("{frame}.png")),
            Self::Camera => Some(format!("{frame}-camera.png")),
            Self::Ply => Some(format!("{frame}.ply")),
        }
    }
}
