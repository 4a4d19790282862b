//! Feature maps.

use crate::kernel::Lines;
use crate::sites::Sites;

/// A feature map [C, D, H, W] as its difference from the map of an empty grid.
#[derive(Clone, Debug, Default)]
pub(crate) struct SparseMap {
    pub(crate) sites: Sites,
    /// The features of row 0, which are zero, and of each site. [N + 1, C], C whole panels
    rows: Lines,
    channels: usize,
}

impl SparseMap {
    /// A map of these sites without features.
    pub(crate) fn new(sites: Sites) -> Self {
        Self { sites, ..Self::default() }
    }

    /// Numbers of a row.
    pub(crate) fn channels(&self) -> usize {
        self.channels
    }

    /// Makes room for the features of all sites and returns them without row 0. [N, C]
    ///
    /// The content has no meaning; memory is kept from scan to scan.
    pub(crate) fn make_room(&mut self, channels: usize) -> (&Sites, &mut [f32]) {
        self.channels = channels;
        let size = (self.sites.len() + 1) * channels;
        let (zeros, rows) = self.rows.room(size).split_at_mut(channels);
        zeros.fill(0.);
        (&self.sites, rows)
    }

    /// All rows. [N + 1, C]
    pub(crate) fn rows(&self) -> &[f32] {
        &self.rows.numbers()[..(self.sites.len() + 1) * self.channels]
    }

    /// One row. \[C\]
    #[inline(always)]
    pub(crate) fn row(&self, row: u32) -> &[f32] {
        &self.rows.numbers()[row as usize * self.channels..][..self.channels]
    }
}
