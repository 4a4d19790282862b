//! Several scans in one call.

use std::ops::Range;

use voxelnet_scene::PointCloud;

use crate::grid::VoxelGrid;
use crate::key::SampleKey;
use crate::limits::VoxelLimits;
use crate::sparse_voxels::SparseVoxels;
use crate::voxelizer::Voxelizer;

/// The voxels of several scans, one scan behind the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchedVoxels {
    /// The voxels of all scans; within a scan in the order z, y, x.
    pub voxels: SparseVoxels,
    /// The scan of each voxel, by its position in the batch. \[K\]
    pub batch_indices: Vec<u32>,
    /// The voxels of each scan. \[B\]
    pub ranges: Vec<Range<usize>>,
}

/// A scan and the key that its points and voxels are chosen by.
#[derive(Clone, Copy, Debug)]
pub struct KeyedScan<'a> {
    /// The points of the scan.
    pub cloud: &'a PointCloud,
    /// The key of its random choices.
    pub key: SampleKey,
}

/// Voxelizes scans one after another, every one on all threads; each is chosen from by a key of its
/// own. The voxels of a scan are those that it has alone.
pub fn voxelize_batch<'a>(
    scans: impl IntoIterator<Item = KeyedScan<'a>>,
    grid: &VoxelGrid,
    limits: &VoxelLimits,
) -> BatchedVoxels {
    let mut voxelizer = Voxelizer::new(grid, limits);
    let mut batch = BatchedVoxels::default();
    let mut of_scan = SparseVoxels::default();
    for (scan, KeyedScan { cloud, key }) in scans.into_iter().enumerate() {
        voxelizer.voxelize_into(cloud, key, &mut of_scan);
        let start = batch.voxels.len();
        batch.voxels.append(&of_scan);
        batch.batch_indices.resize(batch.voxels.len(), scan as u32);
        batch.ranges.push(start..batch.voxels.len());
    }
    batch
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_scene::Point;

    use super::*;
    use crate::grid::GridSpec;
    use crate::voxelizer::voxelize;

    #[test]
    fn scans_of_a_batch_have_the_voxels_that_they_have_alone() {
        let grid =
            VoxelGrid::new(&GridSpec { min_m: [0.; 3], max_m: [4.; 3], voxel_size_m: [1.; 3] })
                .unwrap();
        let limits = VoxelLimits::hard(3, 20);
        let cloud = |count: usize| {
            let value = |i: usize, step| (i * step % 97) as f32 / 24.;
            PointCloud::new(
                (0..count)
                    .map(|i| Point::new(value(i, 5), value(i, 11), value(i, 3), 0.))
                    .collect(),
            )
        };
        let clouds = [cloud(90), cloud(0), cloud(300)];
        let keys = [4, 5, 6].map(|frame| SampleKey { frame, ..Default::default() });
        let scans = clouds.iter().zip(keys).map(|(cloud, key)| KeyedScan { cloud, key });
        let batch = voxelize_batch(scans, &grid, &limits);

        let alone: Vec<SparseVoxels> = clouds
            .iter()
            .zip(keys)
            .map(|(cloud, key)| voxelize(cloud, &grid, &limits, key))
            .collect();
        assert_eq!(batch.ranges.len(), 3);
        assert_eq!(batch.voxels.len(), alone.iter().map(SparseVoxels::len).sum::<usize>());
        let mut joined = batch.voxels.iter();
        for (scan, voxels) in alone.iter().enumerate() {
            assert_eq!(batch.ranges[scan].len(), voxels.len());
            assert!(
                batch.batch_indices[batch.ranges[scan].clone()].iter().all(|&b| b == scan as u32)
            );
            assert!(voxels.iter().eq(joined.by_ref().take(voxels.len())));
        }
        let dropped: usize = alone.iter().map(|voxels| voxels.dropped().num_over_point_limit).sum();
        assert_eq!(batch.voxels.dropped().num_over_point_limit, dropped);
    }
}
