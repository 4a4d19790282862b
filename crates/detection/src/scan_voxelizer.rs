//! From a scan to the voxels that a network detects in.

use voxelnet_scene::PointCloud;
use voxelnet_voxelizer::{SampleKey, SparseVoxels, VoxelGrid, VoxelLimits, Voxelizer, voxelize};

use voxelnet_config::{ModelConfig, ScanConfig};

use crate::layout::NetworkLayout;

/// The steps before the network: a scan is turned into the network's frame and divided into voxels.
/// It holds no weights, so that other threads can do this while the network computes.
#[derive(Clone, Debug)]
pub struct ScanVoxelizer {
    scan: ScanConfig,
    grid: VoxelGrid,
    limits: VoxelLimits,
    key: SampleKey,
}

impl ScanVoxelizer {
    /// As a configuration and its layout say.
    pub fn new(config: &ModelConfig, layout: &NetworkLayout) -> Self {
        Self {
            scan: config.dataset.scan,
            grid: layout.grid,
            limits: config.network.limits,
            key: SampleKey { seed: config.detection.seed, ..SampleKey::default() },
        }
    }

    /// The voxels of a scan. The same scan gives the same ones under any name, as the points of crowded
    /// voxels are chosen with the seed of the configuration.
    pub fn voxels(&self, cloud: &PointCloud) -> SparseVoxels {
        voxelize(&self.scan.network_cloud(cloud), &self.grid, &self.limits, self.key)
    }

    /// A voxelizer that keeps its memory from scan to scan, for [`Self::voxels_into`].
    pub fn for_many(&self) -> Voxelizer {
        Voxelizer::new(&self.grid, &self.limits)
    }

    /// As [`Self::voxels`], in place of what `voxels` held.
    pub fn voxels_into(
        &self,
        cloud: &PointCloud,
        voxelizer: &mut Voxelizer,
        voxels: &mut SparseVoxels,
    ) {
        voxelizer.voxelize_into(&self.scan.network_cloud(cloud), self.key, voxels);
    }
}
