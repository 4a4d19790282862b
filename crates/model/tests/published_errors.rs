//! Mistakes that published re-implementations of VoxelNet have, and that must not come back here.
//!
//! Those that are not the network's are tested where they would happen: mean offsets on padding in
//! `voxelizer/src/padded.rs`, anchors by inclusive steps in `head/src/anchors.rs`, the bottom of a label
//! against the centre of an anchor in `kitti/src/camera_box.rs`, folded yaws in `head/src/residual.rs`, the
//! first matching box instead of the best in `model/src/targets.rs`, axis-aligned overlap in
//! `scene/src/{iou,nms}.rs`.

use std::path::Path;

use tch::Tensor;
use voxelnet_config::NetworkConfig;
use voxelnet_detection::Weights;
use voxelnet_model::{RpnOutput, VoxelNet};
use voxelnet_scene::PointCloud;
use voxelnet_voxelizer::{SparseVoxels, VoxelGrid};

use crate::sparse_equals_dense::small_network;
use crate::support::{batch_of, both_ways, max_error, random_scan, voxels_of, warm_up};

struct Case {
    config: NetworkConfig,
    networks: [VoxelNet; 2],
}

impl Case {
    /// A network computed in both ways, whose outputs vary.
    fn new() -> Self {
        Self::with(small_network([10, 32, 44]))
    }

    fn with(config: NetworkConfig) -> Self {
        let mut networks = both_ways(&config, 1);
        let case = |seed| voxels_of(&cloud(&config, 200, seed), &config);
        warm_up(&mut networks, &[batch_of(&[case(98), case(99)], &config)]);
        Self { config, networks }
    }

    fn scan(&self, seed: u64) -> SparseVoxels {
        voxels_of(&cloud(&self.config, 150, seed), &self.config)
    }

    /// Changes weights of both networks.
    fn change(&mut self, change: impl Fn(&mut Weights)) {
        for network in &mut self.networks {
            let mut weights = network.weights("", 0);
            change(&mut weights);
            network.load(&weights, Path::new("changed")).unwrap();
        }
    }

    fn run(&self, network: &VoxelNet, scans: &[SparseVoxels], train: bool) -> RpnOutput {
        tch::no_grad(|| network.forward_t(&batch_of(scans, &self.config), train))
    }
}

fn cloud(config: &NetworkConfig, num_points: usize, seed: u64) -> PointCloud {
    random_scan(&VoxelGrid::new(&config.grid).unwrap(), num_points, seed)
}

/// Sets all numbers of the tensors whose names hold.
fn set(weights: &mut Weights, value: f32, holds: impl Fn(&str) -> bool) {
    let mut num_set = 0;
    for (name, tensor) in &mut weights.tensors {
        if holds(name) {
            tensor.data.fill(value);
            num_set += 1;
        }
    }
    assert!(num_set > 0, "no such tensor");
}

#[test]
fn room_for_more_points_per_voxel_changes_neither_maxima_nor_statistics() {
    let case = Case::new();
    let [few, many] = [40, 400].map(|max_points| {
        let mut config = case.config.clone();
        config.limits.max_points_per_voxel = Some(max_points);
        let network = VoxelNet::new(&config, tch::Device::Cpu, 1).unwrap();
        let scan = voxels_of(&cloud(&config, 300, 1), &config);
        assert_eq!(scan.dropped().num_over_point_limit, 0);
        let output = case.run(&network, &[scan], true);
        (output.scores, network.weights("", 0))
    });
    assert_eq!(few, many);
}

