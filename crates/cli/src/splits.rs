//! The frames that an option `--split` names.

use std::path::Path;

use anyhow::Result;
use voxelnet_kitti::{KittiDataset, read_split};

use crate::progress::Progress;

/// The split whose labels the benchmark keeps to itself.
pub const TEST_SPLIT: &str = "test";

/// Whether what was given for a split is a file: it exists and looks like a path.
pub fn is_split_file(split: &str) -> bool {
    split.contains(['/', '.']) && Path::new(split).is_file()
}

/// The dataset as seen by a split, and the frames of the split: one of its own, or, when what was given
/// looks like a path, those of a file.
pub fn open_split(
    data: &Path,
    split: &str,
    progress: Progress,
) -> Result<(KittiDataset, Vec<String>)> {
    let dataset = KittiDataset::open(data)?;
    if is_split_file(split) {
        return Ok((dataset, read_split(Path::new(split))?));
    }
    let frames = dataset.frame_ids(split)?;
    if !dataset.has_split(split) {
        let num_frames = frames.len();
        progress.warn(&format!("there is no split `{split}`, all {num_frames} frames are taken"));
    }
    Ok((dataset.for_split(split), frames))
}
