//! Partition, group, sample.

use rayon::prelude::*;
use voxelnet_scene::{Point, PointCloud};

use crate::cell_table::{CellTable, Slab};
use crate::crowds::Crowds;
use crate::fill::Rules;
use crate::grid::VoxelGrid;
use crate::key::SampleKey;
use crate::limits::VoxelLimits;
use crate::partition::Partition;
use crate::sparse_voxels::SparseVoxels;
use crate::tally::Tally;
use crate::voxel_cap::mark_kept;

/// Groups the points of a scan by voxel and samples them, with memory of its own.
///
/// See [`Voxelizer::voxelize`]. For a stream of scans keep one, and call it again and again.
///
/// # Panics
/// When the scan has 2^31 points or more, or a limit is 0.
pub fn voxelize(
    cloud: &PointCloud,
    grid: &VoxelGrid,
    limits: &VoxelLimits,
    key: SampleKey,
) -> SparseVoxels {
    Voxelizer::new(grid, limits).voxelize(cloud, key)
}

/// Groups the points of scans by voxel and samples them; its working memory is used again for every
/// scan.
///
/// It holds 4 bytes and a bit for every voxel of the grid, and for the largest scan so far 5 bytes for
/// every point, 8 for every voxel that holds too many points, and a bit for every point of those. When
/// a cap is exceeded, there is a bit for every voxel of the scan on top.
#[derive(Debug)]
pub struct Voxelizer {
    grid: VoxelGrid,
    limits: VoxelLimits,
    partition: Partition,
    /// First the number of points per cell, then where they go; empty between scans.
    table: CellTable,
    /// One for each slab of the table.
    crowds: Vec<Crowds>,
}

/// A scan has to have fewer points.
const MAX_POINTS: usize = 1 << 31;

impl Voxelizer {
    /// A voxelizer for one grid.
    ///
    /// # Panics
    /// When a limit is 0: a voxel holds a point at least.
    pub fn new(grid: &VoxelGrid, limits: &VoxelLimits) -> Self {
        let VoxelLimits { max_points_per_voxel, max_voxels, .. } = *limits;
        assert!(max_points_per_voxel != Some(0) && max_voxels != Some(0), "{limits:?}");
        Self {
            grid: *grid,
            limits: *limits,
            partition: Partition::default(),
            table: CellTable::new(grid.shape().num_voxels()),
            crowds: Vec::new(),
        }
    }

    /// The voxels of a scan.
    ///
    /// Points outside the range, or with a coordinate that is not finite, are left out. The result
    /// depends on the scan, the key and the configuration alone, not on the number of threads and
    /// not on earlier scans.
    ///
    /// # Panics
    /// When the scan has 2^31 points or more.
    pub fn voxelize(&mut self, cloud: &PointCloud, key: SampleKey) -> SparseVoxels {
        let mut voxels = SparseVoxels::default();
        self.voxelize_into(cloud, key, &mut voxels);
        voxels
    }

    /// As [`Self::voxelize`], in place of what `voxels` held, whose memory is used again.
    ///
    /// # Panics
    /// When the scan has 2^31 points or more.
    pub fn voxelize_into(&mut self, cloud: &PointCloud, key: SampleKey, voxels: &mut SparseVoxels) {
        assert!(cloud.len() < MAX_POINTS, "a scan of {} points", cloud.len());
        // The whole work enters the pool of threads once, not with every step.
        rayon::scope(|_| self.fill(&cloud.points, key, voxels));
    }

    fn fill(&mut self, points: &[Point], key: SampleKey, voxels: &mut SparseVoxels) {
        let Self { grid, limits, partition, table, crowds } = self;
        partition.find(points, grid);
        let mut slabs = table.slabs(partition.cuts());
        let (tallies, is_capped) = count(&mut slabs, limits, key, partition);
        crowds.resize_with(slabs.len(), Crowds::default);
        for (crowds, tally) in crowds.iter_mut().zip(&tallies) {
            crowds.make_room(tally.num_crowds, tally.num_crowded_points);
        }
        let rules = Rules { grid, limits, key, is_capped };
        let parts = voxels.make_room(&tallies);
        parts.into_par_iter().zip(slabs).zip(crowds).for_each(|((mut part, mut slab), crowds)| {
            part.lay_out(&mut slab, crowds, rules);
            part.take_points(&mut slab, crowds, points, partition);
            slab.clear();
        });
        voxels.dropped.num_out_of_range = points.len()
            - voxels.num_points()
            - voxels.dropped.num_over_point_limit
            - voxels.dropped.num_over_voxel_cap;
    }
}

/// Counts the points of every cell, and what is kept of each slab. When there are more voxels than may
/// be, the second result is `true`, and those that stay are marked.
fn count(
    slabs: &mut [Slab<'_>],
    limits: &VoxelLimits,
    key: SampleKey,
    partition: &Partition,
) -> (Vec<Tally>, bool) {
    let mut tallies: Vec<Tally> = slabs
        .par_iter_mut()
        .map(|slab| {
            slab.count(partition.runs());
            Tally::of_all(slab, limits)
        })
        .collect();
    let num_voxels = tallies.iter().map(|tally| tally.num_voxels).sum();
    let max_voxels = limits.max_voxels.unwrap_or(usize::MAX);
    let is_capped = num_voxels > max_voxels;
    if is_capped {
        mark_kept(slabs, num_voxels, max_voxels, limits.sampling, key, partition);
        tallies = slabs.iter_mut().map(|slab| Tally::of_marked(slab, limits)).collect();
    }
    (tallies, is_capped)
}
