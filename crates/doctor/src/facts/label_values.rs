//! Values of a label row that no object has.

use voxelnet_config::DifficultyRule;
use voxelnet_kitti::Label;

/// The first value of a row that is impossible, with what was expected.
///
/// Truncation may be unknown, -1, and is not read where points make the difficulty.
pub(crate) fn impossible_value(label: &Label, difficulty: DifficultyRule) -> Option<String> {
    if label.is_kind("DontCare") {
        return None;
    }
    let size = label.camera_box.size;
    let is_read = difficulty == DifficultyRule::Pixels;
    let truncation = label.truncation;
    let truncated = !is_read || truncation == -1. || (0. ..=1.).contains(&truncation);
    let checks = [
        ("truncation", truncation, truncated, "0 to 1, or -1 when unknown"),
        ("height", size.height, size.height > 0., "metres above 0"),
        ("width", size.width, size.width > 0., "metres above 0"),
        ("length", size.length, size.length > 0., "metres above 0"),
    ];
    let wrong = checks.into_iter().find(|(_, _, holds, _)| !holds);
    wrong.map(|(field, found, _, expected)| format!("{field} is {found}, expected {expected}"))
}
