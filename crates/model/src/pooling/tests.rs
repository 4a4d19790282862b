//! Against the same in plain Rust, whose gradients finite differences check.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tch::{Kind, Tensor};
use voxelnet_pooling::{Pooled, Reduction, Shape, Window, pool_globally};

use super::*;
use crate::host::floats;

/// Few different numbers, so that many are equal.
fn with_ties(count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    (0..count).map(|_| f32::from(rng.random_range(-3_i8..=3)) / 4.).collect()
}

/// Starts of groups of 0 to 9 rows, and the group of each row; the first and the last are empty.
fn groups(rng: &mut ChaCha8Rng) -> (Vec<usize>, Vec<i64>) {
    let (mut offsets, mut owners) = (vec![0], Vec::new());
    for group in 0..20 {
        let num_rows = if [0, 19].contains(&group) { 0 } else { rng.random_range(0..10) };
        owners.resize(owners.len() + num_rows, group);
        offsets.push(owners.len());
    }
    (offsets, owners)
}

/// Values and gradient of a pooling on libtorch are those of the one in plain Rust.
fn check(found: &Tensor, xs: &Tensor, expected: &Pooled, case: &str) {
    let close = |found: &[f32], expected: &[f32], what: &str| {
        assert_eq!(found.len(), expected.len(), "{what} of {case}");
        for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
            let same = (found - expected).abs() <= 1e-6 || found.is_nan() && expected.is_nan();
            assert!(same, "{what} {i} of {case}: {found}, expected {expected}");
        }
    };
    close(&floats(found), expected.values(), "value");
    let weights: Vec<f32> = (0..expected.values().len()).map(|i| 0.5 - (i % 5) as f32).collect();
    let loss = (found.flatten(0, -1) * Tensor::from_slice(&weights)).sum(Kind::Float);
    let gradient = &Tensor::run_backward(&[loss], &[xs], false, false)[0];
    let expected = expected.backward(&weights).expect("as many weights as outputs");
    close(&floats(gradient), &expected, "gradient");
}

#[test]
fn groups_of_rows_with_and_without_broken_numbers() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let (offsets, owners) = groups(&mut rng);
    let channels = 3;
    let in_rust = voxelnet_pooling::Segments { channels, offsets: &offsets };
    let starts: Vec<i64> = offsets.iter().map(|&start| start as i64).collect();
    let [starts, owners] = [&starts, &owners].map(|numbers| Tensor::from_slice(numbers));
    let segments = Segments { offsets: &starts, owners: &owners };
    for has_nan in [false, true] {
        let mut values = with_ties(offsets[20] * channels, &mut rng);
        if has_nan {
            values[7] = f32::NAN;
            values[40] = f32::NAN;
        }
        let xs = Tensor::from_slice(&values).view([-1, channels as i64]).set_requires_grad(true);
        for reduction in Reduction::ALL {
            let expected = in_rust.pool(reduction, &values).expect("sound segments");
            let case = format!("{reduction:?}, broken: {has_nan}");
            check(&pool_segments(&xs, segments, reduction), &xs, &expected, &case);
            // Without gradients the way is another one.
            let alone = tch::no_grad(|| pool_segments(&xs.detach(), segments, reduction));
            assert!(
                floats(&alone)
                    .iter()
                    .zip(expected.values())
                    .all(|(a, b)| { (a - b).abs() <= 1e-6 || a.is_nan() && b.is_nan() })
            );
        }
    }
}

#[test]
fn groups_agree_with_the_reductions_of_libtorch_where_it_has_them() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let values: Vec<f32> = (0..24).map(|_| rng.random_range(-1.0..1.0)).collect();
    let xs = Tensor::from_slice(&values).view([8, 3]);
    let [offsets, owners] =
        [&[0_i64, 3, 4, 8][..], &[0, 0, 0, 1, 2, 2, 2, 2]].map(Tensor::from_slice);
    let segments = Segments { offsets: &offsets, owners: &owners };
    let none = None::<&Tensor>;
    for (reduction, name, start) in [
        (Reduction::Maximum, "max", f64::NEG_INFINITY),
        (Reduction::Minimum, "min", f64::INFINITY),
        (Reduction::Average, "mean", 0.),
    ] {
        let offsets = Some(&offsets);
        let expected = Tensor::segment_reduce(&xs, name, none, none, offsets, 0, true, start);
        let error = (pool_segments(&xs, segments, reduction) - expected).abs().max();
        assert!(error.double_value(&[]) < 1e-6, "{name}");
    }
}

#[test]
fn no_rows_give_zeros() {
    let xs = Tensor::zeros([0, 2], (Kind::Float, tch::Device::Cpu));
    let [offsets, owners] = [&[0_i64, 0, 0][..], &[]].map(Tensor::from_slice);
    let segments = Segments { offsets: &offsets, owners: &owners };
    for reduction in Reduction::ALL {
        assert_eq!(floats(&pool_segments(&xs, segments, reduction)), [0.; 4]);
    }
}

fn check_windows<const D: usize>(spatial: [usize; D], windows: &[Window<D>]) {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let (batch_size, channels) = (2, 3);
    let shape = Shape { channels: batch_size * channels, spatial };
    let mut sizes = vec![batch_size as i64, channels as i64];
    sizes.extend(spatial.map(|n| n as i64));
    for window in windows {
        let values = with_ties(shape.channels * spatial.iter().product::<usize>(), &mut rng);
        let xs = Tensor::from_slice(&values).view(sizes.as_slice()).set_requires_grad(true);
        for reduction in Reduction::ALL {
            let expected = window.pool(reduction, &values, &shape).expect("a sound window");
            let case = format!("{reduction:?} over {window:?} of {spatial:?}");
            check(&pool_windows(&xs, window, reduction), &xs, &expected, &case);
        }
    }
}

/// Windows that fit, overlap, leave gaps, reach into padding and over the end.
fn windows_of<const D: usize>() -> Vec<Window<D>> {
    let mut windows = Vec::new();
    for (kernel, stride, padding) in [(2, 2, 0), (3, 1, 1), (3, 2, 1), (2, 3, 1), (3, 3, 0)] {
        for (ceil_mode, count_padding) in
            [(false, true), (false, false), (true, true), (true, false)]
        {
            let [kernel, stride, padding] = [kernel, stride, padding].map(|n| [n; D]);
            windows.push(Window { kernel, stride, padding, ceil_mode, count_padding });
        }
    }
    windows
}

#[test]
fn windows_of_planes() {
    check_windows([7, 8], &windows_of());
}

#[test]
fn windows_of_volumes() {
    check_windows([4, 5, 7], &windows_of());
}

#[test]
fn whole_maps_of_any_size() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for (height, width) in [(1, 1), (3, 5), (8, 8)] {
        let values = with_ties(6 * height * width, &mut rng);
        let sizes = [2, 3, height as i64, width as i64];
        let xs = Tensor::from_slice(&values).view(sizes).set_requires_grad(true);
        let expected = |reduction| pool_globally(reduction, &values, 6).expect("six maps");
        let case = format!("{height} x {width}");
        check(&global_average(&xs), &xs, &expected(Reduction::Average), &case);
        check(&global_maximum(&xs), &xs, &expected(Reduction::Maximum), &case);
    }
}
