//! Helpers that several tests of this crate use.

use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tch::{Device, Tensor};
use voxelnet_config::{
    AnchorClass, ChannelAttention, ConvSpec, Encoder, MiddleEvaluation, NetworkConfig, PointOrigin,
    RpnBlockSpec, RpnConfig, SetAbstractionConfig, UpsampleSpec, VfeConfig, VfePooling,
};
use voxelnet_scene::{BoxSize, Point, PointCloud};
use voxelnet_voxelizer::{
    GridShape, GridSpec, SampleKey, SparseVoxels, VoxelGrid, VoxelLimits, voxelize,
};

use crate::batch::VoxelBatch;
use crate::output::RpnOutput;
use crate::voxelnet::VoxelNet;

/// A grid of unit voxels at the origin.
pub(crate) fn unit_grid(shape: GridShape) -> VoxelGrid {
    let max_m = [shape.width as f64, shape.height as f64, shape.depth as f64];
    let spec = GridSpec { min_m: [0.; 3], max_m, voxel_size_m: [1.; 3] };
    VoxelGrid::new(&spec).expect("unit voxels fill the range")
}

/// A batch of one scan: points in a row of three unit voxels, at these x.
pub(crate) fn row_of_points(xs: &[f32]) -> VoxelBatch {
    let shape = GridShape { depth: 1, height: 1, width: 3 };
    let points = xs.iter().map(|&x| Point::new(x, 0.5, 0.5, 0.5)).collect();
    let limits = VoxelLimits::default();
    let grid = unit_grid(shape);
    let voxels = voxelize(&PointCloud::new(points), &grid, &limits, SampleKey::default());
    VoxelBatch::new(&[&voxels], shape, Device::Cpu)
}

/// Numbers in [-1, 1) that depend on the seed alone.
pub(crate) fn seeded(shape: &[i64], seed: u64) -> Tensor {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let count: i64 = shape.iter().product();
    let values: Vec<f32> = (0..count).map(|_| rng.random_range(-1.0..1.0)).collect();
    Tensor::from_slice(&values).view(shape)
}

/// max |a - b| / max |b|
pub(crate) fn max_error(found: &Tensor, expected: &Tensor) -> f64 {
    let largest = |tensor: Tensor| tensor.abs().max().double_value(&[]);
    largest(found - expected) / largest(expected.shallow_clone())
}

/// A small network for cars and pedestrians on 16 x 16 m.
pub(crate) fn two_class_config() -> NetworkConfig {
    let class =
        |name: &str, [length, width, height]: [f64; 3], center_z, positive_iou| AnchorClass {
            name: name.into(),
            size: BoxSize { length, width, height },
            center_z,
            positive_iou,
            negative_iou: positive_iou - 0.15,
        };
    let block =
        |channels, stride, upsample| RpnBlockSpec { channels, num_convs: 2, stride, upsample };
    let upsample = |kernel, stride, padding| UpsampleSpec { channels: 8, kernel, stride, padding };
    NetworkConfig {
        encoder: Encoder::Vfe,
        set_abstraction: SetAbstractionConfig::default(),
        vfe: VfeConfig { channels: vec![8, 16], pooling: VfePooling::Max },
        voxel_channels: 8,
        direction_head: true,
        point_origin: PointOrigin::default(),
        batch_norm_momentum: 0.1,
        grid: GridSpec {
            min_m: [0., -8., -3.],
            max_m: [16., 8., 1.],
            voxel_size_m: [0.5, 0.5, 0.8],
        },
        limits: VoxelLimits { max_points_per_voxel: Some(10), ..VoxelLimits::dynamic() },
        middle: MiddleEvaluation::Sparse,
        middle_layers: vec![
            ConvSpec { channels: 6, stride: [2, 1, 1], padding: [1, 1, 1] },
            ConvSpec { channels: 8, stride: [1, 1, 1], padding: [0, 1, 1] },
        ],
        rpn: RpnConfig {
            attention: ChannelAttention::None,
            blocks: vec![block(8, 2, upsample(3, 1, 1)), block(12, 2, upsample(2, 2, 0))],
        },
        classes: vec![
            class("Car", [3.9, 1.6, 1.56], -1., 0.6),
            class("Pedestrian", [0.8, 0.6, 1.73], -0.6, 0.5),
        ],
    }
}

/// A small network with random weights.
pub(crate) fn network(seed: u64) -> VoxelNet {
    VoxelNet::new(&two_class_config(), Device::Cpu, seed).expect("the configuration is sound")
}

/// A scan of random points in the range of a network.
pub(crate) fn scan(network: &VoxelNet, num_points: usize, seed: u64) -> SparseVoxels {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let points = (0..num_points)
        .map(|_| {
            let (x, y) = (rng.random_range(0.0..16.0), rng.random_range(-8.0..8.0));
            Point::new(x, y, rng.random_range(-3.0..1.0), rng.random())
        })
        .collect();
    let limits = VoxelLimits::default();
    let grid = &network.layout().grid;
    voxelize(&PointCloud::new(points), grid, &limits, SampleKey::default())
}

/// The output of a network for scans, without gradients.
pub(crate) fn run(network: &VoxelNet, scans: &[&SparseVoxels], train: bool) -> RpnOutput {
    let shape = network.layout().grid.shape();
    let batch = VoxelBatch::new(scans, shape, Device::Cpu);
    tch::no_grad(|| network.forward_t(&batch, train))
}

/// A network whose outputs vary: real statistics, and heads that are not nearly zero.
pub(crate) fn warm_network() -> VoxelNet {
    let mut network = network(1);
    let scans = [scan(&network, 800, 1), scan(&network, 300, 2)];
    for _ in 0..30 {
        run(&network, &scans.each_ref(), true);
    }
    let mut weights = network.weights("", 0);
    for head in ["rpn.score.weight", "rpn.residual.weight"] {
        let tensor = weights.tensors.get_mut(head).expect("every network has these heads");
        tensor.data.iter_mut().for_each(|value| *value *= 100.);
    }
    network.load(&weights, Path::new("scaled heads")).expect("only values changed");
    network
}
