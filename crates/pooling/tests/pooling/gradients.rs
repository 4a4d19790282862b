//! Gradients against central finite differences.

use voxelnet_pooling::{Pooled, PoolingError, Reduction, Segments, Shape, Window, pool_globally};

/// Far less than half the distance of any two inputs, so that none overtakes another, and a power of
/// two, so that inputs move exactly.
const STEP: f32 = 0.25;

/// The inputs are 0 to `count` - 1, all different, in an order without a pattern.
fn distinct_inputs(count: usize) -> Vec<f32> {
    // 37 shares no factor with the counts below.
    (0..count).map(|index| (index * 37 % count) as f32).collect()
}

/// A weighted sum of the outputs; the weights are the gradient of the outputs.
fn weights(num_outputs: usize) -> Vec<f32> {
    (0..num_outputs).map(|output| (output * 5 % 11) as f32 - 4.5).collect()
}

fn check(count: usize, pool: impl Fn(Reduction, &[f32]) -> Result<Pooled, PoolingError>) {
    for reduction in Reduction::ALL {
        let xs = distinct_inputs(count);
        let pooled = pool(reduction, &xs).unwrap();
        let weights = weights(pooled.values().len());
        let loss = |xs: &[f32]| -> f64 {
            let pooled = pool(reduction, xs).unwrap();
            let terms = pooled.values().iter().zip(&weights);
            terms.map(|(&value, &weight)| f64::from(value) * f64::from(weight)).sum()
        };
        let to_input = pooled.backward(&weights).unwrap();
        for index in 0..count {
            let moved = |by: f32| {
                let mut xs = xs.clone();
                xs[index] += by;
                loss(&xs)
            };
            let slope = (moved(STEP) - moved(-STEP)) / f64::from(2. * STEP);
            let error = (slope - f64::from(to_input[index])).abs();
            // All are exact but averages, which are rounded to f32.
            let tolerance = if reduction == Reduction::Average { 1e-3 } else { 1e-12 };
            assert!(error <= tolerance, "{reduction:?} of input {index}: {error}");
        }
    }
}

#[test]
fn of_segments() {
    let offsets = [0, 3, 3, 4, 8, 17, 20];
    check(20 * 3, |reduction, xs| Segments { channels: 3, offsets: &offsets }.pool(reduction, xs));
}

#[test]
fn of_whole_maps() {
    check(2 * 5 * 6, |reduction, xs| pool_globally(reduction, xs, 2));
}

#[test]
fn of_windows_side_by_side() {
    let shape = Shape { channels: 2, spatial: [6, 8] };
    check(2 * 6 * 8, |reduction, xs| Window::new([2, 2]).pool(reduction, xs, &shape));
}

#[test]
fn of_overlapping_windows_of_planes_with_padding_in_ceil_mode() {
    let shape = Shape { channels: 2, spatial: [6, 8] };
    for count_padding in [false, true] {
        let window = Window {
            kernel: [3, 4],
            stride: [2, 3],
            padding: [1, 2],
            ceil_mode: true,
            count_padding,
        };
        check(2 * 6 * 8, |reduction, xs| window.pool(reduction, xs, &shape));
    }
}

#[test]
fn of_overlapping_windows_of_volumes_with_padding() {
    let shape = Shape { channels: 1, spatial: [4, 5, 6] };
    for count_padding in [false, true] {
        let window = Window {
            kernel: [2, 3, 3],
            stride: [1, 2, 1],
            padding: [1, 0, 1],
            ceil_mode: false,
            count_padding,
        };
        check(4 * 5 * 6, |reduction, xs| window.pool(reduction, xs, &shape));
    }
}
