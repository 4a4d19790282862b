//! Voxels that hold more points than are kept.

use voxelnet_scene::Point;

use crate::key::SampleKey;
use crate::limits::{Sampling, VoxelLimits};
use crate::rank_mask::RankMask;
use crate::room::make_room;

/// The crowded voxels of a part of the grid, and which of their points are kept.
#[derive(Debug, Default)]
pub(crate) struct Crowds {
    voxels: Vec<Crowd>,
    masks: RankMask,
}

#[derive(Clone, Copy, Debug)]
struct Crowd {
    /// The bit of the masks that decides on its next point.
    next_rank: u32,
    /// The place of its next kept point.
    next_place: u32,
}

impl Crowds {
    /// Takes all out and makes room for so many voxels with so many points, not for more.
    pub(crate) fn make_room(&mut self, num_voxels: usize, num_points: usize) {
        make_room(&mut self.voxels, num_voxels);
        self.masks.make_room(num_points);
    }

    /// Chooses which `max_points` of the `num_points` points of a cell are kept, to go to `place` and
    /// behind. Returns the number of the voxel among the crowded ones.
    pub(crate) fn push(
        &mut self,
        cell: u32,
        num_points: usize,
        place: u32,
        limits: &VoxelLimits,
        key: SampleKey,
    ) -> u32 {
        let max_points = limits.max_points_per_voxel.unwrap_or(num_points);
        let start = match limits.sampling {
            Sampling::First => self.masks.push_first(num_points, max_points),
            Sampling::Random => {
                self.masks.push_random(num_points, max_points, &mut key.generator(cell))
            }
        };
        self.voxels.push(Crowd { next_rank: start as u32, next_place: place });
        self.voxels.len() as u32 - 1
    }

    /// Moves those points of a run in crowded voxel `number` that are kept to their places.
    pub(crate) fn take(&mut self, number: u32, run: &[Point], kept: &mut [Point]) {
        let Crowd { next_rank, next_place } = &mut self.voxels[number as usize];
        for point in run {
            if self.masks.is_set(*next_rank as usize) {
                kept[*next_place as usize] = *point;
                *next_place += 1;
            }
            *next_rank += 1;
        }
    }
}