#[test]
fn a_crowded_voxel_changes_the_statistics_by_its_points_and_not_by_padding() {
    // A hundred points more in one voxel: each other voxel would be padded by a hundred rows of zeros.
    let case = Case::new();
    let few = cloud(&case.config, 150, 1);
    let crowd = [few.points[0]; 100];
    let crowded = PointCloud::new([&few.points[..], &crowd].concat());
    let [few_mean, crowded_mean] = [&few, &crowded].map(|cloud| {
        let network = VoxelNet::new(&case.config, tch::Device::Cpu, 1).unwrap();
        case.run(&network, &[voxels_of(cloud, &case.config)], true);
        Tensor::from_slice(&network.weights("", 0).tensors["vfe.vfe1.bn.running_mean"].data)
    });
    // With padding, more than 9 of 10 rows would be zeros and the mean a tenth of what it was.
    let size = |tensor: &Tensor| tensor.abs().sum(tch::Kind::Float).double_value(&[]);
    let ratio = size(&crowded_mean) / size(&few_mean);
    assert!(ratio > 0.3, "{ratio}");
}

#[test]
fn batch_norm_stands_before_relu() {
    let mut case = Case::new();
    // A shift far below zero leaves nothing behind a ReLU; behind BatchNorm it would be seen.
    case.change(|weights| set(weights, -1e3, |name| name == "vfe.fcn.bn.bias"));
    for network in &case.networks {
        let batch = batch_of(&[case.scan(1)], &case.config);
        for train in [false, true] {
            let features = tch::no_grad(|| network.voxel_features(&batch, train));
            assert_eq!(features.abs().max().double_value(&[]), 0.);
        }
    }
}

#[test]
fn middle_layers_use_the_running_statistics_in_evaluation_and_only_then() {
    let mut case = Case::new();
    let scans = [case.scan(1)];
    let run = |case: &Case, train| {
        case.networks.each_ref().map(|network| case.run(network, &scans, train).scores)
    };
    let before = run(&case, false);
    case.change(|weights| {
        set(weights, 5., |name| name.starts_with("middle.") && name.ends_with(".running_mean"));
    });
    for (before, after) in before.iter().zip(&run(&case, false)) {
        assert!(max_error(after, before) > 0.1);
    }
    let before = run(&case, true);
    case.change(|weights| {
        set(weights, 9., |name| name.starts_with("middle.") && name.ends_with(".running_mean"));
    });
    for (before, after) in before.iter().zip(&run(&case, true)) {
        assert_eq!(max_error(after, before), 0.);
    }
}

#[test]
fn every_block_of_the_rpn_ends_in_batch_norm_and_relu() {
    let mut config = small_network([10, 32, 48]);
    let mut third = config.rpn.blocks[1].clone();
    (third.upsample.kernel, third.upsample.stride) = (4, 4);
    config.rpn.blocks.push(third);
    for (number, spec) in (1..).zip(&config.rpn.blocks) {
        let mut case = Case::with(config.clone());
        // The last layer of the block says nothing any more, whatever its convolution says; so it does
        // not matter by what the block is upsampled.
        let last = format!("rpn.block{number}.{}.bn.bias", spec.num_convs - 1);
        case.change(|weights| set(weights, -1e3, |name| name == last));
        let scans = [case.scan(1)];
        let run = |case: &Case| {
            case.networks.each_ref().map(|network| case.run(network, &scans, false).residuals)
        };
        let before = run(&case);
        let upsampling = format!("rpn.up{number}.conv.weight");
        case.change(|weights| set(weights, 7., |name| name == upsampling));
        assert_eq!(run(&case), before, "block {number}");
    }
}

#[test]
fn any_number_of_scans_makes_a_batch() {
    let case = Case::new();
    let scans: Vec<SparseVoxels> = (0..4).map(|seed| case.scan(seed)).collect();
    for network in &case.networks {
        for num_scans in 1..=scans.len() {
            let together = case.run(network, &scans[..num_scans], false);
            assert_eq!(together.scores.size()[0], num_scans as i64);
            let last = case.run(network, &scans[num_scans - 1..num_scans], false);
            let of_last = together.scores.narrow(0, num_scans as i64 - 1, 1);
            assert!(max_error(&of_last, &last.scores) < 1e-5);
        }
    }
}
