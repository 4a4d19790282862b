//! The memory needed beside the scan and its voxels.

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
    for (num_points, side_m, max_points) in [
        (120_000, 60., 35),
        (120_000, 4., 35),
        (1_000_000, 30., 35),
        (1_000_000, 30., 2),
        (1_000_000, 1., 35),
    ] {
        let limits =
            VoxelLimits { max_points_per_voxel: Some(max_points), ..VoxelLimits::dynamic() };
        let before = MEMORY.current_usage();
        let mut voxelizer = Voxelizer::new(&grid, &limits);
        let mut voxels = SparseVoxels::default();
        // Scans that grow make what was large enough before too small.
        for share in [70, 80, 100] {
            let cloud = scattered(num_points * share / 100, side_m);
            let input = size_of_val(&cloud.points[..]);
            MEMORY.reset_peak_usage();
            voxelizer.voxelize_into(&cloud, SampleKey::default(), &mut voxels);
            let working = MEMORY.peak_usage() - before - input - bytes_of(&voxels);
            // Some kilobytes are the threads'.
            let allowed = table + 8 * cloud.len() + 100_000;
            let scan = format!("{} points in {side_m} m, T = {max_points}", cloud.len());
            assert!(working <= allowed, "{scan}: {working} of {allowed} bytes");
            assert!(num_points > 127_000 || working <= 16_000_000, "{scan}: {working} bytes");
        }
    }
}
