//! Times the voxelizer on scans in the car grid of the paper, features included; one JSON line a scan.
//! `scripts/compare-voxelizers.py` calls it.

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;
use peak_alloc::PeakAlloc;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use voxelnet_scene::{PointCloud, read_scan};
use voxelnet_voxelizer::{
    GridSpec, SampleKey, SparseVoxels, VoxelGrid, VoxelLimits, Voxelizer, point_features_into,
};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[derive(Parser)]
struct Args {
    /// Threads to use
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Calls per scan, of which the median counts
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Time scans of so many copies, each point of which is moved by up to 2 cm along every axis
    #[arg(long, default_value_t = 1)]
    copies: usize,
    #[arg(required = true)]
    scans: Vec<PathBuf>,
}

const JITTER_M: f32 = 0.02;

fn main() -> Result<()> {
    let args = Args::parse();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads).build()?;
    let grid = VoxelGrid::new(&GridSpec {
        min_m: [0., -40., -3.],
        max_m: [70.4, 40., 1.],
        voxel_size_m: [0.2, 0.2, 0.4],
    })?;
    pool.install(|| {
        args.scans.iter().try_for_each(|path| {
            let cloud = with_copies(&read_scan(path)?.cloud, args.copies);
            time(&cloud, &grid, args.rounds);
            Ok(())
        })
    })
}

fn time(cloud: &PointCloud, grid: &VoxelGrid, rounds: u32) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let mut voxelizer = Voxelizer::new(grid, &VoxelLimits::hard(35, 20_000));
    let mut voxels = SparseVoxels::default();
    voxelizer.voxelize_into(cloud, SampleKey::default(), &mut voxels);
    let working = MEMORY.peak_usage() - before - bytes_of(&voxels);

    let mut features = Vec::new();
    let mut nanoseconds: Vec<u128> = (0..rounds)
        .map(|_| {
            let started = Instant::now();
            voxelizer.voxelize_into(cloud, SampleKey::default(), &mut voxels);
            point_features_into(&voxels, &mut features);
            started.elapsed().as_nanos()
        })
        .collect();
    nanoseconds.sort_unstable();
    let median = nanoseconds[nanoseconds.len() / 2] as f64;
    println!(
        "{{\"points\": {}, \"voxels\": {}, \"kept\": {}, \"median_ms\": {:.4}, \
         \"ns_per_point\": {:.2}, \"working_mb\": {:.2}}}",
        cloud.len(),
        voxels.len(),
        voxels.num_points(),
        median / 1e6,
        median / cloud.len() as f64,
        working as f64 / 1e6,
    );
}

/// Bytes that the arrays of the voxels take.
fn bytes_of(voxels: &SparseVoxels) -> usize {
    size_of_val(voxels.points()) + size_of_val(voxels.offsets()) + size_of_val(voxels.indices())
}

fn with_copies(cloud: &PointCloud, copies: usize) -> PointCloud {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut points = cloud.points.clone();
    for _ in 1..copies {
        points.extend(cloud.points.iter().map(|&point| {
            let mut moved = point;
            for value in [&mut moved.x, &mut moved.y, &mut moved.z] {
                *value += rng.random_range(-JITTER_M..JITTER_M);
            }
            moved
        }));
    }
    PointCloud::new(points)
}
