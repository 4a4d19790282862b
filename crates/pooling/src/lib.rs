//! Pooling in plain Rust, forward and backward: over the points of a voxel, over windows of 2D and
//! 3D maps, and over whole maps.
//!
//! Each pooling takes a [`Reduction`] (maximum, average, minimum, median) and gives a [`Pooled`],
//! which holds the values and brings a gradient back to the input. Windows mean what they mean in
//! libtorch. Results do not depend on the number of threads.
//!
//! This crate knows no network, no tensors and no libtorch: inputs are slices of `f32`, row-major.
//! Its README explains what pooling keeps and loses.
//!
//! ```
//! use voxelnet_pooling::{Reduction, Segments, Shape, Window, pool_globally};
//!
//! // Three points with two channels; the first voxel has two of them. [P, C] -> [K, C]
//! let voxels = Segments { channels: 2, offsets: &[0, 2, 3] };
//! let pooled = voxels.pool(Reduction::Maximum, &[1., 8., 4., 2., 5., 6.])?;
//! assert_eq!(pooled.values(), [4., 8., 5., 6.]);
//! assert_eq!(pooled.backward(&[1., 1., 1., 1.])?, [0., 1., 1., 0., 1., 1.]);
//!
//! // [C, H, W] -> [C, H/2, W/2]
//! let shape = Shape { channels: 1, spatial: [2, 4] };
//! let map = [1., 2., 3., 4., 5., 6., 7., 8.];
//! let pooled = Window::new([2, 2]).pool(Reduction::Average, &map, &shape)?;
//! assert_eq!(pooled.values(), [3.5, 5.5]);
//!
//! // [C, H, W] -> [C]
//! assert_eq!(pool_globally(Reduction::Median, &map, 1)?.values(), [4.]);
//! # Ok::<(), voxelnet_pooling::PoolingError>(())
//! ```

mod axis;
mod error;
mod global;
mod group;
mod layout;
mod pooled;
mod reduction;
mod segments;
mod window;

pub use error::PoolingError;
pub use global::pool_globally;
pub use pooled::Pooled;
pub use reduction::Reduction;
pub use segments::Segments;
pub use window::{Shape, Window};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
