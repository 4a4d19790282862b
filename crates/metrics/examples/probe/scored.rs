//! Folders of result files, read together with the labels.

use std::error::Error;
use std::path::{Path, PathBuf};

use voxelnet_config::{FrameConfig, FromSections};
use voxelnet_dataset::FrameReader;
use voxelnet_kitti::KittiDataset;
use voxelnet_metrics::{Detail, EvaluatedFrames, MissingResults, Rules};

/// The split whose frames are measured on.
const SPLIT: &str = "val";

/// The labels of the real frames, which result files are read against.
pub struct Scorer {
    reader: FrameReader,
    frames: Vec<String>,
    rules: Rules,
}

impl Scorer {
    /// The frames of a folder in KITTI layout, with the classes of the benchmark.
    pub fn new(data: &Path) -> Result<Self, Box<dyn Error>> {
        let config = include_str!("../../../../configs/kitti.toml");
        let config = FrameConfig::parse(config, "configs/kitti.toml".as_ref(), &[])?;
        let dataset = KittiDataset::open(data)?;
        let frames = dataset.frame_ids(SPLIT)?;
        if frames.is_empty() {
            return Err(format!("{}: no frames in the split {SPLIT}", data.display()).into());
        }
        let reader = FrameReader::new(dataset, config);
        let rules = Rules::of(&reader);
        Ok(Self { reader, frames, rules })
    }

    /// The results in each of some folders; warnings go to stderr.
    pub fn read(&self, folders: &[PathBuf]) -> Result<Vec<EvaluatedFrames>, Box<dyn Error>> {
        let read = |folder: &PathBuf| {
            let missing = MissingResults::Refuse;
            let (frames, detail) = (&self.frames, Detail::Rows);
            let scored =
                EvaluatedFrames::read(&self.reader, frames, folder, missing, detail, |_, _| {});
            let scored = scored.map_err(|error| format!("{}: {error}", folder.display()))?;
            for warning in scored.warnings() {
                eprintln!("warning: {}: {warning}", folder.display());
            }
            Ok(scored)
        };
        folders.iter().map(read).collect()
    }

    /// The number of frames.
    pub fn num_frames(&self) -> usize {
        self.frames.len()
    }

    /// The rules by which results are evaluated.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }
}
