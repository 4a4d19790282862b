//! What can go wrong when a picture is written.

use std::{error::Error, io, path::PathBuf};

/// Why a picture could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The picture could not be turned into PNG bytes.
    #[error("{path}: cannot encode a picture of {width} x {height} pixels as PNG")]
    EncodePng {
        /// Where the picture was to go.
        path: PathBuf,
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// What the encoder said.
        source: image::ImageError,
    },
    /// A chart was to go to a file of a kind that no chart is written as.
    #[error("{path}: a chart is written as .svg or as .png; expected a name that ends in one")]
    ChartExtension {
        /// The file that was to be written.
        path: PathBuf,
    },
    /// The drawing library gave up on a chart.
    #[error("{path}: cannot draw the chart")]
    DrawChart {
        /// Where the chart was to go.
        path: PathBuf,
        /// What the drawing library said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The file system refused the file.
    #[error("{path}: cannot write the file; expected a writable path in an existing directory")]
    Write {
        /// The file that was to be written.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
}
