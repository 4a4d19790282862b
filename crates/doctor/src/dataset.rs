//! Examining a dataset.

use std::sync::atomic::{AtomicUsize, Ordering};

use voxelnet_dataset::FrameReader;

use crate::checklist::check_split;
use crate::error::DoctorError;
use crate::examined_split::ExaminedSplit;
use crate::facts::split::SplitFacts;
use crate::report::{LookedAt, Report};
use crate::setup::{DoctorConfig, Setup};

/// Looks at a split of a dataset as a network of `config` would meet it.
///
/// The files of all frames are checked and their labels read, points of at most `max_frames` of them,
/// spread over the split. `configuration` names the source of `config`. `progress` is called from several
/// threads with the number of steps done and in total. The result does not depend on the number of
/// threads.
///
/// # Errors
/// When the configuration describes no network. Files that are missing or malformed are findings.
pub fn examine_dataset(
    split: &ExaminedSplit,
    config: &DoctorConfig,
    configuration: &str,
    max_frames: usize,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<Report, DoctorError> {
    let setup = Setup::new(config)?;
    let num_done = AtomicUsize::new(0);
    let total = split.frames.len() + split.frames.len().min(max_frames);
    let step = || progress(num_done.fetch_add(1, Ordering::Relaxed) + 1, total);
    let reader = FrameReader::new(split.dataset.clone(), config.frames.clone());
    let full_scale = reader.find_full_scale(&split.frames);
    let reader = reader.with_full_scale(full_scale);
    let facts = SplitFacts::of(&reader, split, &setup, max_frames, &step);
    let findings = check_split(split, &facts, &reader, &setup);
    let looked_at = LookedAt {
        what: format!("{}, split {}", split.dataset.root().display(), split.name),
        configuration: configuration.to_owned(),
        frames: split.frames.len(),
        frames_read: facts.frames.len(),
        points: facts.frames.iter().map(|frame| frame.points.num_points).sum(),
        objects: facts.objects,
    };
    Ok(Report::new(looked_at, findings))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::test_case::{Case, config};

    #[test]
    fn a_healthy_dataset_has_no_error_and_no_warning() {
        let case = Case::healthy();
        let report = case.examine(&[]);
        let found = (report.count(Severity::Error), report.count(Severity::Warning));
        assert_eq!(found, (0, 0), "{}", report.text());
        assert_eq!((report.looked_at.frames, report.looked_at.frames_read), (8, 8));
    }

    #[test]
    fn the_result_is_the_same_every_time() {
        let case = Case::healthy();
        let examine = || {
            let split = case.split("val");
            examine_dataset(&split, &config(&[]), "a test", 2, |_, _| {}).map(|of| of.text()).ok()
        };
        let first = examine();
        assert!(first.as_ref().is_some_and(|text| text.contains("2 of 4 frames read")));
        assert_eq!(first, examine());
    }
}
