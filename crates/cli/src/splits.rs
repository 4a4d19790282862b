//! The frames that an option `--split` names.

use std::path::Path;

use anyhow::Result;
use voxelnet_config::FrameConfig;
use voxelnet_dataset::FrameReader;
use voxelnet_kitti::{KittiDataset, read_split};

use crate::progress::Progress;

/// The split whose labels the benchmark keeps to itself.
pub const TEST_SPLIT: &str = "test";

/// Whether what was given for a split is a file: it exists and looks like a path.
pub fn is_split_file(split: &str) -> bool {
    split.contains(['/', '.']) && Path::new(split).is_file()
}

/// The frames of a split, and their dataset as the split sees it.
pub struct Split {
    pub dataset: KittiDataset,
    pub frames: Vec<String>,
}

impl Split {
    /// Opens a split of a dataset by its name, or, where `split` looks like a path, takes the frames that a file
    /// lists.
    pub fn open(data: &Path, split: &str, progress: Progress) -> Result<Self> {
        let dataset = KittiDataset::open(data)?;
        if is_split_file(split) {
            return Ok(Self { dataset, frames: read_split(Path::new(split))? });
        }
        let frames = dataset.frame_ids(split)?;
        if !dataset.has_split(split) {
            let num_frames = frames.len();
            progress
                .warn(&format!("there is no split `{split}`, all {num_frames} frames are taken"));
        }
        Ok(Self { dataset: dataset.for_split(split), frames })
    }

    /// With a reader of the frames.
    pub fn reader(self, config: FrameConfig) -> SplitReader {
        SplitReader { reader: FrameReader::new(self.dataset, config), frames: self.frames }
    }
}

/// The frames of a split, and their reader.
pub struct SplitReader {
    pub reader: FrameReader,
    pub frames: Vec<String>,
}
