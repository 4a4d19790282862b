//! Laws that hold for every scan, seen from outside the crate.

#![allow(clippy::unwrap_used)]

mod properties;
mod real_scans;
mod reference;
mod sampling;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use voxelnet_scene::{Point, PointCloud};
use voxelnet_voxelizer::{GridSpec, VoxelGrid};

/// The car grid of the paper.
fn car_grid() -> VoxelGrid {
    VoxelGrid::new(&GridSpec {
        min_m: [0., -40., -3.],
        max_m: [70.4, 40., 1.],
        voxel_size_m: [0.2, 0.2, 0.4],
    })
    .unwrap()
}

/// A grid of 8 x 8 x 2 voxels, crowded when thousands of points fall into it.
fn small_grid() -> VoxelGrid {
    VoxelGrid::new(&GridSpec {
        min_m: [0., -4., -2.],
        max_m: [8., 4., 2.],
        voxel_size_m: [1., 1., 2.],
    })
    .unwrap()
}

/// A range that is a little longer than its voxels.
fn overhanging_grid() -> VoxelGrid {
    VoxelGrid::new(&GridSpec {
        min_m: [0., -10., -1.],
        max_m: [20.0009, 10.0009, 1.0009],
        voxel_size_m: [1.; 3],
    })
    .unwrap()
}

/// Rings as a turning sensor sees them, so that neighbours mostly share a voxel.
fn rings(num_points: usize, seed: u64) -> PointCloud {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let points = (0..num_points)
        .map(|position| {
            let range = 4. + 3. * (position / 3000) as f32 + 0.02 * rng.random::<f32>();
            let (sin, cos) = (position as f32 * 0.002_094).sin_cos();
            Point::new(range * cos, range * sin, -1.7 + 0.03 * range, position as f32)
        })
        .collect();
    PointCloud::new(points)
}

/// Points all over a grid and a little beyond, denser towards its corner; a point's intensity is its
/// position in the scan.
fn random_cloud(grid: &VoxelGrid, num_points: usize, seed: u64) -> PointCloud {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let spec = *grid.spec();
    let mut coordinate = |axis: usize| {
        let share = rng.random::<f64>().powi(2) * 1.1 - 0.05;
        (spec.min_m[axis] + share * (spec.max_m[axis] - spec.min_m[axis])) as f32
    };
    let points = (0..num_points)
        .map(|position| Point::new(coordinate(0), coordinate(1), coordinate(2), position as f32))
        .collect();
    PointCloud::new(points)
}
