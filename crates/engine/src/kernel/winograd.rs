//! Convolutions with fewer multiplications: Winograd's F(4 x 4, 3 x 3) (arXiv:1509.09308, section 4).
//!
//! Of a 6 x 6 window of the input and a 3 x 3 kernel, both transformed to 6 x 6 numbers, the products
//! number by number, transformed back, are 4 x 4 outputs: 36 multiplications instead of 144. The
//! matrices are those of the points 0, 1, -1, 2, -2 and infinity.

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

fn weight_line([a, b, c]: [f64; 3]) -> [f64; WINDOW] {
    let (even, odd) = (a / 24. + c / 6., b / 12.);
    [a / 4., -(a + b + c) / 6., -(a - b + c) / 6., even + odd, even - odd, c]
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
    let window = window.map(|row| S::as_simd_f32s(row).0);
    let num_vectors = window[0].len();
    assert!(window.iter().all(|row| row.len() == num_vectors));
    for v in 0..num_vectors {
        let mut columns = [[simd.splat_f32s(0.); WINDOW]; WINDOW];
        for (x, column) in columns.iter_mut().enumerate() {
            *column = input_line(simd, std::array::from_fn(|y| window[y * WINDOW + x][v]));
        }
        for y in 0..WINDOW {
            let row = input_line(simd, columns.map(|column| column[y]));
            for (x, number) in row.into_iter().enumerate() {
                let start = (y * WINDOW + x) * stride + v * S::F32_LANES;
                S::as_mut_simd_f32s(&mut out[start..start + S::F32_LANES]).0[0] = number;
            }
        }
    }
}

#[inline(always)]
fn input_line<S: Simd>(simd: S, d: [S::f32s; WINDOW]) -> [S::f32s; WINDOW] {
    let [two, four, minus_five] = [2., 4., -5.].map(|number| simd.splat_f32s(number));
    let times = |factor, x, plus| simd.mul_add_e_f32s(factor, x, plus);
    let [even, odd] = [(2, 4), (1, 3)].map(|(i, j)| simd.sub_f32s(d[j], simd.mul_f32s(four, d[i])));
    let even_difference = simd.sub_f32s(d[4], d[2]);
    let odd_difference = simd.sub_f32s(d[3], d[1]);
    [
        times(four, d[0], times(minus_five, d[2], d[4])),
        simd.add_f32s(even, odd),
        simd.sub_f32s(even, odd),
        times(two, odd_difference, even_difference),
        simd.sub_f32s(even_difference, simd.mul_f32s(two, odd_difference)),
        times(four, d[1], times(minus_five, d[3], d[5])),
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
        let mut columns = [[simd.splat_f32s(0.); TILE]; WINDOW];
        for (x, column) in columns.iter_mut().enumerate() {
            let number = |y: usize| {
                let start = (y * WINDOW + x) * stride + first;
                S::as_simd_f32s(&products[start..start + S::F32_LANES]).0[0]
            };
            *column = output_line(simd, std::array::from_fn(number));
        }
        for y in 0..TILE {
            let row = output_line(simd, columns.map(|column| column[y]));
            for (x, number) in row.into_iter().enumerate() {
                let pixel = &mut out[y * TILE + x][first..first + S::F32_LANES];
                S::as_mut_simd_f32s(pixel).0[0] = number;
            }
        }
    }
}

#[inline(always)]
fn output_line<S: Simd>(simd: S, m: [S::f32s; WINDOW]) -> [S::f32s; TILE] {
    let [two, four, eight] = [2., 4., 8.].map(|number| simd.splat_f32s(number));
    let times = |factor, x, plus| simd.mul_add_e_f32s(factor, x, plus);
    let [near, far] = [(1, 2), (3, 4)].map(|(i, j)| simd.add_f32s(m[i], m[j]));
    let [near_odd, far_odd] = [(1, 2), (3, 4)].map(|(i, j)| simd.sub_f32s(m[i], m[j]));
    [
        simd.add_f32s(m[0], simd.add_f32s(near, far)),
        times(two, far_odd, near_odd),
        times(four, far, near),
        simd.add_f32s(m[5], times(eight, far_odd, near_odd)),
    ]
}
