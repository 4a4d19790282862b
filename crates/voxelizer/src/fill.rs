//! From the cells of a part of the grid to its voxels.

use voxelnet_scene::Point;

use crate::cell_table::Slab;
use crate::crowds::Crowds;
use crate::grid::{VoxelGrid, VoxelIndex};
use crate::key::SampleKey;
use crate::limits::VoxelLimits;
use crate::partition::Partition;
use crate::rows::Rows;
use crate::runs::Run;
use crate::voxel_cap::KEPT;

/// The bit that marks a crowded voxel in the table: with it, an entry is the number of the crowded voxel,
/// without it, the place of the next point of the cell.
const CROWDED: u32 = 1 << 31;

/// The table's mark of a cell whose points are all dropped.
const DROPPED: u32 = u32::MAX;

/// The voxels of one slab among those of the scan, to be filled in.
pub(crate) struct VoxelsOfSlab<'a> {
    /// Number of kept points in the slabs before.
    pub(crate) first_point: usize,
    pub(crate) points: &'a mut [Point],
    /// The end of the points of each voxel among those of the scan.
    pub(crate) ends: &'a mut [usize],
    pub(crate) indices: &'a mut [VoxelIndex],
}

/// The rules that decide on the voxels of a scan.
#[derive(Clone, Copy)]
pub(crate) struct Rules<'a> {
    pub(crate) grid: &'a VoxelGrid,
    pub(crate) limits: &'a VoxelLimits,
    pub(crate) key: SampleKey,
    /// Only voxels that are marked as kept stay.
    pub(crate) is_capped: bool,
}

impl VoxelsOfSlab<'_> {
    /// Lays out the voxels; the table, which held the number of points per cell, then says where they
    /// go.
    pub(crate) fn lay_out(&mut self, slab: &mut Slab<'_>, crowds: &mut Crowds, rules: Rules<'_>) {
        let max_points = rules.limits.max_points_per_voxel.unwrap_or(usize::MAX);
        let mut rows = Rows::new(rules.grid);
        let (mut voxel, mut num_kept) = (0, 0);
        slab.for_each_occupied(|cell, value| {
            let num_points = (*value & !KEPT) as usize;
            if rules.is_capped && *value & KEPT == 0 {
                *value = DROPPED;
                return;
            }
            let place = num_kept as u32;
            *value = if num_points > max_points {
                CROWDED | crowds.push(cell, num_points, place, rules.limits, rules.key)
            } else {
                place
            };
            num_kept += num_points.min(max_points);
            self.ends[voxel] = self.first_point + num_kept;
            self.indices[voxel] = rows.index_of(cell);
            voxel += 1;
        });
    }

    /// Takes the points of the slab out of all those of the scan.
    pub(crate) fn take_points(
        &mut self,
        slab: &mut Slab<'_>,
        crowds: &mut Crowds,
        points: &[Point],
        partition: &Partition,
    ) {
        let mut rest = points;
        for Run { cell, num_points } in partition.runs() {
            let (run, behind) = rest.split_at(num_points);
            rest = behind;
            let Some(place) = slab.get_mut(cell) else { continue };
            if *place < CROWDED {
                let start = *place as usize;
                self.points[start..start + num_points].copy_from_slice(run);
                *place += num_points as u32;
            } else if *place != DROPPED {
                crowds.take(*place & !CROWDED, run, self.points);
            }
        }
    }
}
