//! `middle = "sparse"` against `middle = "dense"`: the same numbers.

use std::collections::BTreeMap;

use tch::Tensor;
use voxelnet_config::{
    AnchorClass, ChannelAttention, ConvSpec, Encoder, MiddleEvaluation, NetworkConfig, PointOrigin,
    RpnBlockSpec, RpnConfig, SetAbstractionConfig, UpsampleSpec, VfeConfig, VfePooling,
};
use voxelnet_model::{VoxelBatch, VoxelNet};
use voxelnet_scene::{BoxSize, Point, PointCloud};
use voxelnet_voxelizer::{GridSpec, SparseVoxels, VoxelGrid, VoxelLimits};

use crate::support::{
    batch_of, both_ways, max_error, objective, random_scan, spread, voxels_of, warm_up,
};

/// Bounds on max|a - b| / max|b|.
pub struct Bounds {
    pub outputs: f64,
    pub gradients: f64,
    pub statistics: f64,
}

/// Bounds in single precision.
pub const SINGLE: Bounds = Bounds { outputs: 1e-4, gradients: 1e-3, statistics: 1e-4 };
/// Bound of a loss over several steps in single precision.
const LOSS: f64 = 1e-3;

/// Voxels of half a metre, with the layers of the paper's car network, thinner.
pub fn small_network([depth, height, width]: [usize; 3]) -> NetworkConfig {
    let conv = |stride_z, padding_z| ConvSpec {
        channels: 8,
        stride: [stride_z, 1, 1],
        padding: [padding_z, 1, 1],
    };
    let block = |stride, num_convs, [kernel, up_stride, padding]: [usize; 3]| RpnBlockSpec {
        channels: 8,
        num_convs,
        stride,
        upsample: UpsampleSpec { channels: 8, kernel, stride: up_stride, padding },
    };
    NetworkConfig {
        encoder: Encoder::Vfe,
        set_abstraction: SetAbstractionConfig::default(),
        vfe: VfeConfig { channels: vec![8, 16], pooling: VfePooling::Max },
        voxel_channels: 8,
        direction_head: true,
        point_origin: PointOrigin::default(),
        batch_norm_momentum: 0.1,
        grid: GridSpec {
            min_m: [0.; 3],
            max_m: [width, height, depth].map(|voxels| voxels as f64 / 2.),
            voxel_size_m: [0.5; 3],
        },
        limits: VoxelLimits::dynamic(),
        middle: MiddleEvaluation::Sparse,
        middle_layers: vec![conv(2, 1), conv(1, 0), conv(2, 1)],
        rpn: RpnConfig {
            attention: ChannelAttention::None,
            blocks: vec![block(2, 3, [3, 1, 1]), block(2, 2, [2, 2, 0])],
        },
        classes: vec![AnchorClass {
            name: "Car".into(),
            size: BoxSize { length: 3.9, width: 1.6, height: 1.56 },
            center_z: 1.,
            positive_iou: 0.6,
            negative_iou: 0.45,
        }],
    }
}

fn random_voxels(config: &NetworkConfig, num_points: usize, seed: u64) -> SparseVoxels {
    let grid = VoxelGrid::new(&config.grid).unwrap();
    voxels_of(&random_scan(&grid, num_points, seed), config)
}

/// One point in each voxel for which this holds of (z, y, x).
fn voxels_where(config: &NetworkConfig, holds: impl Fn([usize; 3]) -> bool) -> SparseVoxels {
    let shape = VoxelGrid::new(&config.grid).unwrap().shape();
    let mut points = Vec::new();
    for z in 0..shape.depth {
        for y in 0..shape.height {
            for x in 0..shape.width {
                if holds([z, y, x]) {
                    let [px, py, pz] = [x, y, z].map(|index| index as f32 / 2. + 0.2);
                    points.push(Point::new(px, py, pz, ((x * 7 + y * 3 + z) % 10) as f32 / 10.));
                }
            }
        }
    }
    voxels_of(&PointCloud::new(points), config)
}

/// Everything that one pass leaves: the maps, the gradients, the statistics afterwards.
struct Pass {
    maps: Vec<Tensor>,
    gradients: BTreeMap<String, Tensor>,
    statistics: BTreeMap<String, Tensor>,
}

