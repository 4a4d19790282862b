//! The features of a point that the network sees.

use std::ops::Range;

use voxelnet_scene::Point;

use crate::sparse_voxels::SparseVoxels;

/// Features per point: x, y, z, intensity, and the offsets from the mean of its voxel.
pub const NUM_FEATURES: usize = 7;

/// The fewest voxels that are worth another thread.
const MIN_VOXELS_PER_THREAD: usize = 2048;

/// Features of every kept point: `(x, y, z, r, x - mx, y - my, z - mz)`, metres, where m is the mean
/// position of the points kept in its voxel (arXiv:1711.06396, section 2.1.1).
///
/// # Shapes
/// Returns [P, 7], row by row, in the order of [`SparseVoxels::points`].
pub fn point_features(voxels: &SparseVoxels) -> Vec<f32> {
    let mut features = Vec::new();
    point_features_into(voxels, &mut features);
    features
}

/// As [`point_features`], in place of what `features` held, whose memory is used again.
pub fn point_features_into(voxels: &SparseVoxels, features: &mut Vec<f32>) {
    features.resize(voxels.num_points() * NUM_FEATURES, 0.);
    let (rows, _) = features.as_chunks_mut();
    fill(voxels, 0..voxels.len(), rows);
}

/// Fills the rows of a range of voxels, halves of long ranges at the same time.
fn fill(voxels: &SparseVoxels, range: Range<usize>, rows: &mut [[f32; NUM_FEATURES]]) {
    let start = voxels.offsets()[range.start];
    if range.len() >= 2 * MIN_VOXELS_PER_THREAD {
        let middle = range.start + range.len() / 2;
        let (left, right) = rows.split_at_mut(voxels.offsets()[middle] - start);
        rayon::join(
            || fill(voxels, range.start..middle, left),
            || fill(voxels, middle..range.end, right),
        );
        return;
    }
    for voxel in range {
        let points = voxels.range_of(voxel);
        let rows = &mut rows[points.start - start..points.end - start];
        describe(&voxels.points()[points], rows);
    }
}

/// The rows of one voxel.
fn describe(points: &[Point], rows: &mut [[f32; NUM_FEATURES]]) {
    // All four values of a point are treated alike, as they share an instruction.
    let mut sum = [0_f64; 4];
    for point in points {
        let values = values_of(point);
        for i in 0..4 {
            sum[i] += f64::from(values[i]);
        }
    }
    let share = 1. / points.len() as f64;
    let mean = sum.map(|total| total * share);
    for (row, point) in rows.iter_mut().zip(points) {
        let values = values_of(point);
        let offset: [f32; 4] = std::array::from_fn(|i| (f64::from(values[i]) - mean[i]) as f32);
        row[..4].copy_from_slice(&values);
        row[4..].copy_from_slice(&offset[..3]);
    }
}

fn values_of(&Point { x, y, z, intensity }: &Point) -> [f32; 4] {
    [x, y, z, intensity]
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_scene::PointCloud;

    use super::*;
    use crate::grid::{GridSpec, VoxelGrid};
    use crate::key::SampleKey;
    use crate::limits::VoxelLimits;
    use crate::voxelizer::voxelize;

    #[test]
    fn offsets_are_from_the_mean_of_the_voxel() {
        let grid =
            VoxelGrid::new(&GridSpec { min_m: [0.; 3], max_m: [4.; 3], voxel_size_m: [2.; 3] })
                .unwrap();
        let cloud = PointCloud::new(vec![
            Point::new(0.5, 1., 1., 0.25),
            Point::new(3., 3., 3., 0.5),
            Point::new(1.5, 0., 1., 0.75),
        ]);
        let voxels = voxelize(&cloud, &grid, &VoxelLimits::default(), SampleKey::default());
        let expected = [
            [0.5, 1., 1., 0.25, -0.5, 0.5, 0.],
            [1.5, 0., 1., 0.75, 0.5, -0.5, 0.],
            [3., 3., 3., 0.5, 0., 0., 0.],
        ];
        assert_eq!(point_features(&voxels), expected.concat());
    }

    #[test]
    fn many_voxels_are_described_as_each_alone() {
        let side = 0.5 * (8 * MIN_VOXELS_PER_THREAD) as f64;
        let grid = VoxelGrid::new(&GridSpec {
            min_m: [0.; 3],
            max_m: [side, 1., 1.],
            voxel_size_m: [0.5, 1., 1.],
        })
        .unwrap();
        let points: Vec<Point> = (0..40_000)
            .map(|i| Point::new((i * 7919 % 65_521) as f32 / 8., 0.1, 0.2, i as f32))
            .collect();
        let cloud = PointCloud::new(points);
        let voxels = voxelize(&cloud, &grid, &VoxelLimits::default(), SampleKey::default());
        assert!(voxels.len() > 4 * MIN_VOXELS_PER_THREAD);
        let mut features = vec![9.; 12];
        point_features_into(&voxels, &mut features);
        let (rows, rest) = features.as_chunks::<NUM_FEATURES>();
        assert!(rest.is_empty() && rows.len() == voxels.num_points());
        for voxel in 0..voxels.len() {
            let mut alone = vec![[0.; NUM_FEATURES]; voxels.range_of(voxel).len()];
            describe(&voxels.points()[voxels.range_of(voxel)], &mut alone);
            assert_eq!(alone, rows[voxels.range_of(voxel)]);
        }
    }
}
