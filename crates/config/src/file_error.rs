//! Files that are no configuration.

use std::path::PathBuf;

use thiserror::Error;

use crate::strict_toml::TomlError;
use crate::value_error::ConfigError;

/// A section that is needed and not there.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the section `{0}` is missing")]
pub struct MissingSection(pub &'static str);

/// An override that a configuration does not take, though it is fine without.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct OverrideError(pub Box<ConfigFileError>);

/// The errors of reading a configuration file.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigFileError {
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The message of the system.
        source: std::io::Error,
    },
    /// The text is no TOML, or has unknown, missing or mistyped keys.
    #[error("{}: {source}", path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// The error in its content.
        source: TomlError,
    },
    /// A value is outside what is possible.
    #[error("{}: {source}", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// The error in its content.
        source: ConfigError,
    },
    /// A section that is needed is missing.
    #[error("{}: {source}", path.display())]
    MissingSection {
        /// The file.
        path: PathBuf,
        /// The section.
        source: MissingSection,
    },
    /// Weights are to be used in another network than the one that they were trained in.
    #[error("{}: the weights were trained with another `{key}` than is asked for; train a run of its own with that", path.display())]
    OtherNetwork {
        /// The weights.
        path: PathBuf,
        /// The key that makes the difference.
        key: String,
    },
    /// The file is fine without the overrides.
    #[error("{source}")]
    Override {
        /// The error that they make, also the cause of an error that passes this one on.
        source: OverrideError,
    },
}
