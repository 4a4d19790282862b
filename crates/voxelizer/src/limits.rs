//! Limits on points and voxels.

use serde::{Deserialize, Serialize};

/// Limits on the points and voxels of a scan, and the choice among too many; `None` is without limit.
///
/// With both limits this is what other tools call hard voxelization, without them dynamic
/// voxelization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoxelLimits {
    /// T: at most so many points per voxel.
    pub max_points_per_voxel: Option<usize>,
    /// At most so many voxels; the others are dropped whole.
    pub max_voxels: Option<usize>,
    /// The choice of points and voxels when there are more.
    #[serde(default)]
    pub sampling: Sampling,
}

/// The choice among too many points or voxels.
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
