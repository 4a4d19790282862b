//! Products of chosen rows, added to chosen rows.

use pulp::Simd;

use super::PANEL;

/// A row that is multiplied, and the row that the product is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// Rows that are multiplied at the same time: with the panel of the matrix they fill 16 registers.
const ROWS: usize = 6;

/// Rows that lie in memory one behind the other, with so many numbers from one's start to the next's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows<'a> {
    pub(crate) numbers: &'a [f32],
    pub(crate) stride: usize,
}

/// `sums[to] += rows[from] * panel` for every pair.
///
/// # Shapes
/// `rows` [_, stride], of which the first K numbers are taken; `panel` [K, PANEL]; `sums` [_, `sum_stride`], of
/// which the first PANEL are added to.
///
/// # Panics
/// When a pair names a row that is not there.
#[inline(always)]
pub(crate) fn multiply<S: Simd>(
    simd: S,
    rows: Rows<'_>,
    pairs: &[Pair],
    panel: &[f32],
    sums: &mut [f32],
    sum_stride: usize,
) {
    match S::F32_LANES {
        16 => multiply_by::<S, 1>(simd, rows, pairs, panel, sums, sum_stride),
        8 => multiply_by::<S, 2>(simd, rows, pairs, panel, sums, sum_stride),
        4 => multiply_by::<S, 4>(simd, rows, pairs, panel, sums, sum_stride),
        _ => multiply_by::<S, 16>(simd, rows, pairs, panel, sums, sum_stride),
    }
}

/// `sums[i] += rows[i] * panel` for the first `num_rows` rows, as [`multiply`].
#[inline(always)]
pub(crate) fn multiply_each<S: Simd>(
    simd: S,
    rows: Rows<'_>,
    num_rows: usize,
    panel: &[f32],
    sums: &mut [f32],
    sum_stride: usize,
) {
    let mut pairs = [Pair { from: 0, to: 0 }; 8 * ROWS];
    for first in (0..num_rows).step_by(pairs.len()) {
        let len = pairs.len().min(num_rows - first);
        for (i, pair) in pairs.iter_mut().enumerate() {
            let row = (first + i) as u32;
            *pair = Pair { from: row, to: row };
        }
        multiply(simd, rows, &pairs[..len], panel, sums, sum_stride);
    }
}

/// With V vectors to a panel.
#[inline(always)]
fn multiply_by<S: Simd, const V: usize>(
    simd: S,
    rows: Rows<'_>,
    pairs: &[Pair],
    panel: &[f32],
    sums: &mut [f32],
    sum_stride: usize,
) {
    let (panel, _) = S::as_simd_f32s(panel).0.as_chunks::<V>();
    let (groups, rest) = pairs.as_chunks::<ROWS>();
    for group in groups {
        multiply_rows::<S, V, ROWS>(simd, rows, group, panel, sums, sum_stride);
    }
    match *rest {
        [a] => multiply_rows::<S, V, 1>(simd, rows, &[a], panel, sums, sum_stride),
        [a, b] => multiply_rows::<S, V, 2>(simd, rows, &[a, b], panel, sums, sum_stride),
        [a, b, c] => multiply_rows::<S, V, 3>(simd, rows, &[a, b, c], panel, sums, sum_stride),
        [a, b, c, d] => {
            multiply_rows::<S, V, 4>(simd, rows, &[a, b, c, d], panel, sums, sum_stride)
        }
        [a, b, c, d, e] => {
            multiply_rows::<S, V, 5>(simd, rows, &[a, b, c, d, e], panel, sums, sum_stride);
        }
        _ => (),
    }
}

/// R rows at the same time. `panel` [K] of PANEL numbers
#[inline(always)]
fn multiply_rows<S: Simd, const V: usize, const R: usize>(
    simd: S,
    rows: Rows<'_>,
    pairs: &[Pair; R],
    panel: &[[S::f32s; V]],
    sums: &mut [f32],
    sum_stride: usize,
) {
    let depth = panel.len();
    let mut from: [&[f32]; R] = [&[]; R];
    for (row, pair) in from.iter_mut().zip(pairs) {
        let start = pair.from as usize * rows.stride;
        *row = &rows.numbers[start..start + depth];
    }
    let mut products = [[simd.splat_f32s(0.); V]; R];
    for (k, columns) in panel.iter().enumerate() {
        for i in 0..R {
            let number = simd.splat_f32s(from[i][k]);
            for v in 0..V {
                products[i][v] = simd.mul_add_e_f32s(number, columns[v], products[i][v]);
            }
        }
    }
    for (pair, products) in pairs.iter().zip(products) {
        let start = pair.to as usize * sum_stride;
        let to = S::as_mut_simd_f32s(&mut sums[start..start + PANEL]).0;
        for (sum, product) in to.iter_mut().zip(products) {
            *sum = simd.add_f32s(*sum, product);
        }
    }
}
