//! Where the points of every voxel go.

use rayon::prelude::*;
use voxelnet_scene::Point;

use crate::cell_table::{CellTable, Slab};
use crate::partition::Partition;
use crate::rank_mask::RankMask;
use crate::sparse_voxels::Dropped;
use crate::voxel_cap::{KEPT, mark_kept};
use crate::{GridShape, SampleKey, Sampling, SparseVoxels, VoxelGrid, VoxelIndex, VoxelLimits};

/// Of an occupied cell the table says where its next point goes, or with this bit the number of its
/// [`Crowded`] record.
const CROWDED: u32 = 1 << 31;

/// What the table says of a cell whose points are all dropped.
const DROPPED: u32 = u32::MAX;

/// A voxel that holds more points than are kept.
#[derive(Clone, Copy, Debug)]
struct Crowded {
    /// The bit of the mask that decides on its next point.
    next_rank: u32,
    /// Where its next kept point goes.
    next_place: u32,
}

/// What lies before a cut of the grid.
#[derive(Clone, Copy, Debug)]
struct Before {
    num_points: usize,
    num_crowded: usize,
}

/// The places of a scan's points among those that are kept.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    crowded: Vec<Crowded>,
    masks: RankMask,
    before_cuts: Vec<Before>,
}

impl Layout {
    /// Decides what is kept, and lays out the voxels: their indices and offsets, room for their
    /// points, and in the table, which held the number of points per cell, where they go.
    pub(crate) fn assign(
        &mut self,
        grid: &VoxelGrid,
        limits: &VoxelLimits,
        key: SampleKey,
        partition: &Partition,
        table: &mut CellTable,
        voxels: &mut SparseVoxels,
    ) {
        let (cells, cuts) = (partition.cells(), partition.cuts());
        let Self { crowded, masks, before_cuts } = self;
        masks.clear();
        let is_capped = mark_kept(limits, key, cells, table, masks);
        let max_points = limits.max_points_per_voxel.unwrap_or(usize::MAX);
        let mut rows = Rows::new(grid);
        crowded.clear();
        before_cuts.clear();
        voxels.clear();
        let mut dropped = Dropped::default();
        let mut num_kept = 0;
        table.for_each_occupied(|cell, value| {
            while cuts.get(before_cuts.len()).is_some_and(|&cut| cut <= cell) {
                before_cuts.push(Before { num_points: num_kept, num_crowded: crowded.len() });
            }
            let num_points = (*value & !KEPT) as usize;
            if is_capped && *value & KEPT == 0 {
                *value = DROPPED;
                dropped.num_over_voxel_cap += num_points;
                return;
            }
            *value = num_kept as u32;
            if num_points > max_points {
                let next_rank = match limits.sampling {
                    Sampling::First => masks.push_first(num_points, max_points),
                    Sampling::Random => {
                        masks.push_random(num_points, max_points, &mut key.generator(cell))
                    }
                };
                let next_rank = next_rank as u32;
                *value = CROWDED | crowded.len() as u32;
                crowded.push(Crowded { next_rank, next_place: num_kept as u32 });
                dropped.num_over_point_limit += num_points - max_points;
            }
            num_kept += num_points.min(max_points);
            voxels.indices.push(rows.index_of(cell));
            voxels.offsets.push(num_kept);
        });
        before_cuts.resize(cuts.len(), Before { num_points: num_kept, num_crowded: crowded.len() });
        dropped.num_out_of_range =
            cells.len() - num_kept - dropped.num_over_point_limit - dropped.num_over_voxel_cap;
        voxels.dropped = dropped;
        voxels.points.resize(num_kept, Point::default());
    }

    /// Moves the points to their places, every part of the grid on its own.
    pub(crate) fn move_points(
        &mut self,
        points: &[Point],
        partition: &Partition,
        table: &mut CellTable,
        kept: &mut [Point],
    ) {
        let (cells, cuts) = (partition.cells(), partition.cuts());
        let Self { crowded, masks, before_cuts } = self;
        let (mut kept, mut crowded) = (kept, &mut crowded[..]);
        let (mut first_place, mut first_crowded) = (0, 0);
        let mut parts = Vec::with_capacity(cuts.len() + 1);
        for (slab, end) in
            table.slabs(cuts).into_iter().zip(before_cuts.iter().map(Some).chain([None]))
        {
            let num_points = end.map_or(kept.len(), |end| end.num_points - first_place);
            let num_crowded = end.map_or(crowded.len(), |end| end.num_crowded - first_crowded);
            let (part_kept, other_kept) = kept.split_at_mut(num_points);
            let (part_crowded, other_crowded) = crowded.split_at_mut(num_crowded);
            parts.push(Part {
                slab,
                kept: part_kept,
                crowded: part_crowded,
                first_place,
                first_crowded,
            });
            (kept, crowded) = (other_kept, other_crowded);
            first_place += num_points;
            first_crowded += num_crowded;
        }
        let masks = &*masks;
        parts.into_par_iter().for_each(|part| part.take(points, cells, masks));
    }
}

/// A part of the grid with the places of its points.
struct Part<'a> {
    slab: Slab<'a>,
    kept: &'a mut [Point],
    crowded: &'a mut [Crowded],
    first_place: usize,
    first_crowded: usize,
}

impl Part<'_> {
    /// Takes its points out of all those of the scan.
    fn take(mut self, points: &[Point], cells: &[u32], masks: &RankMask) {
        for (point, &cell) in points.iter().zip(cells) {
            let Some(place) = self.slab.get_mut(cell) else { continue };
            if *place < CROWDED {
                self.kept[*place as usize - self.first_place] = *point;
                *place += 1;
            } else if *place != DROPPED {
                let number = (*place & !CROWDED) as usize;
                let crowded = &mut self.crowded[number - self.first_crowded];
                if masks.is_set(crowded.next_rank as usize) {
                    self.kept[crowded.next_place as usize - self.first_place] = *point;
                    crowded.next_place += 1;
                }
                crowded.next_rank += 1;
            }
        }
    }
}

/// Finds the indices of cells that are asked for in rising order.
struct Rows {
    shape: GridShape,
    row: VoxelIndex,
    row_start: u32,
}

impl Rows {
    fn new(grid: &VoxelGrid) -> Self {
        Self { shape: grid.shape(), row: VoxelIndex { z: 0, y: 0, x: 0 }, row_start: 0 }
    }

    /// The index of a cell; divisions only when it lies in another row than the one before.
    fn index_of(&mut self, cell: u32) -> VoxelIndex {
        let (width, height) = (self.shape.width as u32, self.shape.height as u32);
        if cell - self.row_start >= width {
            let row = cell / width;
            self.row_start = row * width;
            self.row = VoxelIndex { z: row / height, y: row % height, x: 0 };
        }
        VoxelIndex { x: cell - self.row_start, ..self.row }
    }
}
