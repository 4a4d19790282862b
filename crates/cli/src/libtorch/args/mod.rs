//! Command-line arguments of the commands that need libtorch.

pub mod ablate;
pub mod classify;
pub mod train;
