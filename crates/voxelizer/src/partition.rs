//! The cells of all points of a scan.

use rayon::prelude::*;
use voxelnet_scene::Point;

use crate::cell_table::CellTable;
use crate::grid::VoxelGrid;
use crate::locate::Locator;
use crate::runs::{Run, Runs};

/// Scans with fewer points than this for every thread are not worth a thread.
const MIN_POINTS_PER_THREAD: usize = 8192;

/// Runs that are looked at to cut the grid into parts that hold equally many.
const NUM_PROBES: usize = 512;

/// The cell of every point of a scan, and where to cut the grid so that several threads can work on
/// it.
#[derive(Debug, Default)]
pub(crate) struct Partition {
    /// The scan in as many parts as there are threads.
    parts: Vec<Runs>,
    cuts: Vec<u32>,
}

impl Partition {
    /// Takes the place of what was found before, whose memory is used again.
    pub(crate) fn find(&mut self, points: &[Point], grid: &VoxelGrid) {
        let max_parts = (points.len() / MIN_POINTS_PER_THREAD).max(1);
        let num_parts = rayon::current_num_threads().min(max_parts);
        self.parts.resize_with(num_parts, Runs::default);
        let locator = Locator::new(grid);
        let length = points.len().div_ceil(num_parts);
        self.parts.par_iter_mut().enumerate().for_each(|(part, runs)| {
            let [start, end] = [part, part + 1].map(|part| (part * length).min(points.len()));
            runs.find(&points[start..end], &locator);
        });
        self.cuts = balanced_cuts(&self.parts);
    }

    /// The runs of points in one cell, in the order of the scan.
    pub(crate) fn runs(&self) -> impl Iterator<Item = Run> {
        self.parts.iter().flat_map(Runs::iter)
    }

    /// Cells, rising, at which to cut the grid so that every thread gets about equally many runs.
    pub(crate) fn cuts(&self) -> &[u32] {
        &self.cuts
    }
}

fn balanced_cuts(parts: &[Runs]) -> Vec<u32> {
    let num_parts = parts.len();
    let mut probes: Vec<u32> =
        parts.iter().flat_map(|runs| runs.probes((NUM_PROBES / num_parts).max(1))).collect();
    probes.sort_unstable();
    let mut cuts: Vec<u32> = (1..num_parts)
        .filter_map(|part| probes.get(part * probes.len() / num_parts))
        .map(|cell| cell / CellTable::ALIGNMENT * CellTable::ALIGNMENT)
        .collect();
    cuts.dedup();
    cuts
}
