//! Errors of writing a picture.

use std::{error::Error, io, path::PathBuf};

/// A picture could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The picture could not be turned into PNG bytes.
    #[error("{path}: cannot encode a picture of {width} x {height} pixels as PNG")]
    EncodePng {
        /// The file that was to be written.
        path: PathBuf,
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// The error of the encoder.
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
        /// The file that was to be written.
        path: PathBuf,
        /// The error of the drawing library.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The file system refused the file.
    #[error("{path}: cannot write the file; expected a writable path in an existing directory")]
    Write {
        /// The file that was to be written.
        path: PathBuf,
        /// The error of the file system.
        source: io::Error,
    },
}
