//! Convolutions element by element of the kernel.

use pulp::Simd;
use voxelnet_detection::ConvGeometry;

use super::tasks::Task;
use crate::kernel::{PANEL, Pair, Panels, Rows, multiply};
use crate::map::SparseMap;
use crate::scratch::{PairLists, Scratch};
use crate::sites::{Place, Sites};

/// Sites of a task, were each to see an input through every element of the kernel.
const SITES: usize = 192;

/// The weights of a convolution, one matrix per element of its kernel.
#[derive(Clone, Debug)]
pub(super) struct Direct {
    geometry: ConvGeometry,
    weights: Panels,
}

impl Direct {
    /// `weight(tap, in, out)`
    pub(super) fn new(
        geometry: ConvGeometry,
        channels: [usize; 2],
        weight: impl Fn(usize, usize, usize) -> f32,
    ) -> Self {
        Self { geometry, weights: Panels::new(geometry.num_taps(), channels, weight) }
    }

    pub(super) fn num_panels(&self) -> usize {
        self.weights.num_panels()
    }

    /// Numbers of the weights.
    pub(super) fn num_weights(&self) -> usize {
        self.weights.len()
    }

    /// Multiply-adds that a pair takes.
    pub(super) fn multiply_adds_per_pair(&self) -> usize {
        self.weights.matrix_len()
    }

    /// Columns of a task.
    pub(super) fn columns_per_task(&self, out: &Sites) -> usize {
        // The stride of a transposed convolution leaves each output few elements of the kernel.
        let stretch: usize = self
            .geometry
            .axes
            .iter()
            .map(|axis| if axis.is_transposed { axis.stride } else { 1 })
            .product();
        (SITES * stretch * out.columns().len()).div_ceil(out.len().max(1)).max(1)
    }

    /// Finds out which inputs the sites see.
    pub(super) fn prepare(&self, input: &Sites, places: &[Place], pairs: &mut PairLists) {
        pairs.clear();
        for [z_tap, y_tap, x_tap] in self.geometry.taps() {
            let [z_axis, y_axis, x_axis] = self.geometry.axes;
            pairs.push_list((0..).zip(places).filter_map(|(to, place)| {
                let z = z_axis.source(place.z as usize, z_tap)?;
                let y = y_axis.source(place.y as usize, y_tap)?;
                let x = x_axis.source(place.x as usize, x_tap)?;
                let from = input.row_at([z, y, x]);
                (from > 0).then_some(Pair { from, to })
            }));
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
        let sums = scratch.sums.room(task.num_sites() * PANEL);
        sums.fill(0.);
        let rows = Rows { numbers: input.rows(), stride: input.channels() };
        for tap in 0..self.geometry.num_taps() {
            let pairs = scratch.pairs.list(tap);
            multiply(simd, rows, pairs, self.weights.panel(tap, panel), sums, PANEL);
        }
    }
}