fn pass(network: &VoxelNet, batch: &VoxelBatch, train: bool) -> Pass {
    let output = network.forward_t(batch, train);
    let parameters = network.parameters();
    let gradients = Tensor::run_backward(
        &[objective(&output)],
        &parameters.values().collect::<Vec<_>>(),
        false,
        false,
    );
    // An empty batch gives the first layers no gradient, or one of zeros.
    let or_zeros = |(parameter, gradient): (&Tensor, Tensor)| {
        if gradient.defined() { gradient } else { parameter.zeros_like() }
    };
    let gradients: Vec<Tensor> = parameters.values().zip(gradients).map(or_zeros).collect();
    let statistics = network.weights("", 0).tensors.into_iter();
    let statistics = statistics.filter(|(name, _)| name.contains(".running_"));
    Pass {
        maps: [Some(output.scores), Some(output.residuals), output.directions]
            .into_iter()
            .flatten()
            .collect(),
        gradients: parameters.into_keys().zip(gradients).collect(),
        statistics: statistics.map(|(name, t)| (name, Tensor::from_slice(&t.data))).collect(),
    }
}

/// Compares a pass in evaluation and one in training mode.
pub fn compare(config: &NetworkConfig, scans: &[SparseVoxels]) {
    compare_networks(warm_networks(config, scans), config, scans, &SINGLE);
}

/// The network computed in both ways, with outputs that vary.
pub fn warm_networks(config: &NetworkConfig, scans: &[SparseVoxels]) -> [VoxelNet; 2] {
    let mut networks = both_ways(config, 1);
    // The scans may be empty, which gives no statistics.
    let statistics_from = [&[random_voxels(config, 400, 99)], scans].concat();
    warm_up(&mut networks, &[batch_of(&statistics_from, config)]);
    networks
}

pub fn compare_networks(
    networks: [VoxelNet; 2],
    config: &NetworkConfig,
    scans: &[SparseVoxels],
    bounds: &Bounds,
) {
    let batch = batch_of(scans, config);
    for train in [false, true] {
        let [dense, sparse] = networks.each_ref().map(|network| pass(network, &batch, train));
        for (found, expected) in sparse.maps.iter().zip(&dense.maps) {
            let error = max_error(found, expected);
            assert!(error < bounds.outputs, "train {train}: {error}");
        }
        for (expected, found, bound) in [
            (&dense.gradients, &sparse.gradients, bounds.gradients),
            (&dense.statistics, &sparse.statistics, bounds.statistics),
        ] {
            for (name, expected) in expected {
                let error = max_error(&found[name], expected);
                assert!(error < bound, "train {train}, {name}: {error}");
            }
        }
    }
}

#[test]
fn on_random_scans_of_several_grids_and_batch_sizes() {
    for size in [[10, 24, 20], [10, 32, 44], [7, 36, 28], [8, 64, 60]] {
        let config = small_network(size);
        let scans: Vec<SparseVoxels> = [200, 60, 5]
            .iter()
            .zip(0..)
            .map(|(&n, seed)| random_voxels(&config, n, seed))
            .collect();
        for batch_size in 1..=3 {
            compare(&config, &scans[..batch_size]);
        }
    }
}

#[test]
fn with_points_at_every_border() {
    let config = small_network([10, 24, 28]);
    let is_border = |[z, y, x]: [usize; 3]| {
        let borders = [z == 0, z == 9, y == 0, y == 23, x == 0, x == 27];
        borders.iter().filter(|&&is_at| is_at).count()
    };
    compare(&config, &[voxels_where(&config, |at| is_border(at) == 3)]);
    compare(&config, &[voxels_where(&config, |at| is_border(at) >= 2)]);
    let inside = voxels_where(&config, |[z, y, x]| [z, y, x] == [4, 11, 13]);
    compare(&config, &[voxels_where(&config, |at| is_border(at) >= 1), inside]);
}

#[test]
fn with_an_empty_scan_in_the_batch_or_alone() {
    let config = small_network([10, 32, 44]);
    let nothing = || voxels_of(&PointCloud::new(Vec::new()), &config);
    compare(&config, &[random_voxels(&config, 100, 1), nothing(), random_voxels(&config, 9, 2)]);
    compare(&config, &[nothing(), random_voxels(&config, 100, 1)]);
    compare(&config, &[nothing()]);
}

