//! The outputs of the heads for each cell.

use voxelnet_detection::{HeadOutputs, NUM_RESIDUALS};

use crate::background::{Background, Classes};
use crate::conv::HeadWeights;
use crate::kernel::padded;
use crate::map::SparseMap;
use crate::sites::Place;

/// The sums of the heads over the channels of one block of the region proposal network.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    /// Differences. [N + 1, heads]
    pub(crate) map: SparseMap,
    /// The sums of empty places. [classes, heads]
    empty: Vec<f32>,
    classes: Classes,
}

impl Branch {
    pub(crate) fn new(background: &Background, heads: &HeadWeights) -> Self {
        let mut empty =
            vec![0.; background.rows().len() / background.channels() * heads.num_heads()];
        heads.add(background.rows(), &mut empty);
        Self { map: SparseMap::default(), empty, classes: background.classes().clone() }
    }
}

/// The outputs of the heads as the sum of those of several blocks.
#[derive(Clone, Debug)]
pub(crate) struct HeadMap {
    bias: Vec<f32>,
    pub(crate) branches: Vec<Branch>,
    size: [usize; 2],
    num_kinds: usize,
}

/// The outputs of the heads for a cell, as sums.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell<'a> {
    map: &'a HeadMap,
    place: Place,
}

impl HeadMap {
    /// `size` (y, x) of the map, `num_kinds` anchors per cell.
    pub(crate) fn new(
        bias: Vec<f32>,
        branches: Vec<Branch>,
        size: [usize; 2],
        num_kinds: usize,
    ) -> Self {
        Self { bias, branches, size, num_kinds }
    }

    /// Number of cells.
    pub(crate) fn num_cells(&self) -> usize {
        self.size[0] * self.size[1]
    }

    /// Whether there is a head for directions.
    pub(crate) fn has_directions(&self) -> bool {
        self.bias.len() > self.num_kinds * (1 + NUM_RESIDUALS)
    }

    pub(crate) fn cell(&self, cell: usize) -> Cell<'_> {
        let (y, x) = (cell / self.size[1], cell % self.size[1]);
        Cell { map: self, place: Place { z: 0, y: y as u32, x: x as u32 } }
    }

    /// The outputs of all cells.
    pub(crate) fn to_outputs(&self) -> HeadOutputs {
        let (num_kinds, num_cells) = (self.num_kinds, self.num_cells());
        let anchors =
            || (0..num_kinds).flat_map(|kind| (0..num_cells).map(move |cell| (kind, cell)));
        let residuals = (0..num_kinds * NUM_RESIDUALS).flat_map(|channel| {
            let (kind, residual) = (channel / NUM_RESIDUALS, channel % NUM_RESIDUALS);
            (0..num_cells).map(move |cell| self.cell(cell).residual(kind, residual))
        });
        HeadOutputs {
            scores: anchors().map(|(kind, cell)| self.cell(cell).score(kind)).collect(),
            residuals: residuals.collect(),
            directions: self.has_directions().then(|| {
                anchors().filter_map(|(kind, cell)| self.cell(cell).direction(kind)).collect()
            }),
        }
    }
}

impl Cell<'_> {
    /// Output number `head` of the cell.
    #[inline]
    fn output(self, head: usize) -> f32 {
        let Place { z, y, x } = self.place;
        let of_branch = |branch: &Branch| {
            let row = branch.map.sites.row_at([z, y, x].map(|position| position as isize));
            let class = branch.classes.class_at(self.place);
            let num_heads = padded(self.map.bias.len());
            branch.empty[class * num_heads + head] + branch.map.row(row)[head]
        };
        self.map.bias[head] + self.map.branches.iter().map(of_branch).sum::<f32>()
    }

    /// Logit of an anchor.
    pub(crate) fn score(self, kind: usize) -> f32 {
        self.output(kind)
    }

    /// Residual of an anchor.
    pub(crate) fn residual(self, kind: usize, residual: usize) -> f32 {
        self.output(self.map.num_kinds + kind * NUM_RESIDUALS + residual)
    }

    /// Logit of the heading being reversed, where there is a head for it.
    pub(crate) fn direction(self, kind: usize) -> Option<f32> {
        let head = self.map.num_kinds * (1 + NUM_RESIDUALS) + kind;
        self.map.has_directions().then(|| self.output(head))
    }
}
