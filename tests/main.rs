//! Whole-program tests: the binary `voxelnet` run as its users run it.
//!
//! Tests on real scans run when `VOXELNET_KITTI_MINI` names a folder in KITTI layout; those that take
//! minutes need `VOXELNET_SLOW_TESTS=1` as well. What is not set is skipped with a message.

// A test that meets something unexpected has failed; there is nobody to hand an error to.
#![allow(clippy::unwrap_used)]

#[macro_use]
mod support;

mod ablating;
mod bad_input;
mod benchmarking;
mod classical;
mod classifying;
mod detecting;
mod doctoring;
#[cfg(not(feature = "mpi"))]
mod launching;
mod own_data;
mod preparing;
mod real_scans;
mod reporting;
mod resuming;
mod runs;
mod scans;
mod scoring;
mod simulating;
mod training;
mod tuning;
mod usage;
mod variants;
mod viewing;
mod voxelizing;
