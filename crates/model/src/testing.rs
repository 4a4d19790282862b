//! What several tests of this crate need.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tch::Tensor;
use voxelnet_head::{
    AnchorClass, ConvSpec, MiddleEvaluation, NetworkConfig, PointOrigin, RpnBlockSpec, UpsampleSpec,
};
use voxelnet_scene::BoxSize;
use voxelnet_voxelizer::{GridShape, GridSpec, VoxelGrid, VoxelLimits};

/// A grid of unit voxels at the origin.
pub(crate) fn unit_grid(shape: GridShape) -> VoxelGrid {
    let max_m = [shape.width as f64, shape.height as f64, shape.depth as f64];
    let spec = GridSpec { min_m: [0.; 3], max_m, voxel_size_m: [1.; 3] };
    VoxelGrid::new(&spec).expect("unit voxels fill the range")
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
        vfe_channels: vec![8, 16],
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
        rpn: vec![block(8, 2, upsample(3, 1, 1)), block(12, 2, upsample(2, 2, 0))],
        classes: vec![
            class("Car", [3.9, 1.6, 1.56], -1., 0.6),
            class("Pedestrian", [0.8, 0.6, 1.73], -0.6, 0.5),
        ],
    }
}
