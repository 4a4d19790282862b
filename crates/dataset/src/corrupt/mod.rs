//! Scans made worse in known amounts, to try a trained detector under; a kind a file.
//!
//! - `kind`, `corruption`: the ways in which a scan can get worse, and these with an amount
//! - `name`, `error`: corruptions as text
//! - `jitter`, `dropout`, `outliers`, `rings`, `intensity`: what each kind does to points
//! - `apply`: the corruption of a scan, and of a frame of a dataset

mod apply;
mod corruption;
mod dropout;
mod error;
mod intensity;
mod jitter;
mod kind;
mod name;
mod outliers;
mod rings;

#[cfg(test)]
mod tests;

pub use apply::corrupt_frame;
pub use corruption::Corruption;
pub use error::CorruptionError;
pub use kind::CorruptionKind;
