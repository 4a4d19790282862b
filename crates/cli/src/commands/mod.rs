//! One file per command.

mod bench;
mod completions;
mod detect;
mod doctor;
mod eval;
mod export;
mod man;
pub mod page;
mod plot;
mod prepare;
pub mod score;
mod synth;
mod view;
mod voxelize;

pub use bench::bench;
pub use completions::completions;
pub use detect::detect;
pub use doctor::doctor;
pub use eval::eval;
pub use export::export;
pub use man::man;
pub use plot::plot;
pub use prepare::prepare;
pub use score::score;
pub use synth::synth;
pub use view::view;
pub use voxelize::voxelize;

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
