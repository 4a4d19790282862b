//! `cargo bench -p voxelnet-model`: labels for the 70400 anchors of the paper's car network.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use voxelnet_config::{FromSections, ModelConfig};
use voxelnet_detection::{AnchorGrid, ClassBox, NetworkLayout};
use voxelnet_model::TargetAssigner;
use voxelnet_scene::{Box3d, BoxSize};

const NUM_BOXES: usize = 20;

/// Cars all over the range, at all yaws.
fn cars() -> Vec<ClassBox> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut car = || {
        let (x, y) = (rng.random_range(2. ..68.), rng.random_range(-38. ..38.));
        let size = BoxSize { length: 4.1, width: 1.7, height: 1.5 };
        Box3d::new([x, y, -0.9].into(), size, rng.random_range(-3.1..3.1))
    };
    (0..NUM_BOXES).map(|_| ClassBox { class: 0, box3d: car() }).collect()
}

fn targets(criterion: &mut Criterion) {
    let config = include_str!("../../../configs/kitti-car.toml");
    let config: ModelConfig =
        ModelConfig::parse(config, "shipped".as_ref(), &[]).expect("a shipped configuration");
    let layout = NetworkLayout::new(&config.network).expect("a shipped configuration");
    let assigner = TargetAssigner::new(AnchorGrid::new(&config.network, &layout));
    let cars = cars();
    let name = format!("{} anchors, {NUM_BOXES} boxes", assigner.anchors().len());
    criterion
        .bench_function(&name, |bencher| bencher.iter(|| assigner.assign(black_box(&cars), &[])));
}

criterion_group!(benches, targets);
criterion_main!(benches);
