//! The points of a scan that its voxels keep and lose.

use voxelnet_scene::PointCloud;
use voxelnet_voxelizer::{Dropped, SampleKey, Voxelizer};

/// The points of a scan that its voxels keep and lose.
pub(crate) struct VoxelFacts {
    pub(crate) num_kept: usize,
    pub(crate) dropped: Dropped,
}

impl VoxelFacts {
    pub(crate) fn of(shown: &PointCloud, voxelizer: &mut Voxelizer) -> Self {
        let voxels = voxelizer.voxelize(shown, SampleKey::default());
        Self { num_kept: voxels.num_points(), dropped: voxels.dropped() }
    }
}
