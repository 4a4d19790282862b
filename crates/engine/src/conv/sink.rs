//! The destinations of the features that a layer computes.

use pulp::Simd;

use crate::kernel::{PANEL, Panels, Rows, multiply_each, padded};

/// Takes the features of some sites, panel by panel.
pub(crate) trait Sink: Sync {
    /// Numbers that are kept of a site.
    fn channels(&self) -> usize;

    /// Weights that the features of a site are multiplied by.
    fn num_weights(&self) -> usize;

    /// `sums` [N, PANEL] are channels of panel `panel`; `rows` [N, channels]
    fn take<S: Simd>(&self, simd: S, panel: usize, sums: &[[f32; PANEL]], rows: &mut [f32]);
}

/// Keeps them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Store {
    pub(crate) channels: usize,
}

impl Sink for Store {
    fn channels(&self) -> usize {
        self.channels
    }

    fn num_weights(&self) -> usize {
        0
    }

    #[inline(always)]
    fn take<S: Simd>(&self, _: S, panel: usize, sums: &[[f32; PANEL]], rows: &mut [f32]) {
        for (row, sums) in rows.chunks_exact_mut(self.channels).zip(sums) {
            row[panel * PANEL..][..PANEL].copy_from_slice(sums);
        }
    }
}

/// The part of the heads that works on some of the joined channels.
#[derive(Clone, Debug)]
pub(crate) struct HeadWeights {
    /// One matrix [PANEL, heads] per panel of the channels.
    panels: Panels,
    channels: usize,
}

impl HeadWeights {
    /// `weight(channel, head)`
    pub(crate) fn new(
        [num_channels, num_heads]: [usize; 2],
        weight: impl Fn(usize, usize) -> f32,
    ) -> Self {
        let value = |panel, row, head| {
            let channel = panel * PANEL + row;
            if channel < num_channels { weight(channel, head) } else { 0. }
        };
        let num_panels = padded(num_channels) / PANEL;
        Self {
            panels: Panels::new(num_panels, [PANEL, num_heads], value),
            channels: padded(num_heads),
        }
    }

    /// Numbers of a row of outputs, whole panels.
    pub(crate) fn num_heads(&self) -> usize {
        self.channels
    }

    /// Adds the heads' sums of whole rows to `sums`. `rows` [N, C] -> [N, heads]
    pub(crate) fn add(&self, rows: &[f32], sums: &mut [f32]) {
        let num_rows = sums.len() / self.channels;
        let width = rows.len() / num_rows;
        for (row, sums) in rows.chunks_exact(width).zip(sums.chunks_exact_mut(self.channels)) {
            for (channel, number) in row.iter().enumerate() {
                for (head_panel, sums) in sums.chunks_exact_mut(PANEL).enumerate() {
                    let matrix = self.panels.panel(channel / PANEL, head_panel);
                    let weights = &matrix[channel % PANEL * PANEL..][..PANEL];
                    sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += number * weight);
                }
            }
        }
    }
}

/// Keeps what the heads make of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heads<'a> {
    pub(crate) weights: &'a HeadWeights,
}

impl Sink for Heads<'_> {
    fn channels(&self) -> usize {
        self.weights.channels
    }

    fn num_weights(&self) -> usize {
        self.weights.panels.len()
    }

    #[inline(always)]
    fn take<S: Simd>(&self, simd: S, panel: usize, sums: &[[f32; PANEL]], rows: &mut [f32]) {
        let HeadWeights { panels, channels } = self.weights;
        if panel == 0 {
            rows.fill(0.);
        }
        let features = Rows { numbers: sums.as_flattened(), stride: PANEL };
        for head_panel in 0..panels.num_panels() {
            let matrix = panels.panel(panel, head_panel);
            let rows = &mut rows[head_panel * PANEL..];
            multiply_each(simd, features, sums.len(), matrix, rows, *channels);
        }
    }
}
