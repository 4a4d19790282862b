//! The scale of intensities that all scans of a command have in common.

use voxelnet_dataset::FrameReader;
use voxelnet_scene::FullScale;

use crate::progress::Progress;

/// A reader with the scale of most of these frames, unless its configuration names one; warns where it is not 1.
pub fn with_common_scale(
    reader: FrameReader,
    frames: &[String],
    progress: Progress,
) -> FrameReader {
    let common = reader.find_full_scale(frames);
    common.inspect(|&common| tell_full_scale(common, progress));
    reader.with_full_scale(common)
}

/// Warns that intensities are divided, unless by 1.
pub fn tell_full_scale(common: FullScale, progress: Progress) {
    if common == FullScale::ONE {
        return;
    }
    let full_scale = common.get();
    let found = if common.is_usual() { "" } else { ", which is no usual scale" };
    progress.warn(&format!(
        "the scans have intensities from 0 to {full_scale}{found}; they are divided by {full_scale}"
    ));
}
