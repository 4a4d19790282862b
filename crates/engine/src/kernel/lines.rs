//! Memory that starts where cache lines do.

use bytemuck::{Pod, Zeroable};

use super::PANEL;

/// A panel of numbers in a cache line of its own.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C, align(64))]
struct Line([f32; PANEL]);

/// Numbers in whole panels, each of which fills a cache line, so that none is loaded for two.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines(Vec<Line>);

impl Lines {
    /// A line of zeros, its length rounded up to panels.
    pub(crate) fn zeros(len: usize) -> Self {
        Self(vec![Line::zeroed(); len.div_ceil(PANEL)])
    }

    /// At least so many numbers, a multiple of [`PANEL`], without meaning; memory is kept from scan to scan.
    pub(crate) fn room(&mut self, len: usize) -> &mut [f32] {
        let num_lines = len.div_ceil(PANEL);
        if self.0.len() < num_lines {
            self.0.resize(num_lines, Line::zeroed());
        }
        &mut bytemuck::cast_slice_mut(&mut self.0)[..len]
    }

    /// All numbers.
    pub(crate) fn numbers(&self) -> &[f32] {
        bytemuck::cast_slice(&self.0)
    }

    /// All numbers.
    pub(crate) fn numbers_mut(&mut self) -> &mut [f32] {
        bytemuck::cast_slice_mut(&mut self.0)
    }
}
