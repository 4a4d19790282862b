//! Examining a dataset.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use voxelnet_dataset::{DatasetError, FrameReader};
use voxelnet_kitti::KittiDataset;
use voxelnet_voxelizer::Voxelizer;

use crate::check::{
    FileProblem, ListedFrame, check_classes, check_copies, check_detection, check_evaluation,
    check_files, check_frames, check_splits,
};
use crate::facts::FrameFacts;
use crate::frame::SeenFrame;
use crate::report::{LookedAt, Report};
use crate::setup::{DoctorConfig, Setup};

/// The part of a dataset that is examined.
#[derive(Clone, Debug)]
pub struct ExaminedSplit {
    /// The dataset as the split sees it.
    pub dataset: KittiDataset,
    /// The name of the split, or the file that lists its frames; the split `test` has no labels.
    pub name: String,
    /// Its frames.
    pub frames: Vec<String>,
}

/// Looks at a split of a dataset as a network of `config` would meet it.
///
/// Labels and whether files can be read are looked at in all frames, points in at most `max_frames` of
/// them, spread over the split. `configuration` says where `config` comes from. `progress` is called from
/// several threads with what is done and what there is to do. The result does not depend on the number
/// of threads.
///
/// # Errors
/// When the configuration describes no network. Files that are missing or malformed are findings.
pub fn examine_dataset(
    split: &ExaminedSplit,
    config: &DoctorConfig,
    configuration: &str,
    max_frames: usize,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<Report, DatasetError> {
    let setup = Setup::new(config)?;
    let num_done = AtomicUsize::new(0);
    let total = split.frames.len() + split.frames.len().min(max_frames);
    let step = || progress(num_done.fetch_add(1, Ordering::Relaxed) + 1, total);
    let reader = FrameReader::new(split.dataset.clone(), config.frames.clone());
    let Seen { frames, objects, problems } = Seen::of(&reader, split, &setup, max_frames, &step);

    let num_frames = split.frames.len();
    let mut findings = check_files(&problems, num_frames);
    findings.extend(check_splits(split));
    findings.extend(check_copies(split));
    findings.extend(check_frames(&frames, &setup));
    // Without any label that could be read nothing is known of classes.
    if split.has_labels() && (problems.is_empty() || !objects.is_empty()) {
        findings.extend(check_classes(&objects, &setup));
        findings.extend(check_evaluation(&frames, &reader, &setup, num_frames));
    }
    findings.extend(check_detection(&config.detection));
    let looked_at = LookedAt {
        what: format!("{}, split {}", split.dataset.root().display(), split.name),
        configuration: configuration.to_owned(),
        frames: num_frames,
        frames_read: frames.len(),
        points: frames.iter().map(|frame| frame.points.num_points).sum(),
        objects,
    };
    Ok(Report::new(looked_at, findings))
}

impl ExaminedSplit {
    fn has_labels(&self) -> bool {
        self.name != "test"
    }
}

/// What the files of a split hold.
struct Seen {
    frames: Vec<FrameFacts>,
    /// Labelled objects of all frames by their type, under its name among the classes.
    objects: BTreeMap<String, usize>,
    problems: Vec<FileProblem>,
}

impl Seen {
    fn of(
        reader: &FrameReader,
        split: &ExaminedSplit,
        setup: &Setup<'_>,
        max_frames: usize,
        step: &(dyn Fn() + Sync),
    ) -> Self {
        let has_labels = split.has_labels();
        let list = |frame: &String| {
            let listed = ListedFrame::of(reader, frame, has_labels);
            step();
            listed
        };
        let listed: Vec<ListedFrame> = split.frames.par_iter().map(list).collect();
        let readable = split.frames.iter().zip(&listed).filter(|(_, of)| of.problems.is_empty());
        let readable: Vec<&String> = readable.map(|(frame, _)| frame).collect();
        let read = |voxelizer: &mut Voxelizer, frame: &String| {
            let seen = SeenFrame::of_dataset(reader, frame, has_labels, setup);
            let facts = seen.map(|seen| FrameFacts::of(frame, seen, setup, voxelizer));
            step();
            facts.map_err(|error| FileProblem::of_scan(&error))
        };
        let results: Vec<Result<FrameFacts, FileProblem>> = spread(&readable, max_frames)
            .into_par_iter()
            .map_init(|| setup.voxelizer(), read)
            .collect();

        let mut all = Self { frames: vec![], objects: BTreeMap::new(), problems: vec![] };
        for found in listed {
            all.problems.extend(found.problems);
            found.kinds.into_iter().for_each(|kind| *all.objects.entry(kind).or_default() += 1);
        }
        for result in results {
            match result {
                Ok(facts) => all.frames.push(facts),
                Err(problem) => all.problems.push(problem),
            }
        }
        all
    }
}

/// At most `max_count` items, spread evenly from the first on.
fn spread<T: Copy>(items: &[T], max_count: usize) -> Vec<T> {
    let count = items.len().min(max_count);
    (0..count).map(|i| items[i * items.len() / count]).collect()
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

    #[test]
    fn a_sample_is_spread_over_all_items() {
        let items: Vec<usize> = (0..10).collect();
        assert_eq!(spread(&items, 4), [0, 2, 5, 7]);
        assert_eq!(spread(&items, 99).len(), 10);
        assert!(spread(&items, 0).is_empty() && spread::<usize>(&[], 3).is_empty());
    }
}
