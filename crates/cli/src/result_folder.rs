//! The folder that result files are in.

use std::path::{Path, PathBuf};

use crate::progress::Progress;

/// The folder in which the benchmark's own program, and many others, put result files.
const SUBFOLDER: &str = "data";

/// The folder with the result files of some frames: the one that was typed, or the folder `data` in it when only
/// that has any, with a notice.
pub fn result_folder<'a>(
    typed: &Path,
    frames: impl Iterator<Item = &'a str> + Clone,
    progress: Progress,
) -> PathBuf {
    let has_results =
        |folder: &Path| frames.clone().any(|frame| folder.join(format!("{frame}.txt")).is_file());
    let inside = typed.join(SUBFOLDER);
    if has_results(typed) || !has_results(&inside) {
        return typed.to_owned();
    }
    progress.say(&format!("no result file in {}, those in data are taken", typed.display()));
    inside
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_folder_itself_comes_before_data() {
        let folder = tempfile::tempdir().unwrap();
        let typed = folder.path();
        let found =
            || result_folder(typed, ["000000", "000001"].into_iter(), Progress::new(true, true));
        assert_eq!(found(), typed);
        fs::create_dir(typed.join("data")).unwrap();
        fs::write(typed.join("data/000007.txt"), "").unwrap();
        fs::write(typed.join("stats_car_detection.txt"), "").unwrap();
        assert_eq!(found(), typed);
        fs::write(typed.join("data/000001.txt"), "").unwrap();
        assert_eq!(found(), typed.join("data"));
        fs::write(typed.join("000000.txt"), "").unwrap();
        assert_eq!(found(), typed);
    }
}
