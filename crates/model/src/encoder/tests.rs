//! Properties that every encoder has.

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};
use voxelnet_config::{Encoder, NetworkConfig, VfePooling};
use voxelnet_detection::NetworkLayout;
use voxelnet_scene::{Point, PointCloud};
use voxelnet_voxelizer::{SampleKey, VoxelLimits, voxelize};

use super::*;
use crate::init;
use crate::norm::NormConfig;
use crate::testing::{max_error, two_class_config};

const POOLINGS: [VfePooling; 5] = [
    VfePooling::Max,
    VfePooling::Average,
    VfePooling::Min,
    VfePooling::Median,
    VfePooling::MaxAverage,
];

/// Every encoder there is.
fn configs() -> Vec<NetworkConfig> {
    let vfe = POOLINGS.map(|pooling| {
        let mut config = two_class_config();
        config.vfe.pooling = pooling;
        config
    });
    let others = [Encoder::Mean, Encoder::Occupancy, Encoder::SetAbstraction];
    let others = others.map(|encoder| NetworkConfig { encoder, ..two_class_config() });
    vfe.into_iter().chain(others).collect()
}

/// Clusters of points, so that voxels hold several.
fn points(rng: &mut ChaCha8Rng) -> Vec<Point> {
    let mut points = Vec::new();
    for _ in 0..40 {
        let (x, y) = (rng.random_range(1.0..15.0), rng.random_range(-7.0..7.0_f32));
        for _ in 0..rng.random_range(1..10) {
            let mut near = |value: f32| value + rng.random_range(-0.3..0.3);
            points.push(Point::new(near(x), near(y), near(-1.), near(0.5)));
        }
    }
    points
}

struct Encoding {
    encoder: VoxelEncoder,
    layout: NetworkLayout,
    _store: VarStore,
}

impl Encoding {
    fn new(config: &NetworkConfig) -> Self {
        let layout = NetworkLayout::new(config).expect("a sound configuration");
        let store = VarStore::new(Device::Cpu);
        let encoder =
            VoxelEncoder::new(&store.root(), config, &layout, &NormConfig::new(config, None));
        init::initialise(&store, 1);
        Self { encoder, layout, _store: store }
    }

    fn of(&self, scans: &[&[Point]]) -> Tensor {
        let grid = &self.layout.grid;
        let voxelized = scans.iter().map(|points| {
            let cloud = PointCloud::new(points.to_vec());
            voxelize(&cloud, grid, &VoxelLimits::dynamic(), SampleKey::default())
        });
        let voxelized: Vec<_> = voxelized.collect();
        let batch =
            VoxelBatch::new(&voxelized.iter().collect::<Vec<_>>(), grid.shape(), Device::Cpu);
        tch::no_grad(|| self.encoder.forward_t(&batch, Kind::Float, false))
    }
}

#[test]
fn the_order_of_the_points_does_not_matter() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let points = points(&mut rng);
    for config in configs() {
        let encoding = Encoding::new(&config);
        let expected = encoding.of(&[&points]);
        let mut other_order = points.clone();
        for _ in 0..3 {
            other_order.shuffle(&mut rng);
            let error = max_error(&encoding.of(&[&other_order]), &expected);
            assert!(error < 1e-5, "{error} for {:?} {:?}", config.encoder, config.vfe.pooling);
        }
    }
}

#[test]
fn features_have_the_stated_width_and_vary() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let points = points(&mut rng);
    for config in configs() {
        let features = Encoding::new(&config).of(&[&points]);
        assert_eq!(features.size()[1], config.voxel_feature_channels() as i64);
        let spread = features.std_dim(&[0_i64][..], true, false).max().double_value(&[]);
        assert!(spread > 1e-3, "{spread} for {:?}", config.encoder);
    }
}

#[test]
fn another_scan_in_the_batch_changes_nothing() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let (first, second) = (points(&mut rng), points(&mut rng));
    for config in configs() {
        let encoding = Encoding::new(&config);
        let together = encoding.of(&[&first, &[], &second]);
        let alone = [encoding.of(&[&first]), encoding.of(&[&second])];
        let error = max_error(&together, &Tensor::cat(&alone, 0));
        assert!(error < 1e-6, "{error} for {:?}", config.encoder);
    }
}

#[test]
fn no_voxels_have_no_features() {
    for config in configs() {
        let features = Encoding::new(&config).of(&[&[]]);
        assert_eq!(features.size(), [0, config.voxel_feature_channels() as i64]);
    }
}

#[test]
fn points_of_a_voxel_alone_decide_its_feature() {
    let near = Point::new(3.1, 0.6, -1., 0.2);
    let far = [Point::new(9.3, 0.6, -1., 0.9), Point::new(9.4, 0.7, -0.9, 0.1)];
    for config in configs() {
        if [Encoder::SetAbstraction, Encoder::Occupancy].contains(&config.encoder) {
            continue; // balls reach into the voxels around, and rays to points behind cross a voxel
        }
        let encoding = Encoding::new(&config);
        let together = encoding.of(&[&[far[0], near, far[1]]]);
        let alone = Tensor::cat(&[encoding.of(&[&[near]]), encoding.of(&[&far])], 0);
        let error = max_error(&together, &alone);
        assert!(error < 1e-5, "{error} for {:?} {:?}", config.encoder, config.vfe.pooling);
    }
}
