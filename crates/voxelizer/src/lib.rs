//! From a LiDAR scan to sparse voxels (VoxelNet, arXiv:1711.06396, section 2.1.1): partition the
//! space, group the points, sample at most T of them per voxel, and describe each point by seven
//! features.
//!
//! The result depends on the scan and on the [`SampleKey`] alone, never on the number of threads.
//! This crate knows no network and no dataset. Its README says how it works and how fast it is.
//!
//! ```
//! use voxelnet_scene::{Point, PointCloud};
//! use voxelnet_voxelizer::{GridSpec, SampleKey, VoxelGrid, VoxelLimits, voxelize};
//!
//! let grid = VoxelGrid::new(&GridSpec {
//!     min_m: [0., -40., -3.],
//!     max_m: [70.4, 40., 1.],
//!     voxel_size_m: [0.2, 0.2, 0.4],
//! })?;
//! let cloud = PointCloud::new(vec![Point::new(10., 0., -1., 0.3); 50]);
//! let limits = VoxelLimits { max_points_per_voxel: Some(35), ..VoxelLimits::dynamic() };
//! let voxels = voxelize(&cloud, &grid, &limits, SampleKey::default());
//! assert_eq!((voxels.len(), voxels.num_points()), (1, 35));
//! # Ok::<(), voxelnet_voxelizer::GridError>(())
//! ```

mod batch;
mod cell_table;
mod crowds;
mod dropped;
mod features;
mod fill;
mod grid;
mod key;
mod limits;
mod locate;
mod occupancy;
mod padded;
mod partition;
mod rank_mask;
mod ray_walk;
mod room;
mod rows;
mod runs;
mod sparse_voxels;
mod tally;
mod visibility;
mod voxel_cap;
mod voxelizer;

pub use batch::{BatchedVoxels, KeyedScan, voxelize_batch};
pub use dropped::Dropped;
pub use features::{NUM_FEATURES, point_features, point_features_into};
pub use grid::{GridError, GridShape, GridSpec, VoxelGrid, VoxelIndex};
pub use key::SampleKey;
pub use limits::{Sampling, VoxelLimits};
pub use occupancy::occupancy_features;
pub use padded::PaddedVoxels;
pub use sparse_voxels::SparseVoxels;
pub use visibility::{RayCounts, count_rays};
pub use voxelizer::{Voxelizer, voxelize};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
