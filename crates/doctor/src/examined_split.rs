//! The part of a dataset that is examined.

use voxelnet_kitti::KittiDataset;

/// The part of a dataset that is examined.
#[derive(Clone, Debug)]
pub struct ExaminedSplit {
    /// The dataset as the split sees it.
    pub dataset: KittiDataset,
    /// The name of the split, or the file that lists its frames; the split `test` has no labels.
    pub name: String,
    /// Its frames.
    pub frames: Vec<String>,
}

impl ExaminedSplit {
    pub(crate) fn has_labels(&self) -> bool {
        self.name != "test"
    }
}
