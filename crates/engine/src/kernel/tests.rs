//! Every kernel against a plain loop, on every instruction set that the machine has.

use proptest::prelude::*;
use pulp::{Arch, Simd, WithSimd};

use super::*;

/// All that this machine can run.
fn archs() -> Vec<Arch> {
    let best = [Arch::Scalar, Arch::new()];
    #[cfg(target_arch = "x86_64")]
    let between = pulp::x86::V3::try_new().map(Arch::V3);
    #[cfg(not(target_arch = "x86_64"))]
    let between = None;
    best.into_iter().chain(between).collect()
}

/// A repeatable number between -1 and 1.
fn number(i: usize, seed: usize) -> f32 {
    let bits = (i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (seed as u64) << 32;
    let bits = (bits ^ bits >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (bits >> 40) as f32 / (1 << 23) as f32 - 1.
}

fn numbers(len: usize, seed: usize) -> Vec<f32> {
    (0..len).map(|i| number(i, seed)).collect()
}

fn assert_near(found: &[f32], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((f64::from(*found) - expected).abs() < tolerance, "{i}: {found} for {expected}");
    }
}

struct Multiply<'a> {
    rows: Rows<'a>,
    pairs: &'a [Pair],
    panel: &'a [f32],
    sums: &'a mut [f32],
    sum_stride: usize,
}

impl WithSimd for Multiply<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        multiply(simd, self.rows, self.pairs, self.panel, self.sums, self.sum_stride);
    }
}

proptest! {
    #[test]
    fn products_are_those_of_a_plain_loop(
        depth in 1_usize..40,
        more in 0_usize..5,
        pairs in prop::collection::vec((0_u32..9, 0_u32..7), 0..40),
        num_panels in 1_usize..3,
        panel in 0_usize..3,
    ) {
        let panel = panel % num_panels;
        let (stride, sum_stride) = (depth + more, num_panels * PANEL);
        let rows = numbers(9 * stride, 1);
        let num_columns = num_panels * PANEL - 3;
        let weights = Panels::new(2, [depth, num_columns], |matrix, row, column| {
            number((matrix * depth + row) * num_columns + column, 2)
        });
        prop_assert_eq!(weights.num_panels(), num_panels);
        let pairs: Vec<Pair> = pairs.into_iter().map(|(from, to)| Pair { from, to }).collect();
        let start = numbers(7 * sum_stride, 3);
        let mut expected: Vec<f64> = start.iter().map(|&sum| f64::from(sum)).collect();
        for pair in &pairs {
            for column in 0..PANEL.min(num_columns - panel * PANEL) {
                for k in 0..depth {
                    let weight = number((depth + k) * num_columns + panel * PANEL + column, 2);
                    let factor = rows[pair.from as usize * stride + k];
                    expected[pair.to as usize * sum_stride + panel * PANEL + column] +=
                        f64::from(factor) * f64::from(weight);
                }
            }
        }
        for arch in archs() {
            let mut sums = start.clone();
            arch.dispatch(Multiply {
                rows: Rows { numbers: &rows, stride },
                pairs: &pairs,
                panel: weights.panel(1, panel),
                sums: &mut sums[panel * PANEL..],
                sum_stride,
            });
            assert_near(&sums, &expected, 1e-4);
        }
    }
}

/// The convolution of one window with one kernel for a whole panel, through the transforms.
struct Winograd<'a> {
    window: &'a [f32],
    kernel: [f64; POSITIONS],
    pixels: &'a mut [[f32; PANEL]; TILE * TILE],
}

impl WithSimd for Winograd<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let window = std::array::from_fn(|i| &self.window[i * PANEL..][..PANEL]);
        let stride = PANEL + 3;
        let mut transformed = vec![0.; POSITIONS * stride];
        transform_input(simd, window, &mut transformed, stride);
        for (row, weight) in transformed.chunks_exact_mut(stride).zip(self.kernel) {
            row.iter_mut().for_each(|number| *number *= weight as f32);
        }
        transform_output(simd, &transformed, stride, self.pixels);
    }
}

proptest! {
    #[test]
    fn transforms_convolve(seed in 0_usize..1000) {
        let window = numbers(POSITIONS * PANEL, seed);
        let kernel: [[f64; 3]; 3] = std::array::from_fn(|y| {
            std::array::from_fn(|x| f64::from(number(y * 3 + x, seed + 1)))
        });
        let mut expected = vec![0.; TILE * TILE * PANEL];
        for (i, expected) in expected.iter_mut().enumerate() {
            let (pixel, channel) = (i / PANEL, i % PANEL);
            let (y, x) = (pixel / TILE, pixel % TILE);
            for (tap_y, line) in kernel.iter().enumerate() {
                for (tap_x, weight) in line.iter().enumerate() {
                    let place = (y + tap_y) * WINDOW + x + tap_x;
                    *expected += weight * f64::from(window[place * PANEL + channel]);
                }
            }
        }
        for arch in archs() {
            let mut pixels = [[0.; PANEL]; TILE * TILE];
            let kernel = transform_weight(kernel);
            arch.dispatch(Winograd { window: &window, kernel, pixels: &mut pixels });
            assert_near(pixels.as_flattened(), &expected, 2e-5);
        }
    }
}

struct Rest<'a> {
    rows: &'a mut [f32],
    others: &'a [f32],
    largest: &'a mut [f32],
    finished: &'a mut [f32; PANEL],
}

impl WithSimd for Rest<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let channels = self.largest.len();
        segment_max(simd, self.rows, self.largest);
        Finish { before: self.others, after: self.rows }.apply(simd, self.finished);
        add_and_rectify(simd, &mut self.rows[..channels], self.others);
    }
}

#[test]
fn maxima_sums_and_relu_are_those_of_a_plain_loop() {
    for (arch, num_rows) in archs().into_iter().flat_map(|arch| [(arch, 1), (arch, 5)]) {
        let channels = 2 * PANEL;
        let (given, others) = (numbers(num_rows * channels, 4), numbers(channels, 5));
        let (mut rows, mut largest) = (given.clone(), vec![9.; channels]);
        let mut finished = [0.25; PANEL];
        let (largest_of, finished_of) = (&mut largest[..], &mut finished);
        let rest =
            Rest { rows: &mut rows, others: &others, largest: largest_of, finished: finished_of };
        arch.dispatch(rest);
        for channel in 0..channels {
            let column = given.iter().skip(channel).step_by(channels);
            assert_eq!(largest[channel], column.copied().fold(f32::MIN, f32::max));
            assert_eq!(rows[channel], (given[channel] + others[channel]).max(0.));
        }
        for channel in 0..PANEL {
            assert_eq!(finished[channel], (others[channel] + 0.25).max(0.) - given[channel]);
        }
        assert_eq!(rows[channels..], given[channels..]);
    }
}
