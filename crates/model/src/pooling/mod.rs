//! Pooling on libtorch: over groups of rows, such as the points of voxels, over windows, and over whole maps.
//!
//! The same in plain Rust, with its gradients written out, is the crate `voxelnet-pooling`.

mod global;
mod segments;
#[cfg(test)]
mod tests;
mod windows;

pub use global::{global_average, global_maximum};
pub use segments::{Segments, pool_segments};
pub use windows::pool_windows;
