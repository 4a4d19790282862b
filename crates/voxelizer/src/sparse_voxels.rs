//! The points of a scan grouped by voxel.

use std::ops::Range;

use voxelnet_scene::Point;

use crate::VoxelIndex;

/// The points that did not make it into the voxels, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Outside the range of the grid.
    pub num_out_of_range: usize,
    /// In a voxel that held more than the limit T.
    pub num_over_point_limit: usize,
    /// In a voxel that fell to the cap on voxels.
    pub num_over_voxel_cap: usize,
}

/// Points grouped by non-empty voxel, without padding.
///
/// Voxels are sorted by flat index (z, then y, then x); the points of one voxel keep the order of
/// the scan. With K voxels and P points: `points` \[P\], `offsets` [K + 1], `indices` \[K\].
#[derive(Clone, Debug, PartialEq)]
pub struct SparseVoxels {
    pub(crate) points: Vec<Point>,
    pub(crate) offsets: Vec<usize>,
    pub(crate) indices: Vec<VoxelIndex>,
    pub(crate) dropped: Dropped,
}

impl Default for SparseVoxels {
    /// No voxels.
    fn default() -> Self {
        let dropped = Dropped::default();
        Self { points: Vec::new(), offsets: vec![0], indices: Vec::new(), dropped }
    }
}

impl SparseVoxels {
    /// Takes all voxels out and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.points.clear();
        self.offsets.truncate(1);
        self.indices.clear();
        self.dropped = Dropped::default();
    }

    /// Puts the voxels of another scan behind these.
    pub(crate) fn append(&mut self, other: &Self) {
        let num_points = self.num_points();
        self.points.extend_from_slice(&other.points);
        self.offsets.extend(other.offsets[1..].iter().map(|offset| num_points + offset));
        self.indices.extend_from_slice(&other.indices);
        self.dropped.num_out_of_range += other.dropped.num_out_of_range;
        self.dropped.num_over_point_limit += other.dropped.num_over_point_limit;
        self.dropped.num_over_voxel_cap += other.dropped.num_over_voxel_cap;
    }

    /// Number of non-empty voxels K.
    pub fn len(&self) -> usize {
        self.indices.len()
    }

    /// Whether no voxel holds a point.
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// Number of kept points P.
    pub fn num_points(&self) -> usize {
        self.points.len()
    }

    /// All kept points, grouped by voxel. \[P\]
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Where each voxel's points start in [`Self::points`]; the last entry is P. [K + 1]
    pub fn offsets(&self) -> &[usize] {
        &self.offsets
    }

    /// The place of each voxel in the grid. \[K\]
    pub fn indices(&self) -> &[VoxelIndex] {
        &self.indices
    }

    /// What was left out.
    pub fn dropped(&self) -> Dropped {
        self.dropped
    }

    /// The range of voxel `voxel`'s points in [`Self::points`].
    ///
    /// # Panics
    /// When there is no such voxel.
    pub fn range_of(&self, voxel: usize) -> Range<usize> {
        self.offsets[voxel]..self.offsets[voxel + 1]
    }

    /// Each voxel with its points.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (VoxelIndex, &[Point])> {
        self.indices
            .iter()
            .enumerate()
            .map(|(voxel, &index)| (index, &self.points[self.range_of(voxel)]))
    }
}
