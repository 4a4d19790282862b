//! The commands that need libtorch, one file each.

pub mod ablate;
pub mod classify;
pub mod train;
