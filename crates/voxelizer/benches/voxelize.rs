//! `cargo bench -p voxelnet-voxelizer`: the steps on a scan of rings, or on the scans of
//! `$VOXELNET_KITTI_MINI` when that is set.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use voxelnet_scene::{Point, PointCloud, read_scan};
use voxelnet_voxelizer::{
    GridSpec, SampleKey, Sampling, SparseVoxels, VoxelGrid, VoxelLimits, Voxelizer,
    point_features_into,
};

/// The points of 64 beams on flat ground and on a wall around it.
fn rings() -> PointCloud {
    const SENSOR_HEIGHT_M: f32 = 1.73;
    const WALL_M: f32 = 50.;
    let point = |beam: u16, step: u16| {
        let (elevation, azimuth) =
            ((2. - 0.42 * f32::from(beam)).to_radians(), (0.2 * f32::from(step)).to_radians());
        let to_ground_m = if elevation < 0. { SENSOR_HEIGHT_M / -elevation.tan() } else { WALL_M };
        let range_m = to_ground_m.min(WALL_M);
        let z = range_m * elevation.tan();
        Point::new(range_m * azimuth.cos(), range_m * azimuth.sin(), z, 0.5)
    };
    let points = (0..64).flat_map(|beam| (0..1800).map(move |step| point(beam, step))).collect();
    PointCloud::new(points)
}

fn scans() -> Vec<(String, PointCloud)> {
    let Some(root) = std::env::var_os("VOXELNET_KITTI_MINI") else {
        return vec![("rings".into(), rings())];
    };
    let scan = |frame: &str| {
        let path = Path::new(&root).join(format!("training/velodyne/{frame}.bin"));
        read_scan(&path).ok().map(|scan| (frame.into(), scan.cloud))
    };
    ["000000", "000001", "000002"].into_iter().filter_map(scan).collect()
}

fn bench(criterion: &mut Criterion) {
    let spec =
        GridSpec { min_m: [0., -40., -3.], max_m: [70.4, 40., 1.], voxel_size_m: [0.2, 0.2, 0.4] };
    let Ok(grid) = VoxelGrid::new(&spec) else { return };
    let Ok(pillars) = VoxelGrid::new(&spec.pillars()) else { return };
    let hard = VoxelLimits::hard(35, 20_000);
    let first = VoxelLimits { sampling: Sampling::First, ..hard };
    for (name, cloud) in scans() {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(cloud.len() as u64));
        let mut voxels = SparseVoxels::default();
        for (mode, grid, limits) in [
            ("hard", grid, hard),
            ("hard, first points", grid, first),
            ("dynamic", grid, VoxelLimits::dynamic()),
            ("pillars", pillars, VoxelLimits::dynamic()),
        ] {
            let mut voxelizer = Voxelizer::new(&grid, &limits);
            group.bench_function(mode, |bencher| {
                bencher.iter(|| {
                    let key = SampleKey::default();
                    voxelizer.voxelize_into(black_box(&cloud), key, &mut voxels);
                });
            });
        }
        Voxelizer::new(&grid, &hard).voxelize_into(&cloud, SampleKey::default(), &mut voxels);
        let mut features = Vec::new();
        group.bench_function("features", |bencher| {
            bencher.iter(|| point_features_into(black_box(&voxels), &mut features));
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
