//! The steps behind a linear layer: BatchNorm's shift, ReLU, the maximum over a voxel.

use pulp::Simd;

use super::PANEL;

/// Turns what a convolution makes of differences into differences of what ReLU makes of it.
///
/// # Shapes
/// All of them \[C\], before and behind ReLU, of a place on which there is nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finish<'a> {
    pub(crate) before: &'a [f32],
    pub(crate) after: &'a [f32],
}

impl Finish<'_> {
    /// `sums` [PANEL] -> ReLU(`before` + `sums`) - `after`
    #[inline(always)]
    pub(crate) fn apply<S: Simd>(self, simd: S, sums: &mut [f32; PANEL]) {
        let zero = simd.splat_f32s(0.);
        let (before, after) = (S::as_simd_f32s(self.before).0, S::as_simd_f32s(self.after).0);
        let sums = S::as_mut_simd_f32s(sums).0;
        for ((sum, before), after) in sums.iter_mut().zip(before).zip(after) {
            *sum = simd.sub_f32s(simd.max_f32s(simd.add_f32s(*before, *sum), zero), *after);
        }
    }
}

/// ReLU(`row` + `others`), both [C]; C whole panels
#[inline(always)]
pub(crate) fn add_and_rectify<S: Simd>(simd: S, row: &mut [f32], others: &[f32]) {
    let zero = simd.splat_f32s(0.);
    let others = S::as_simd_f32s(others).0;
    for (number, other) in S::as_mut_simd_f32s(row).0.iter_mut().zip(others) {
        *number = simd.max_f32s(simd.add_f32s(*number, *other), zero);
    }
}

/// The largest of each channel. `rows` [P, C] -> `largest` \[C\]; C whole panels, P at least 1
#[inline(always)]
pub(crate) fn segment_max<S: Simd>(simd: S, rows: &[f32], largest: &mut [f32]) {
    let channels = largest.len();
    let (first, others) = rows.split_at(channels);
    largest.copy_from_slice(first);
    let largest = S::as_mut_simd_f32s(largest).0;
    for row in others.chunks_exact(channels) {
        for (largest, number) in largest.iter_mut().zip(S::as_simd_f32s(row).0) {
            *largest = simd.max_f32s(*largest, *number);
        }
    }
}
