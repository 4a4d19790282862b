//! Which voxels stay when there are more than may be.

use crate::cell_table::CellTable;
use crate::rank_mask::RankMask;
use crate::{SampleKey, Sampling, VoxelLimits};

/// This bit of a cell's number of points marks a voxel that stays.
pub(crate) const KEPT: u32 = 1 << 31;

/// Marks the voxels that stay in a table of the number of points per cell. Returns `false` when there
/// are no more than may be; then all stay, and none is marked. `masks` is left with other bits.
pub(crate) fn mark_kept(
    limits: &VoxelLimits,
    key: SampleKey,
    cells: &[u32],
    table: &mut CellTable,
    masks: &mut RankMask,
) -> bool {
    let Some(max_voxels) = limits.max_voxels else { return false };
    let num_voxels = table.num_occupied();
    if num_voxels <= max_voxels {
        return false;
    }
    match limits.sampling {
        Sampling::First => mark_first(max_voxels, cells, table),
        Sampling::Random => {
            let start = masks.push_random(num_voxels, max_voxels, &mut key.cap_generator());
            let mut bit = start;
            table.for_each_occupied(|_, count| {
                if masks.is_set(bit) {
                    *count |= KEPT;
                }
                bit += 1;
            });
        }
    }
    true
}

/// Marks the voxels that are met first in the order of the scan.
fn mark_first(max_voxels: usize, cells: &[u32], table: &mut CellTable) {
    let mut num_marked = 0;
    for &cell in cells {
        if num_marked == max_voxels {
            return;
        }
        if let Some(count) = table.get_mut(cell)
            && *count & KEPT == 0
        {
            *count |= KEPT;
            num_marked += 1;
        }
    }
}
