//! Every pooling, the attention and every encoder that learns: gradients against finite differences.

use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};
use voxelnet_config::{ChannelAttention, Encoder, NetworkConfig, VfePooling};
use voxelnet_detection::NetworkLayout;
use voxelnet_pooling::{Reduction, Window};

use crate::attention::Attention;
use crate::batch::VoxelBatch;
use crate::encoder::VoxelEncoder;
use crate::init;
use crate::norm::NormConfig;
use crate::pooling::{Segments, global_average, global_maximum, pool_segments, pool_windows};
use crate::testing::{network, scan, seeded, two_class_config};

const REDUCTIONS: [Reduction; 4] =
    [Reduction::Maximum, Reduction::Average, Reduction::Minimum, Reduction::Median];

/// Compares the slope of a sum, in which each output has a weight of its own, along a random direction of
/// each variable with what backward says of it.
fn check(case: &str, variables: &[(String, Tensor)], output: impl Fn() -> Tensor) {
    const STEP: f64 = 1e-6;
    let weights = seeded(&output().size(), 1).to_kind(Kind::Double);
    let sum = || (output() * &weights).sum(Kind::Double);
    let tensors: Vec<&Tensor> = variables.iter().map(|(_, variable)| variable).collect();
    let gradients = Tensor::run_backward(&[sum()], &tensors, false, false);
    for (((name, variable), gradient), seed) in variables.iter().zip(gradients).zip(2..) {
        assert!(gradient.norm().double_value(&[]) > 0., "{case}: {name} does not learn");
        let direction = seeded(&variable.size(), seed).to_kind(Kind::Double);
        let expected = (gradient * &direction).sum(Kind::Double).double_value(&[]);
        let moved = |step: f64| {
            tch::no_grad(|| {
                let start = variable.copy();
                variable.shallow_clone().copy_(&(&start + &direction * step));
                let value = sum().double_value(&[]);
                variable.shallow_clone().copy_(&start);
                value
            })
        };
        let found = (moved(STEP) - moved(-STEP)) / (2. * STEP);
        let error = (found - expected).abs() / found.abs().max(expected.abs()).max(1e-3);
        assert!(error < 1e-5, "{case}: {name} has slope {found}, backward says {expected}");
    }
}

/// The same of a function of one input.
fn check_input(case: &str, shape: &[i64], function: impl Fn(&Tensor) -> Tensor) {
    let input = seeded(shape, 9).to_kind(Kind::Double).set_requires_grad(true);
    check(case, &[("the input".into(), input.shallow_clone())], || function(&input));
}

fn variables(store: &VarStore) -> Vec<(String, Tensor)> {
    let mut variables: Vec<_> = store.variables().into_iter().collect();
    variables.retain(|(_, variable)| variable.requires_grad());
    variables.sort_by(|a, b| a.0.cmp(&b.0));
    variables
}

#[test]
fn pooling_over_groups() {
    let offsets = Tensor::from_slice(&[0_i64, 0, 1, 4, 4, 10, 12, 12]);
    let owners = Tensor::from_slice(&[1_i64, 2, 2, 2, 4, 4, 4, 4, 4, 4, 5, 5]);
    let segments = Segments { offsets: &offsets, owners: &owners };
    for reduction in REDUCTIONS {
        let case = format!("{reduction:?}");
        check_input(&case, &[12, 5], |xs| pool_segments(xs, segments, reduction));
    }
}

#[test]
fn pooling_over_windows() {
    for (reduction, ceil_mode) in REDUCTIONS.into_iter().flat_map(|r| [(r, false), (r, true)]) {
        let case = format!("{reduction:?}, ceil mode {ceil_mode}");
        let plane = Window { stride: [2, 2], padding: [1, 0], ceil_mode, ..Window::new([3, 2]) };
        check_input(&case, &[2, 3, 6, 7], |xs| pool_windows(xs, &plane, reduction));
        let (stride, padding) = ([2, 1, 2], [0, 1, 1]);
        let volume = Window { stride, padding, ceil_mode, ..Window::new([2, 3, 2]) };
        check_input(&case, &[2, 2, 5, 4, 6], |xs| pool_windows(xs, &volume, reduction));
    }
}

#[test]
fn pooling_over_maps() {
    check_input("average", &[2, 3, 4, 5], global_average);
    check_input("maximum", &[2, 3, 4, 5], global_maximum);
}

#[test]
fn attention_and_its_weights() {
    for kind in [ChannelAttention::Gap, ChannelAttention::Gmp, ChannelAttention::Both] {
        let mut store = VarStore::new(Device::Cpu);
        let attention = Attention::new(&store.root(), 16, kind).expect("one is asked for");
        init::initialise(&store, 1);
        store.double();
        let case = format!("{kind:?}");
        check_input(&case, &[2, 16, 3, 4], |xs| attention.forward(xs));
        let xs = seeded(&[2, 16, 3, 4], 10).to_kind(Kind::Double);
        check(&case, &variables(&store), || attention.forward(&xs));
    }
}

#[test]
fn weights_of_encoders_with_the_statistics_of_the_batch() {
    let poolings = [
        VfePooling::Max,
        VfePooling::Average,
        VfePooling::Min,
        VfePooling::Median,
        VfePooling::MaxAverage,
    ];
    let vfe = poolings.map(|pooling| {
        let mut config = two_class_config();
        config.vfe.pooling = pooling;
        config
    });
    let set_abstraction = NetworkConfig { encoder: Encoder::SetAbstraction, ..two_class_config() };
    let network = network(1);
    let scans = [scan(&network, 300, 1), scan(&network, 200, 2)];
    let batch = VoxelBatch::new(&scans.each_ref(), network.layout().grid.shape(), Device::Cpu);
    for config in vfe.into_iter().chain([set_abstraction]) {
        let layout = NetworkLayout::new(&config).expect("a sound configuration");
        let mut store = VarStore::new(Device::Cpu);
        let encoder =
            VoxelEncoder::new(&store.root(), &config, &layout, &NormConfig::new(&config, None));
        init::initialise(&store, 1);
        store.double();
        let case = format!("{:?} {:?}", config.encoder, config.vfe.pooling);
        let output = || encoder.forward_t(&batch, Kind::Double, true);
        check(&case, &variables(&store), output);
    }
}
