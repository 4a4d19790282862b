//! 3 x 3 convolutions of levels, tile by tile.

use pulp::Simd;
use voxelnet_detection::{ConvAxis, ConvGeometry};

use super::tasks::Task;
use crate::kernel::{
    PANEL, POSITIONS, Pair, Panels, Rows, TILE, WINDOW, multiply, padded, transform_input,
    transform_output, transform_weight,
};
use crate::map::SparseMap;
use crate::scratch::{Scratch, Tile};
use crate::sites::{Column, Sites};

/// Bytes of transformed windows that a task may have, so that they stay in the second cache.
const WINDOW_BYTES: usize = 448 << 10;

/// The transformed weights of a convolution that keeps the size of levels.
#[derive(Clone, Debug)]
pub(super) struct Winograd {
    geometry: ConvGeometry,
    /// One matrix per position and level of the kernel.
    weights: Panels,
    in_channels: usize,
}

impl Winograd {
    /// Whether a convolution can be computed so: each level with 3 x 3 kernels that keep its size.
    pub(super) fn is_for(geometry: &ConvGeometry) -> bool {
        let [_, y, x] = geometry.axes;
        let same = |axis: ConvAxis| (axis.kernel, axis.stride, axis.padding) == (3, 1, 1);
        same(y) && same(x)
    }

    /// `weight(tap, in, out)`
    pub(super) fn new(
        geometry: ConvGeometry,
        [in_channels, out_channels]: [usize; 2],
        weight: &(impl Fn(usize, usize, usize) -> f32 + Sync),
    ) -> Self {
        use rayon::prelude::*;
        let depth = geometry.axes[0].kernel;
        // A transposed convolution reads its kernel from the other end.
        let is_flipped = geometry.axes[1].is_transposed;
        let transformed = |number: usize| {
            let (z, input) = (number / in_channels, number % in_channels);
            let of_output = |out: usize| {
                transform_weight(std::array::from_fn(|y| {
                    std::array::from_fn(|x| {
                        let tap = if is_flipped { 8 - (y * 3 + x) } else { y * 3 + x };
                        f64::from(weight(z * 9 + tap, input, out))
                    })
                }))
            };
            (0..out_channels).map(of_output).collect::<Vec<_>>()
        };
        let kernels: Vec<Vec<[f64; POSITIONS]>> =
            (0..depth * in_channels).into_par_iter().map(transformed).collect();
        let value = |matrix: usize, input: usize, out: usize| {
            let (position, z) = (matrix / depth, matrix % depth);
            kernels[z * in_channels + input][out][position] as f32
        };
        let weights = Panels::new(POSITIONS * depth, [in_channels, out_channels], value);
        Self { geometry, weights, in_channels: padded(in_channels) }
    }

    pub(super) fn num_panels(&self) -> usize {
        self.weights.num_panels()
    }

    /// Numbers of the weights.
    pub(super) fn num_weights(&self) -> usize {
        self.weights.len()
    }

    /// Multiply-adds that a pair of a window and a tile takes.
    pub(super) fn multiply_adds_per_pair(&self) -> usize {
        POSITIONS * self.weights.matrix_len()
    }

    /// Columns of a task.
    pub(super) fn columns_per_task(&self, input: &Sites) -> usize {
        let [depth, ..] = input.size();
        (WINDOW_BYTES / (POSITIONS * depth * self.in_channels * size_of::<f32>())).clamp(1, 48)
    }

    /// Transforms the windows that hold a difference, and finds out which tiles see them.
    #[inline(always)]
    pub(super) fn prepare<S: Simd>(
        &self,
        simd: S,
        input: &SparseMap,
        out: &Sites,
        task: &Task<'_>,
        scratch: &mut Scratch,
    ) {
        self.transform_windows(simd, input, task, scratch);
        let Scratch { pairs, tiles, window_numbers, .. } = scratch;
        let [z_axis, ..] = self.geometry.axes;
        let ([in_depth, ..], [out_depth, ..]) = (input.sites.size(), out.size());
        tiles.clear();
        for (column, &Column { y, x, .. }) in task.columns.iter().enumerate() {
            for z in 0..out_depth {
                let rows = tile_rows(out, z, y as usize, x as usize);
                tiles.extend(rows.map(|rows| Tile { column, z, rows }));
            }
        }
        pairs.clear();
        for z_tap in 0..z_axis.kernel {
            pairs.push_list((0..).zip(tiles.iter()).filter_map(|(to, tile)| {
                let seen = usize::try_from(z_axis.source(tile.z, z_tap)?).ok()?;
                let numbers = &window_numbers[tile.column * in_depth..][..in_depth];
                Some(Pair { from: (*numbers.get(seen)?)?, to })
            }));
        }
    }

