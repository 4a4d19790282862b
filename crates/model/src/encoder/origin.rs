//! The origin that x and y of a point are measured from.

use tch::{Kind, Tensor};
use voxelnet_config::{NetworkConfig, PointOrigin};
use voxelnet_voxelizer::{GridShape, GridSpec};

use crate::batch::VoxelBatch;

/// The origin of x and y: the sensor, or the centres of the voxels of a grid.
#[derive(Debug)]
pub(super) struct Origin {
    grid: Option<GridSpec>,
}

impl Origin {
    pub(super) fn new(config: &NetworkConfig) -> Self {
        Self { grid: (config.point_origin == PointOrigin::Voxel).then_some(config.grid) }
    }

    /// The features of the points, x and y measured from here. [P, 7]
    pub(super) fn features(&self, batch: &VoxelBatch, kind: Kind) -> Tensor {
        let xs = batch.features.to_kind(kind);
        let Some(grid) = &self.grid else { return xs };
        let centers = voxel_centers(batch, grid).to_kind(kind);
        let rest = xs.narrow(1, 2, xs.size()[1] - 2);
        Tensor::cat(&[xs.narrow(1, 0, 2) - centers, rest], 1)
    }
}

/// x and y of the centre of each point's voxel. [P, 2]
fn voxel_centers(batch: &VoxelBatch, grid: &GridSpec) -> Tensor {
    let GridShape { height, width, .. } = batch.shape();
    let (height, width) = (height as i64, width as i64);
    let center = |axis: usize, index: i64| {
        (grid.min_m[axis] + grid.voxel_size_m[axis] * (index as f64 + 0.5)) as f32
    };
    let cells = batch.cells().iter();
    let centers: Vec<[f32; 2]> =
        cells.map(|cell| [center(0, cell % width), center(1, cell / width % height)]).collect();
    let centers = Tensor::from_slice(centers.as_flattened()).view([-1, 2]);
    centers.to_device(batch.features.device()).index_select(0, &batch.voxel_of_point)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::row_of_points;

    #[test]
    fn the_centre_of_a_voxel_is_that_of_its_cell_of_the_grid() {
        let grid = GridSpec { min_m: [0.; 3], max_m: [3., 1., 1.], voxel_size_m: [1.; 3] };
        let batch = row_of_points(&[0.1, 0.2, 0.3, 2.5]);
        let expected =
            Tensor::from_slice(&[0.5_f32, 0.5, 0.5, 0.5, 0.5, 0.5, 2.5, 0.5]).view([4, 2]);
        assert_eq!(voxel_centers(&batch, &grid), expected);
    }
}
