//! The binary `voxelnet` run as several ranks, which needs `mpirun`.

// A test that meets something unexpected has failed; there is nobody to hand an error to.
#![allow(clippy::unwrap_used)]

#[macro_use]
#[path = "../support/mod.rs"]
#[allow(dead_code, unused_imports)]
mod support;

mod commands;
mod failures;
mod started;
mod training;
