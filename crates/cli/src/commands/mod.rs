//! One file per command.

mod detect;
mod eval;
mod score;
mod synth;
mod train;
mod voxelize;

pub use detect::detect;
pub use eval::eval;
pub use score::score;
pub use synth::synth;
pub use train::train;
pub use voxelize::voxelize;

use std::path::Path;

use anyhow::Result;
use voxelnet_kitti::{KittiDataset, read_split};

/// The dataset as seen by a split, and the frames of the split: one of its own, or those of a file.
fn open_split(data: &Path, split: &str) -> Result<(KittiDataset, Vec<String>)> {
    let dataset = KittiDataset::open(data)?;
    if Path::new(split).is_file() {
        return Ok((dataset, read_split(Path::new(split))?));
    }
    let frames = dataset.frame_ids(split)?;
    Ok((dataset.for_split(split), frames))
}
