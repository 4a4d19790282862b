//! Voxels of equal length, for those who need them.

use voxelnet_scene::Point;

use crate::features::{NUM_FEATURES, point_features};
use crate::sparse_voxels::SparseVoxels;

/// Voxels filled up with zeros to T points each. Only `num_points` tells a point from padding; nothing
/// that takes a maximum or a mean may see the padding.
#[derive(Clone, Debug, PartialEq)]
pub struct PaddedVoxels<T> {
    /// [K, T], row by row.
    pub rows: Vec<T>,
    /// The number of each voxel's T rows that are points. \[K\]
    pub num_points: Vec<usize>,
    /// T.
    pub max_points: usize,
}

impl SparseVoxels {
    /// The points, filled up to `max_points` rows per voxel.
    ///
    /// # Shapes
    /// [K, T] points of four values.
    ///
    /// # Panics
    /// When a voxel holds more points than that.
    pub fn padded_points(&self, max_points: usize) -> PaddedVoxels<Point> {
        self.padded(self.points(), max_points)
    }

    /// The features of the points, filled up to `max_points` rows per voxel.
    ///
    /// # Shapes
    /// [K, T] rows of seven values.
    ///
    /// # Panics
    /// When a voxel holds more points than that.
    pub fn padded_features(&self, max_points: usize) -> PaddedVoxels<[f32; NUM_FEATURES]> {
        let features = point_features(self);
        self.padded(features.as_chunks().0, max_points)
    }

    fn padded<T: Copy + Default>(&self, points: &[T], max_points: usize) -> PaddedVoxels<T> {
        let mut rows = Vec::with_capacity(self.len() * max_points);
        for voxel in 0..self.len() {
            let points = &points[self.range_of(voxel)];
            assert!(points.len() <= max_points, "{} points in a voxel", points.len());
            rows.extend_from_slice(points);
            rows.resize((voxel + 1) * max_points, T::default());
        }
        let num_points = (0..self.len()).map(|voxel| self.range_of(voxel).len()).collect();
        PaddedVoxels { rows, num_points, max_points }
    }
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
    fn every_voxel_has_equally_many_rows() {
        let grid =
            VoxelGrid::new(&GridSpec { min_m: [0.; 3], max_m: [4.; 3], voxel_size_m: [2.; 3] })
                .unwrap();
        let [a, b, c] = [1., 3., 1.5].map(|x| Point::new(x, 1., 1., x));
        let cloud = PointCloud::new(vec![a, b, c]);
        let voxels = voxelize(&cloud, &grid, &VoxelLimits::dynamic(), SampleKey::default());
        let none = Point::default();
        let padded = voxels.padded_points(3);
        assert_eq!(padded.rows, [a, c, none, b, none, none]);
        assert_eq!((padded.num_points, padded.max_points), (vec![2, 1], 3));
        let features = voxels.padded_features(3).rows;
        assert_eq!(features[0], [1., 1., 1., 1., -0.25, 0., 0.]);
        assert_eq!((features[2], features[5]), ([0.; NUM_FEATURES], [0.; NUM_FEATURES]));
    }
}
