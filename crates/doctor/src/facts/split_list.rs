//! The lists of frames in `ImageSets`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use voxelnet_kitti::{KittiDataset, KittiError, NumberedFrame, read_numbered_split};

/// The list of a split that can be read.
pub(crate) struct SplitList {
    pub(crate) path: PathBuf,
    pub(crate) frames: Vec<NumberedFrame>,
    /// Its frames that have no scan.
    pub(crate) without_scan: Vec<NumberedFrame>,
}

/// All lists of a dataset by the name of the split.
pub(crate) struct SplitLists(pub(crate) BTreeMap<String, Result<SplitList, KittiError>>);

impl SplitLists {
    pub(crate) fn read(dataset: &KittiDataset) -> Self {
        let read = |split: String| {
            let path = dataset.split_path(&split);
            let list = read_numbered_split(&path).map(|frames| {
                let half = dataset.for_split(&split);
                let lacks_scan = |listed: &&NumberedFrame| half.scan_path(&listed.frame).is_err();
                let without_scan = frames.iter().filter(lacks_scan).cloned().collect();
                SplitList { path, frames, without_scan }
            });
            (split, list)
        };
        Self(dataset.splits().into_iter().map(read).collect())
    }

    /// The frames of a split whose list can be read.
    pub(crate) fn frames_of(&self, split: &str) -> Option<BTreeSet<&str>> {
        let list = self.0.get(split)?.as_ref().ok()?;
        Some(list.frames.iter().map(|listed| listed.frame.as_str()).collect())
    }

    /// The frames that are both learned and evaluated on, sorted.
    pub(crate) fn learned_and_evaluated(&self) -> Vec<&str> {
        match (self.frames_of("train"), self.frames_of("val")) {
            (Some(train), Some(val)) => train.intersection(&val).copied().collect(),
            _ => Vec::new(),
        }
    }
}
