//! The points that were left out.

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

impl Dropped {
    pub(crate) fn add(&mut self, other: Self) {
        self.num_out_of_range += other.num_out_of_range;
        self.num_over_point_limit += other.num_over_point_limit;
        self.num_over_voxel_cap += other.num_over_voxel_cap;
    }
}
