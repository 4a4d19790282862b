//! Convolutions with fewer multiplications: Winograd's F(4 x 4, 3 x 3) (arXiv:1509.09308, section 4).
//!
//! A 6 x 6 window of the input and a 3 x 3 kernel are both transformed to 6 x 6 numbers. Their products number
//! by number, transformed back, are 4 x 4 outputs: 36 multiplications instead of 144. The
//! matrices are those of the points 0, a, -a, b, -b and infinity with a = 1 / sqrt(2) and b = sqrt(2), which round
//! less than the usual 1 and 2.

use std::f32::consts::{FRAC_1_SQRT_2 as A, SQRT_2 as B};

use pulp::Simd;

use super::PANEL;

/// Outputs along a side of a tile.
pub(crate) const TILE: usize = 4;
/// Inputs along the side of the window that a tile sees.
pub(crate) const WINDOW: usize = TILE + 2;
/// Numbers of a transformed window.
pub(crate) const POSITIONS: usize = WINDOW * WINDOW;

/// G g G^T of a kernel.
pub(crate) fn transform_weight(kernel: [[f64; 3]; 3]) -> [f64; POSITIONS] {
    let columns = transpose(kernel).map(weight_line); // [3][6]
    let rows: [[f64; 3]; WINDOW] = std::array::from_fn(|i| columns.map(|column| column[i]));
    let rows = rows.map(weight_line);
    std::array::from_fn(|position| rows[position / WINDOW][position % WINDOW])
}

fn transpose(kernel: [[f64; 3]; 3]) -> [[f64; 3]; 3] {
    std::array::from_fn(|i| kernel.map(|row| row[i]))
}

fn weight_line([x, y, z]: [f64; 3]) -> [f64; WINDOW] {
    let [a, b] = [A, B].map(f64::from);
    let [near_even, far_even] = [(x + z / 2.) / -1.5, (x + z * 2.) / 6.];
    let [near_odd, far_odd] = [y * a / -1.5, y * b / 6.];
    [x, near_even + near_odd, near_even - near_odd, far_even + far_odd, far_even - far_odd, z]
}

/// B^T d B of a window, for all channels.
///
/// # Shapes
/// `window` 36 rows [C] -> for each position of the transformed window one row [C], every `stride`
/// numbers of `out`.
#[inline(always)]
pub(crate) fn transform_input<S: Simd>(
    simd: S,
    window: [&[f32]; POSITIONS],
    out: &mut [f32],
    stride: usize,
) {
    for first in (0..window[0].len()).step_by(S::F32_LANES) {
        let mut lines = [[simd.splat_f32s(0.); WINDOW]; WINDOW];
        for x in 0..WINDOW {
            let mut column = [simd.splat_f32s(0.); WINDOW];
            for (y, number) in column.iter_mut().enumerate() {
                let numbers = &window[y * WINDOW + x][first..first + S::F32_LANES];
                *number = S::as_simd_f32s(numbers).0[0];
            }
            for (line, number) in lines.iter_mut().zip(input_line(simd, column)) {
                line[x] = number;
            }
        }
        for (y, line) in lines.into_iter().enumerate() {
            for (x, number) in input_line(simd, line).into_iter().enumerate() {
                let start = (y * WINDOW + x) * stride + first;
                S::as_mut_simd_f32s(&mut out[start..start + S::F32_LANES]).0[0] = number;
            }
        }
    }
}

// No closures below and above: they are functions of their own, which the instructions that were chosen for
// their caller are not inlined into.

#[inline(always)]
fn input_line<S: Simd>(simd: S, d: [S::f32s; WINDOW]) -> [S::f32s; WINDOW] {
    let a = simd.splat_f32s(A);
    let b = simd.splat_f32s(B);
    let half = simd.splat_f32s(0.5);
    let two = simd.splat_f32s(2.);
    let ends = simd.splat_f32s(-2.5);
    let near_even = simd.negate_mul_add_e_f32s(two, d[2], d[4]);
    let near_odd = simd.negate_mul_add_e_f32s(two, d[1], d[3]);
    let far_even = simd.negate_mul_add_e_f32s(half, d[2], d[4]);
    let far_odd = simd.negate_mul_add_e_f32s(half, d[1], d[3]);
    [
        simd.add_f32s(d[0], simd.mul_add_e_f32s(ends, d[2], d[4])),
        simd.mul_add_e_f32s(a, near_odd, near_even),
        simd.negate_mul_add_e_f32s(a, near_odd, near_even),
        simd.mul_add_e_f32s(b, far_odd, far_even),
        simd.negate_mul_add_e_f32s(b, far_odd, far_even),
        simd.add_f32s(d[1], simd.mul_add_e_f32s(ends, d[3], d[5])),
    ]
}

/// A^T m A of one panel.
///
/// # Shapes
/// `products` has [PANEL] of each position, every `stride` numbers -> 4 x 4 rows [PANEL]
#[inline(always)]
pub(crate) fn transform_output<S: Simd>(
    simd: S,
    products: &[f32],
    stride: usize,
    out: &mut [[f32; PANEL]; TILE * TILE],
) {
    for first in (0..PANEL).step_by(S::F32_LANES) {
        let mut lines = [[simd.splat_f32s(0.); WINDOW]; TILE];
        for x in 0..WINDOW {
            let mut column = [simd.splat_f32s(0.); WINDOW];
            for (y, number) in column.iter_mut().enumerate() {
                let start = (y * WINDOW + x) * stride + first;
                *number = S::as_simd_f32s(&products[start..start + S::F32_LANES]).0[0];
            }
            for (line, number) in lines.iter_mut().zip(output_line(simd, column)) {
                line[x] = number;
            }
        }
        for (y, line) in lines.into_iter().enumerate() {
            for (x, number) in output_line(simd, line).into_iter().enumerate() {
                let pixel = &mut out[y * TILE + x][first..first + S::F32_LANES];
                S::as_mut_simd_f32s(pixel).0[0] = number;
            }
        }
    }
}

#[inline(always)]
fn output_line<S: Simd>(simd: S, m: [S::f32s; WINDOW]) -> [S::f32s; TILE] {
    let half = simd.splat_f32s(0.5);
    let two = simd.splat_f32s(2.);
    let (near, far) = (simd.add_f32s(m[1], m[2]), simd.add_f32s(m[3], m[4]));
    let near_odd = simd.mul_f32s(simd.splat_f32s(A), simd.sub_f32s(m[1], m[2]));
    let far_odd = simd.mul_f32s(simd.splat_f32s(B), simd.sub_f32s(m[3], m[4]));
    [
        simd.add_f32s(m[0], simd.add_f32s(near, far)),
        simd.add_f32s(near_odd, far_odd),
        simd.mul_add_e_f32s(half, near, simd.mul_f32s(two, far)),
        simd.add_f32s(m[5], simd.mul_add_e_f32s(half, near_odd, simd.mul_f32s(two, far_odd))),
    ]
}