    #[inline(always)]
    fn transform_windows<S: Simd>(
        &self,
        simd: S,
        input: &SparseMap,
        task: &Task<'_>,
        scratch: &mut Scratch,
    ) {
        let [depth, ..] = input.sites.size();
        let max_windows = task.columns.len() * depth;
        let stride = spread(max_windows * self.in_channels);
        let windows = scratch.windows.room(POSITIONS * stride);
        scratch.window_numbers.clear();
        let mut number = 0;
        for column in task.columns {
            for z in 0..depth {
                let rows = window_rows(&input.sites, z, column.y as usize, column.x as usize);
                if rows.iter().all(|&row| row == 0) {
                    scratch.window_numbers.push(None);
                    continue;
                }
                let mut window: [&[f32]; POSITIONS] = [&[]; POSITIONS];
                for (features, row) in window.iter_mut().zip(rows) {
                    *features = input.row(row);
                }
                let start = number as usize * self.in_channels;
                transform_input(simd, window, &mut windows[start..], stride);
                scratch.window_numbers.push(Some(number));
                number += 1;
            }
        }
    }

    /// One panel of what the convolution makes of the differences. `scratch.sums` [N, PANEL]
    #[inline(always)]
    pub(super) fn sum<S: Simd>(
        &self,
        simd: S,
        input: &SparseMap,
        task: &Task<'_>,
        panel: usize,
        scratch: &mut Scratch,
    ) {
        let Scratch { pairs, sums, windows, tiles, products, .. } = scratch;
        let [z_axis, ..] = self.geometry.axes;
        let [depth, ..] = input.sites.size();
        let window_stride = spread(task.columns.len() * depth * self.in_channels);
        let product_stride = spread(tiles.len() * PANEL);
        let products = products.room(POSITIONS * product_stride);
        let (sums, windows) = (sums.numbers_mut(), windows.numbers());
        products.fill(0.);
        for position in 0..POSITIONS {
            let numbers = &windows[position * window_stride..][..window_stride];
            let rows = Rows { numbers, stride: self.in_channels };
            let products = &mut products[position * product_stride..][..product_stride];
            for z_tap in 0..z_axis.kernel {
                let matrix = self.weights.panel(position * z_axis.kernel + z_tap, panel);
                multiply(simd, rows, pairs.list(z_tap), matrix, products, PANEL);
            }
        }
        for (i, tile) in tiles.iter().enumerate() {
            let mut pixels = [[0.; PANEL]; TILE * TILE];
            transform_output(simd, &products[i * PANEL..], product_stride, &mut pixels);
            for (&row, pixel) in tile.rows.iter().zip(&pixels) {
                if row > 0 {
                    let start = (row - task.first_row) as usize * PANEL;
                    sums[start..start + PANEL].copy_from_slice(pixel);
                }
            }
        }
    }
}

/// A distance of so many numbers at least, an odd number of cache lines: what lies an even number apart, as of
/// pages, falls into few sets of a cache.
fn spread(len: usize) -> usize {
    ((len / PANEL) | 1) * PANEL
}

/// The rows of the window of a tile.
#[inline(always)]
fn window_rows(sites: &Sites, z: usize, y: usize, x: usize) -> [u32; POSITIONS] {
    let mut rows = [0; POSITIONS];
    for (line, rows) in rows.chunks_exact_mut(WINDOW).enumerate() {
        rows.copy_from_slice(sites.rows_of_window(z, y, line, x));
    }
    rows
}

/// The rows of the places of a tile, if it has a site.
#[inline(always)]
fn tile_rows(sites: &Sites, z: usize, y: usize, x: usize) -> Option<[u32; TILE * TILE]> {
    let mut rows = [0; TILE * TILE];
    for (line, rows) in rows.chunks_exact_mut(TILE).enumerate() {
        rows.copy_from_slice(&sites.rows_of_tile(z, y + line, x));
    }
    rows.iter().any(|&row| row > 0).then_some(rows)
}
