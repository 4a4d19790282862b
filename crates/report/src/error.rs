//! Errors of writing a report.

use std::io;
use std::path::PathBuf;

use thiserror::Error;
use voxelnet_dataset::DatasetError;
use voxelnet_render::RenderError;

/// A report could not be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A scan that is to be drawn is missing or malformed.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// A picture or a viewer could not be written.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// A folder or the page could not be written.
    #[error("{}: cannot write the report, {source}", path.display())]
    Write {
        /// The folder or the file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
}