#[test]
fn with_a_full_grid() {
    let config = small_network([10, 24, 20]);
    compare(&config, &[voxels_where(&config, |_| true)]);
}

#[test]
fn with_strides_in_the_plane_and_in_depth() {
    let mut config = small_network([10, 64, 72]);
    config.middle_layers[0].stride = [2, 2, 2];
    compare(&config, &[random_voxels(&config, 80, 3), random_voxels(&config, 20, 4)]);
    config.middle_layers[1].stride = [1, 2, 1];
    config.middle_layers[2] = ConvSpec { channels: 8, stride: [1, 1, 1], padding: [2, 0, 2] };
    config.grid.max_m[1] = 34.;
    config.rpn.blocks.truncate(1);
    config.rpn.blocks[0].stride = 1;
    compare(&config, &[random_voxels(&config, 80, 3), random_voxels(&config, 20, 4)]);
}

#[test]
fn with_every_encoder_pooling_and_attention() {
    let base = small_network([10, 24, 20]);
    let encoders = [Encoder::Mean, Encoder::Occupancy, Encoder::SetAbstraction];
    let mut configs = encoders.map(|encoder| NetworkConfig { encoder, ..base.clone() }).to_vec();
    for pooling in
        [VfePooling::Average, VfePooling::Min, VfePooling::Median, VfePooling::MaxAverage]
    {
        let vfe = VfeConfig { pooling, ..base.vfe.clone() };
        configs.push(NetworkConfig { vfe, ..base.clone() });
    }
    for attention in [ChannelAttention::Gap, ChannelAttention::Gmp, ChannelAttention::Both] {
        let rpn = RpnConfig { attention, ..base.rpn.clone() };
        configs.push(NetworkConfig { rpn, ..base.clone() });
    }
    for config in configs {
        compare(&config, &[random_voxels(&config, 100, 1), random_voxels(&config, 30, 2)]);
    }
}

#[test]
fn over_ten_steps_of_gradient_descent() {
    let config = small_network([10, 32, 44]);
    let mut networks = both_ways(&config, 1);
    let scans = [random_voxels(&config, 200, 1), random_voxels(&config, 60, 2)];
    let batch = batch_of(&scans, &config);
    warm_up(&mut networks, &[batch_of(&scans, &config)]);
    let [dense, sparse] = networks.map(|network| {
        let loss_of_step = |_| {
            let loss = objective(&network.forward_t(&batch, true));
            let parameters: Vec<Tensor> = network.parameters().into_values().collect();
            let gradients = Tensor::run_backward(&[&loss], &parameters, false, false);
            tch::no_grad(|| {
                for (mut parameter, gradient) in parameters.into_iter().zip(gradients) {
                    let _ = parameter.g_sub_(&(gradient * 0.01));
                }
            });
            loss.double_value(&[])
        };
        (0..10).map(loss_of_step).collect::<Vec<f64>>()
    });
    for (found, expected) in sparse.iter().zip(&dense) {
        assert!((found - expected).abs() <= LOSS * expected.abs(), "{sparse:?}, {dense:?}");
    }
    assert!((dense[0] - dense[9]).abs() > 10. * LOSS * dense[0].abs(), "it moves: {dense:?}");
}

#[test]
fn and_a_path_that_returned_the_background_alone_would_be_caught() {
    let config = small_network([10, 32, 44]);
    let mut networks = both_ways(&config, 1);
    let scans = [random_voxels(&config, 200, 1)];
    warm_up(&mut networks, &[batch_of(&scans, &config)]);
    let nothing = voxels_of(&PointCloud::new(Vec::new()), &config);
    let [background, output] = [&[nothing], &scans]
        .map(|scans| tch::no_grad(|| networks[1].forward_t(&batch_of(scans, &config), false)));
    for (background, map) in
        [(background.scores, output.scores), (background.residuals, output.residuals)]
    {
        assert!((spread(&map) - 1.).abs() < 0.1);
        assert!(max_error(&background, &map) > 1000. * SINGLE.outputs);
    }
}
