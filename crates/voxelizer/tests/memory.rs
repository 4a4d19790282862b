//! How much memory is needed beside the scan and its voxels.

#![allow(clippy::unwrap_used)]

use peak_alloc::PeakAlloc;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use voxelnet_scene::{Point, PointCloud};
use voxelnet_voxelizer::{GridSpec, SampleKey, SparseVoxels, VoxelGrid, VoxelLimits, Voxelizer};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Bytes that the arrays of the voxels take.
fn bytes_of(voxels: &SparseVoxels) -> usize {
    size_of_val(voxels.points()) + size_of_val(voxels.offsets()) + size_of_val(voxels.indices())
}

/// The car grid of the paper.
fn car_grid() -> VoxelGrid {
    let spec =
        GridSpec { min_m: [0., -40., -3.], max_m: [70.4, 40., 1.], voxel_size_m: [0.2, 0.2, 0.4] };
    VoxelGrid::new(&spec).unwrap()
}

/// Points in random order, so that no two neighbours share a voxel: the worst case. `side_m` decides
/// how crowded the voxels are.
fn scattered(num_points: usize, side_m: f32) -> PointCloud {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut along = |length: f32| rng.random_range(0. ..length);
    let points = (0..num_points)
        .map(|_| Point::new(along(side_m), along(side_m) - 20., along(3.9) - 3., 0.))
        .collect();
    PointCloud::new(points)
}

// One test, so that no other one allocates at the same time.
#[test]
fn the_cell_table_and_eight_bytes_a_point_are_enough() {
    let grid = car_grid();
    let num_cells = grid.shape().num_voxels();
    let table = num_cells * size_of::<u32>() + num_cells / 8;
    for (num_points, side_m) in [(120_000, 60.), (120_000, 4.), (1_000_000, 30.), (1_000_000, 1.)] {
        let cloud = scattered(num_points, side_m);
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let mut voxels = SparseVoxels::default();
        let limits = VoxelLimits { max_points_per_voxel: Some(35), ..VoxelLimits::dynamic() };
        let mut voxelizer = Voxelizer::new(&grid, &limits);
        voxelizer.voxelize_into(&cloud, SampleKey::default(), &mut voxels);
        let working = MEMORY.peak_usage() - before - bytes_of(&voxels);
        // Some kilobytes are the threads'.
        let allowed = table + 8 * num_points + 100_000;
        assert!(
            working <= allowed,
            "{num_points} points in {side_m} m: {working} of {allowed} bytes"
        );
        assert!(num_points > 127_000 || working <= 16_000_000, "{working} bytes");
    }
}
