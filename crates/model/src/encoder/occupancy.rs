//! Occupancy grids as in VoxNet (Maturana and Scherer 2015, section III.B), with nothing to learn: what
//! is learned of them are the 3D convolutions behind.

use nalgebra::Point3;
use tch::{Kind, Tensor};
use voxelnet_voxelizer::{VoxelGrid, count_rays, occupancy_features};

use crate::batch::VoxelBatch;

/// The binary, the density and the hit grid where a voxel holds points. -> [K, 3]
///
/// Free space, which the rays of the sensor cross, is not told from space that was not seen: both are
/// zero, so that the map stays sparse. The sensor is taken to be at the origin.
#[derive(Debug)]
pub(crate) struct OccupancyEncoder {
    grid: VoxelGrid,
}

impl OccupancyEncoder {
    pub(crate) fn new(grid: VoxelGrid) -> Self {
        Self { grid }
    }

    pub(crate) fn forward(&self, batch: &VoxelBatch, kind: Kind) -> Tensor {
        let sensor = Point3::origin();
        let rows: Vec<[f32; 3]> = batch
            .scans()
            .iter()
            .flat_map(|scan| count_rays(scan, &self.grid, sensor))
            .map(occupancy_features)
            .collect();
        let xs = Tensor::from_slice(rows.as_flattened()).view([-1, 3]);
        xs.to_device(batch.features.device()).to_kind(kind)
    }
}
