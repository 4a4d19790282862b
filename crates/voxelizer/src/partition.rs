//! The cell of every point.

use rayon::prelude::*;
use voxelnet_scene::Point;

use crate::VoxelGrid;
use crate::cell_table::{CellTable, OUTSIDE};

/// Scans with fewer points than this for every thread are not worth a thread.
const MIN_POINTS_PER_SLAB: usize = 8192;

/// Points that are looked at to cut the grid into parts that hold equally many.
const NUM_PROBES: usize = 512;

/// The cell of every point of a scan, and where to cut the grid so that several threads can work on
/// it.
#[derive(Debug, Default)]
pub(crate) struct Partition {
    cells: Vec<u32>,
    cuts: Vec<u32>,
}

impl Partition {
    /// Takes the place of what was found before, whose memory is used again.
    pub(crate) fn find(&mut self, points: &[Point], grid: &VoxelGrid) {
        points
            .par_iter()
            .with_min_len(MIN_POINTS_PER_SLAB)
            .map(|point| grid.voxel_of(point).map_or(OUTSIDE, |index| grid.flat_index(index)))
            .collect_into_vec(&mut self.cells);
        self.cuts = balanced_cuts(&self.cells);
    }

    /// The cell of every point, or [`OUTSIDE`].
    pub(crate) fn cells(&self) -> &[u32] {
        &self.cells
    }

    /// Cells, rising, at which to cut the grid so that every thread gets about equally many points.
    pub(crate) fn cuts(&self) -> &[u32] {
        &self.cuts
    }
}

fn balanced_cuts(cells: &[u32]) -> Vec<u32> {
    let num_parts = rayon::current_num_threads().min(cells.len() / MIN_POINTS_PER_SLAB);
    let every = (cells.len() / NUM_PROBES).max(1);
    let mut probes: Vec<u32> =
        cells.iter().step_by(every).copied().filter(|&cell| cell != OUTSIDE).collect();
    probes.sort_unstable();
    let mut cuts: Vec<u32> = (1..num_parts)
        .filter_map(|part| probes.get(part * probes.len() / num_parts))
        .map(|cell| cell / CellTable::ALIGNMENT * CellTable::ALIGNMENT)
        .collect();
    cuts.dedup();
    cuts
}
