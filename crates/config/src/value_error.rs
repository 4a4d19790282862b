//! Values of a configuration that are outside what is possible.

use thiserror::Error;
use voxelnet_files::{on_one_line, quotable};
use voxelnet_voxelizer::GridError;

/// The most of an expectation that is shown; it may list the names of a configuration.
const MAX_EXPECTED: usize = 300;

/// The errors of single values.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ConfigError {
    /// The grid is none.
    #[error("network.grid: {0}")]
    Grid(#[from] GridError),
    /// A value is outside what is possible.
    #[error("{key}: {found}, expected {expected}")]
    Value {
        /// The key in the configuration.
        key: String,
        /// Its value.
        found: String,
        /// The possible values.
        expected: String,
    },
    /// An upsampled block does not have the size of the output maps.
    #[error(
        "network.rpn.blocks.{block}: upsampling gives a map of {found:?}, expected {expected:?} \
         (y, x); change its kernel, stride or padding, or the range of the grid"
    )]
    MapSize {
        /// Number of the block, from 0.
        block: usize,
        /// Its size (y, x).
        found: [usize; 2],
        /// The size of the output maps (y, x).
        expected: [usize; 2],
    },
}

impl ConfigError {
    /// An error about the value `found` under `key` unless it `holds`.
    ///
    /// # Errors
    /// [`ConfigError::Value`].
    pub fn require(
        holds: bool,
        key: impl Into<String>,
        found: impl ToString,
        expected: &str,
    ) -> Result<(), Self> {
        if holds {
            return Ok(());
        }
        let (key, found) = (quotable(&key.into()), quotable(&found.to_string()));
        Err(Self::Value { key, found, expected: on_one_line(expected, MAX_EXPECTED) })
    }
}
