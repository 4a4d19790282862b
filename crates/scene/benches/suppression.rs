//! `cargo bench -p voxelnet-scene`: non-maximum suppression of 1000 and of 4000 candidates.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use voxelnet_scene::{Box3d, BoxSize, non_max_suppression};

/// Boxes around cars: `spread_m` metres off at most, sizes by a factor of at most `stretch`.
fn candidates(num_boxes: usize, spread_m: f64, stretch: f64) -> (Vec<Box3d>, Vec<f64>) {
    const BOXES_PER_CAR: usize = 40;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut boxes = Vec::new();
    let mut car = [0.; 3];
    for i in 0..num_boxes {
        if i % BOXES_PER_CAR == 0 {
            car = [0. ..70., -40. ..40., -3. ..3.].map(|range| rng.random_range(range));
        }
        let mut off = || rng.random_range(-spread_m..spread_m);
        let center = [car[0] + off(), car[1] + off(), -1.].into();
        let yaw = car[2] + rng.random_range(-0.2..0.2);
        let mut scale = || rng.random_range(1. / stretch..stretch);
        let size = BoxSize { length: 3.9 * scale(), width: 1.6 * scale(), height: 1.56 };
        boxes.push(Box3d::new(center, size, yaw));
    }
    let scores = boxes.iter().map(|_| rng.random_range(0. ..1.)).collect();
    (boxes, scores)
}

/// Anchors all over the range, moved by residuals of standard deviation 1.
fn untrained(num_boxes: usize) -> (Vec<Box3d>, Vec<f64>) {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut boxes = Vec::new();
    for _ in 0..num_boxes {
        // The sum of twelve uniform numbers is close enough to a normal one.
        let mut normal = || (0..12).map(|_| rng.random_range(-0.5..0.5)).sum::<f64>();
        let [dx, dy, length, width, yaw] = [0; 5].map(|_| normal());
        let (x, y) = (rng.random_range(0. ..70.), rng.random_range(-40. ..40.));
        let center = [x + 4.2 * dx, y + 4.2 * dy, -1.].into();
        let size = BoxSize { length: 3.9 * length.exp(), width: 1.6 * width.exp(), height: 1.56 };
        boxes.push(Box3d::new(center, size, yaw));
    }
    let scores = boxes.iter().map(|_| rng.random_range(0. ..1.)).collect();
    (boxes, scores)
}

fn suppression(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("suppression");
    for (name, (boxes, scores)) in [
        ("1000 around 25 cars", candidates(1000, 0.8, 1.2)),
        ("1000 all over", candidates(1000, 40., 1.2)),
        ("1000 of an untrained network", untrained(1000)),
        ("4000 around 100 cars", candidates(4000, 0.8, 1.2)),
        ("4000 all over", candidates(4000, 40., 1.2)),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| non_max_suppression(black_box(&boxes), black_box(&scores), 0.1));
        });
    }
    group.finish();
}

criterion_group!(benches, suppression);
criterion_main!(benches);
