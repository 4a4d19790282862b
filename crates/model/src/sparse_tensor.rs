//! Voxel features as a sparse tensor of libtorch.

use tch::Tensor;

use crate::batch::VoxelBatch;

/// The features of the voxels as a COO tensor of libtorch, for those who want to go on from there; the
/// network itself does not need it. No gradient goes through: libtorch makes such a tensor of constants
/// when it is asked from outside Python.
///
/// # Shapes
/// `features` [K, C], the voxels in the order of the batch. Returns [B, C, D, H, W] with K * C values,
/// coalesced.
///
/// # Panics
/// When there are not as many rows as voxels in the batch.
pub fn sparse_tensor(features: &Tensor, batch: &VoxelBatch) -> Tensor {
    let [num_voxels, channels] = features.size()[..] else {
        panic!("features of shape {:?}, expected [K, C]", features.size());
    };
    assert_eq!(num_voxels as usize, batch.num_voxels(), "one row per voxel");
    let shape = batch.shape();
    let [depth, height, width] = [shape.depth, shape.height, shape.width].map(|n| n as i64);
    let cells_per_scan = depth * height * width;

    // Voxels are sorted by scan and cell; a COO tensor is sorted by scan, channel and cell.
    let mut indices: [Vec<i64>; 5] = Default::default();
    let mut order = Vec::new(); // where each value stands in [K, C]
    let mut rows = 0..0;
    while rows.end < batch.num_voxels() {
        let scan = batch.cells()[rows.end] / cells_per_scan;
        let in_scan = batch.cells()[rows.end..].iter();
        let count = in_scan.take_while(|&&cell| cell / cells_per_scan == scan).count();
        rows = rows.end..rows.end + count;
        for channel in 0..channels {
            for row in rows.clone() {
                let cell = batch.cells()[row] % cells_per_scan;
                let at =
                    [scan, channel, cell / (height * width), cell / width % height, cell % width];
                indices.iter_mut().zip(at).for_each(|(axis, index)| axis.push(index));
                order.push(row as i64 * channels + channel);
            }
        }
    }
    let device = features.device();
    let indices = Tensor::from_slice(&indices.concat()).view([5, -1]).to_device(device);
    let order = Tensor::from_slice(&order).to_device(device);
    let values = features.detach().flatten(0, -1).index_select(0, &order);
    let size = [batch.batch_size(), channels, depth, height, width];
    Tensor::sparse_coo_tensor_indices_size(&indices, &values, size, (values.kind(), device), true)
}

#[cfg(test)]
mod tests {
    use tch::{Device, Kind};
    use voxelnet_scene::{Point, PointCloud};
    use voxelnet_voxelizer::{GridShape, SampleKey, VoxelLimits, voxelize};

    use super::*;
    use crate::testing::{seeded, unit_grid};

    const SHAPE: GridShape = GridShape { depth: 2, height: 3, width: 4 };

    fn batch(clouds: &[&[[f32; 3]]]) -> VoxelBatch {
        let limits = VoxelLimits::default();
        let scans: Vec<_> = clouds
            .iter()
            .map(|points| {
                let points = points.iter().map(|&[x, y, z]| Point::new(x, y, z, 0.5)).collect();
                let cloud = PointCloud::new(points);
                voxelize(&cloud, &unit_grid(SHAPE), &limits, SampleKey::default())
            })
            .collect();
        VoxelBatch::new(&scans.iter().collect::<Vec<_>>(), SHAPE, Device::Cpu)
    }

    #[test]
    fn it_is_the_dense_map() {
        let batch = batch(&[&[[3.5, 2.5, 1.5], [0.5, 0.5, 0.5]], &[], &[[1.5, 2.5, 0.5]]]);
        let features = seeded(&[3, 5], 1);
        let sparse = sparse_tensor(&features, &batch);
        assert!(sparse.is_sparse() && sparse.is_coalesced());
        assert_eq!(sparse.size(), [3, 5, 2, 3, 4]);
        assert_eq!(sparse.to_dense(None::<Kind>, true), batch.scatter(&features));
    }

    #[test]
    fn a_batch_without_voxels_is_a_tensor_without_values() {
        let batch = batch(&[&[]]);
        let sparse = sparse_tensor(&seeded(&[0, 5], 1), &batch);
        assert_eq!(sparse.size(), [1, 5, 2, 3, 4]);
        assert_eq!(sparse.to_dense(None::<Kind>, true).abs().max().double_value(&[]), 0.);
    }
}
