//! What the network sees of a point.

use voxelnet_scene::Point;

use crate::SparseVoxels;

/// Features per point: x, y, z, intensity, and the offsets from the mean of its voxel.
pub const NUM_FEATURES: usize = 7;

/// Features of every kept point: `(x, y, z, r, x - mx, y - my, z - mz)`, metres, where m is the mean
/// position of the points kept in its voxel (arXiv:1711.06396, section 2.1.1).
///
/// # Shapes
/// Returns [P, 7], row by row, in the order of [`SparseVoxels::points`].
pub fn point_features(voxels: &SparseVoxels) -> Vec<f32> {
    let mut features = Vec::with_capacity(voxels.num_points() * NUM_FEATURES);
    for (_, points) in voxels.iter() {
        let [mean_x, mean_y, mean_z] = mean_position(points);
        for &Point { x, y, z, intensity } in points {
            let offset = |value: f32, mean: f64| (f64::from(value) - mean) as f32;
            features.extend([
                x,
                y,
                z,
                intensity,
                offset(x, mean_x),
                offset(y, mean_y),
                offset(z, mean_z),
            ]);
        }
    }
    features
}

fn mean_position(points: &[Point]) -> [f64; 3] {
    let mut sum = [0_f64; 3];
    for point in points {
        for (total, value) in sum.iter_mut().zip([point.x, point.y, point.z]) {
            *total += f64::from(value);
        }
    }
    sum.map(|total| total / points.len() as f64)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_scene::PointCloud;

    use super::*;
    use crate::{GridSpec, SampleKey, VoxelGrid, VoxelLimits, voxelize};

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
}
