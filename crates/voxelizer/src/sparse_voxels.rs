//! The points of a scan grouped by voxel.

use std::ops::Range;

use voxelnet_scene::Point;

use crate::dropped::Dropped;
use crate::fill::VoxelsOfSlab;
use crate::grid::VoxelIndex;
use crate::room::make_room;
use crate::tally::Tally;

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
    /// Makes room for the voxels of all slabs, in place of what is there, whose memory is used again.
    pub(crate) fn make_room(&mut self, tallies: &[Tally]) -> Vec<VoxelsOfSlab<'_>> {
        let num_points = tallies.iter().map(|tally| tally.num_points).sum();
        let num_voxels = tallies.iter().map(|tally| tally.num_voxels).sum();
        resize(&mut self.points, num_points, Point::default());
        resize(&mut self.offsets, num_voxels + 1, 0);
        resize(&mut self.indices, num_voxels, VoxelIndex { z: 0, y: 0, x: 0 });
        self.offsets[0] = 0;
        self.dropped = Dropped::default();
        tallies.iter().for_each(|tally| self.dropped.add(tally.dropped));

        let (mut points, mut ends) = (&mut self.points[..], &mut self.offsets[1..]);
        let (mut indices, mut first_point) = (&mut self.indices[..], 0);
        let mut parts = Vec::with_capacity(tallies.len());
        for tally in tallies {
            let (part_points, other_points) = points.split_at_mut(tally.num_points);
            let (part_ends, other_ends) = ends.split_at_mut(tally.num_voxels);
            let (part_indices, other_indices) = indices.split_at_mut(tally.num_voxels);
            parts.push(VoxelsOfSlab {
                first_point,
                points: part_points,
                ends: part_ends,
                indices: part_indices,
            });
            first_point += tally.num_points;
            (points, ends, indices) = (other_points, other_ends, other_indices);
        }
        parts
    }

    /// Puts the voxels of another scan behind these.
    pub(crate) fn append(&mut self, other: &Self) {
        let num_points = self.num_points();
        self.points.extend_from_slice(&other.points);
        self.offsets.extend(other.offsets[1..].iter().map(|offset| num_points + offset));
        self.indices.extend_from_slice(&other.indices);
        self.dropped.add(other.dropped);
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

    /// The start of each voxel's points in [`Self::points`]; the last entry is P. [K + 1]
    pub fn offsets(&self) -> &[usize] {
        &self.offsets
    }

    /// The place of each voxel in the grid. \[K\]
    pub fn indices(&self) -> &[VoxelIndex] {
        &self.indices
    }

    /// The numbers of points that were left out.
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

/// Gives a vector a length; what it holds is about to be overwritten.
fn resize<T: Clone>(items: &mut Vec<T>, length: usize, filler: T) {
    if items.capacity() < length {
        make_room(items, length);
    }
    items.resize(length, filler);
}
