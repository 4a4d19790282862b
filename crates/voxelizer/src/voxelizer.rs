//! Partition, group, sample.

use rayon::prelude::*;
use voxelnet_scene::PointCloud;

use crate::cell_table::CellTable;
use crate::layout::Layout;
use crate::partition::Partition;
use crate::{SampleKey, SparseVoxels, VoxelGrid, VoxelLimits};

/// Groups the points of a scan by voxel and samples them, with memory of its own.
///
/// See [`Voxelizer::voxelize`]. For a stream of scans keep one, and call it again and again.
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
/// It holds 4 bytes for every voxel of the grid and one bit more, and while it works 4 bytes for
/// every point of the scan, with 8 for every voxel that holds too many points.
#[derive(Debug)]
pub struct Voxelizer {
    grid: VoxelGrid,
    limits: VoxelLimits,
    partition: Partition,
    /// First the number of points per cell, then where they go.
    table: CellTable,
    layout: Layout,
}

/// A scan has to have fewer points.
const MAX_POINTS: usize = 1 << 31;

impl Voxelizer {
    /// A voxelizer for one grid.
    pub fn new(grid: &VoxelGrid, limits: &VoxelLimits) -> Self {
        Self {
            grid: *grid,
            limits: *limits,
            partition: Partition::default(),
            table: CellTable::new(grid.shape().num_voxels()),
            layout: Layout::default(),
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
        let Self { grid, limits, partition, table, layout } = self;
        assert!(cloud.len() < MAX_POINTS, "a scan of {} points", cloud.len());
        partition.find(&cloud.points, grid);
        let cells = partition.cells();
        table.slabs(partition.cuts()).into_par_iter().for_each(|mut slab| slab.count(cells));
        layout.assign(grid, limits, key, partition, table, voxels);
        layout.move_points(&cloud.points, partition, table, &mut voxels.points);
        table.clear();
    }
}
