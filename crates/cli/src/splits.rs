//! The frames that an option `--split` names.

use std::path::Path;

use anyhow::Result;
use voxelnet_config::FrameConfig;
use voxelnet_dataset::FrameReader;
use voxelnet_kitti::{KittiDataset, SplitFrames, SplitSource};
use voxelnet_scene::FullScale;

use crate::intensities::with_common_scale;
use crate::progress::Progress;

/// The split whose labels the benchmark keeps to itself.
pub const TEST_SPLIT: &str = "test";

/// The frames of a split, and their dataset as the split sees it.
pub struct Split {
    pub dataset: KittiDataset,
    pub frames: Vec<String>,
}

impl Split {
    /// Opens a split of a dataset by its name, or, where `split` looks like a path, takes the frames that a file
    /// lists.
    pub fn open(data: &Path, split: &str, progress: Progress) -> Result<Self> {
        let SplitFrames { dataset, frames, source } =
            KittiDataset::open(data)?.open_split(split)?;
        if source == SplitSource::NoSplitFiles {
            progress.warn(&format!(
                "{} holds no split files, so the split `{split}` is {}; `voxelnet prepare` \
                 divides them",
                data.join("ImageSets").display(),
                match frames.len() {
                    1 => "the only frame".to_owned(),
                    number => format!("all {number} frames"),
                }
            ));
        }
        Ok(Self { dataset, frames })
    }

    /// With a reader of the frames, whose intensities are on the scale that is `known` or that most have.
    pub fn reader(
        self,
        config: FrameConfig,
        known: Option<FullScale>,
        progress: Progress,
    ) -> SplitReader {
        let Self { dataset, frames } = self;
        let reader = FrameReader::new(dataset, config);
        let reader = match known {
            Some(_) => reader.with_full_scale(known),
            None => with_common_scale(reader, &frames, progress),
        };
        SplitReader { reader, frames }
    }
}

/// The frames of a split, and their reader.
pub struct SplitReader {
    pub reader: FrameReader,
    pub frames: Vec<String>,
}
