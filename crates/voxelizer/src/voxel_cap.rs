//! The choice of voxels when there are more than may be.

use crate::cell_table::Slab;
use crate::key::SampleKey;
use crate::limits::Sampling;
use crate::partition::Partition;
use crate::rank_mask::RankMask;
use crate::runs::Run;

/// This bit of a cell's number of points marks a voxel that stays.
pub(crate) const KEPT: u32 = 1 << 31;

/// Marks `max_voxels` of all `num_voxels` voxels of the slabs, which hold the number of points per
/// cell.
pub(crate) fn mark_kept(
    slabs: &mut [Slab<'_>],
    num_voxels: usize,
    max_voxels: usize,
    sampling: Sampling,
    key: SampleKey,
    partition: &Partition,
) {
    match sampling {
        Sampling::First => mark_first(slabs, max_voxels, partition),
        Sampling::Random => {
            let mut mask = RankMask::default();
            mask.make_room(num_voxels);
            let mut voxel = mask.push_random(num_voxels, max_voxels, &mut key.cap_generator());
            for slab in slabs {
                slab.for_each_occupied(|_, count| {
                    *count |= if mask.is_set(voxel) { KEPT } else { 0 };
                    voxel += 1;
                });
            }
        }
    }
}

/// Marks the voxels that are met first in the order of the scan.
fn mark_first(slabs: &mut [Slab<'_>], max_voxels: usize, partition: &Partition) {
    let mut num_marked = 0;
    for Run { cell, .. } in partition.runs() {
        if num_marked == max_voxels {
            return;
        }
        if let Some(count) = slabs.iter_mut().find_map(|slab| slab.get_mut(cell))
            && *count & KEPT == 0
        {
            *count |= KEPT;
            num_marked += 1;
        }
    }
}
