//! The number of voxels and points that are kept of a part of the grid.

use crate::cell_table::Slab;
use crate::dropped::Dropped;
use crate::limits::VoxelLimits;
use crate::voxel_cap::KEPT;

/// The numbers kept and dropped of a slab, whose table holds the number of points per cell.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) num_voxels: usize,
    pub(crate) num_points: usize,
    /// Voxels that hold more points than are kept, and how many points they hold.
    pub(crate) num_crowds: usize,
    pub(crate) num_crowded_points: usize,
    pub(crate) dropped: Dropped,
}

impl Tally {
    /// The tally of all voxels of a slab.
    pub(crate) fn of_all(slab: &mut Slab<'_>, limits: &VoxelLimits) -> Self {
        let mut tally = Self::default();
        slab.for_each_occupied(|_, &mut count| tally.add(count as usize, limits));
        tally
    }

    /// The tally of the voxels that are marked as kept; the others are dropped.
    pub(crate) fn of_marked(slab: &mut Slab<'_>, limits: &VoxelLimits) -> Self {
        let mut tally = Self::default();
        slab.for_each_occupied(|_, &mut count| {
            let num_points = (count & !KEPT) as usize;
            if count & KEPT == 0 {
                tally.dropped.num_over_voxel_cap += num_points;
            } else {
                tally.add(num_points, limits);
            }
        });
        tally
    }

    fn add(&mut self, num_points: usize, limits: &VoxelLimits) {
        let num_kept = num_points.min(limits.max_points_per_voxel.unwrap_or(usize::MAX));
        self.num_voxels += 1;
        self.num_points += num_kept;
        self.dropped.num_over_point_limit += num_points - num_kept;
        if num_kept < num_points {
            self.num_crowds += 1;
            self.num_crowded_points += num_points;
        }
    }
}
