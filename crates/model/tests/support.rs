//! Helpers that the tests share.

use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tch::{Device, Tensor};
use voxelnet_config::{MiddleEvaluation, NetworkConfig};
use voxelnet_model::{RpnOutput, VoxelBatch, VoxelNet};
use voxelnet_scene::{Point, PointCloud};
use voxelnet_voxelizer::{SampleKey, SparseVoxels, VoxelGrid, voxelize};

/// max |a - b| / max |b|; 0 when both are zero everywhere.
pub fn max_error(found: &Tensor, expected: &Tensor) -> f64 {
    assert_eq!(found.size(), expected.size());
    let largest = |tensor: Tensor| tensor.abs().max().double_value(&[]);
    let difference = largest(found - expected);
    if difference == 0. { 0. } else { difference / largest(expected.shallow_clone()) }
}

/// Standard deviation over all numbers.
pub fn spread(tensor: &Tensor) -> f64 {
    tensor.std(false).double_value(&[])
}

/// Points all over the range of a grid, a part of them in clusters.
pub fn random_scan(grid: &VoxelGrid, num_points: usize, seed: u64) -> PointCloud {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let spec = *grid.spec();
    let mut cluster = [0.; 3];
    let points = (0..num_points).map(|i| {
        let anywhere = |rng: &mut ChaCha8Rng| {
            [0, 1, 2].map(|axis| rng.random_range(spec.min_m[axis]..spec.max_m[axis]))
        };
        if i % 8 == 0 {
            cluster = anywhere(&mut rng);
        }
        let [x, y, z] = std::array::from_fn(|axis| {
            let offset = rng.random_range(-0.4..0.4) * f64::from(u8::from(i % 8 != 0));
            (cluster[axis] + offset) as f32
        });
        Point::new(x, y, z, rng.random())
    });
    PointCloud::new(points.collect())
}

/// The voxels of a cloud on the grid of a network.
pub fn voxels_of(cloud: &PointCloud, config: &NetworkConfig) -> SparseVoxels {
    let grid = VoxelGrid::new(&config.grid).unwrap();
    voxelize(cloud, &grid, &config.limits, SampleKey::default())
}

/// Scans joined to a batch.
pub fn batch_of(scans: &[SparseVoxels], config: &NetworkConfig) -> VoxelBatch {
    let grid = VoxelGrid::new(&config.grid).unwrap();
    VoxelBatch::new(&scans.iter().collect::<Vec<_>>(), grid.shape(), Device::Cpu)
}

/// The same network twice, once for each way to compute the middle layers.
pub fn both_ways(config: &NetworkConfig, seed: u64) -> [VoxelNet; 2] {
    [MiddleEvaluation::Dense, MiddleEvaluation::Sparse].map(|middle| {
        VoxelNet::new(&NetworkConfig { middle, ..config.clone() }, Device::Cpu, seed).unwrap()
    })
}

/// Gives the networks the same statistics, of these batches, and heads whose outputs vary by 1.
pub fn warm_up(networks: &mut [VoxelNet; 2], batches: &[VoxelBatch]) {
    networks[0].calibrate(batches);
    let weights = networks[0].weights("", 0);
    networks[1].load(&weights, Path::new("weights of the other")).unwrap();
}

/// A number in which every output counts with a weight of its own: the mean square, weighted.
///
/// Not a sum with weights of both signs: the gradients of a map's many places would then nearly cancel,
/// and one ReLU that rounding puts on its other side would show as a large relative error.
pub fn objective(output: &RpnOutput) -> Tensor {
    let mut maps = vec![&output.scores, &output.residuals];
    maps.extend(&output.directions);
    let weighted = maps.iter().zip(1..).map(|(map, seed)| {
        let probe = seeded(&map.size(), seed).to_kind(map.kind()) + 1.5;
        (map.square() * probe).mean(map.kind())
    });
    weighted.reduce(|a, b| a + b).unwrap()
}

/// Numbers in [-1, 1) that depend on the seed alone.
pub fn seeded(shape: &[i64], seed: u64) -> Tensor {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let count: i64 = shape.iter().product();
    let values: Vec<f32> = (0..count).map(|_| rng.random_range(-1.0..1.0)).collect();
    Tensor::from_slice(&values).view(shape)
}
