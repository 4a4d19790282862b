//! How much of a scan is kept.

use serde::{Deserialize, Serialize};

/// How much of a scan is kept, and how it is chosen; `None` is without limit.
///
/// With both limits this is what other tools call hard voxelization, without them dynamic
/// voxelization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoxelLimits {
    /// T: at most so many points per voxel.
    pub max_points_per_voxel: Option<usize>,
    /// At most so many voxels; the others are dropped whole.
    pub max_voxels: Option<usize>,
    /// Which points and voxels are kept when there are more.
    #[serde(default)]
    pub sampling: Sampling,
}

/// Which of too many points or voxels are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sampling {
    /// Each equally likely, as the [`SampleKey`](crate::key::SampleKey) decides (arXiv:1711.06396, section
    /// 2.1.1).
    #[default]
    Random,
    /// Those that come first in the scan, for comparisons with tools that do so. What is far from
    /// the start of the scan is seen less.
    First,
}

impl VoxelLimits {
    /// Hard voxelization: at most `max_points` random points in each of at most `max_voxels` random
    /// voxels.
    pub fn hard(max_points: usize, max_voxels: usize) -> Self {
        Self {
            max_points_per_voxel: Some(max_points),
            max_voxels: Some(max_voxels),
            sampling: Sampling::Random,
        }
    }

    /// Dynamic voxelization: all points in range.
    pub fn dynamic() -> Self {
        Self::default()
    }
}
