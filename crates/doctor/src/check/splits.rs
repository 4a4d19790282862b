//! Splits that share frames, hold none, or name frames that are not there.

use std::path::Path;

use voxelnet_files::{agreeing, counted};
use voxelnet_kitti::{KittiError, SplitSource, is_split_file};

use crate::examined_split::ExaminedSplit;
use crate::facts::files::lines_of;
use crate::facts::split_list::{SplitList, SplitLists};
use crate::finding::{Finding, Severity};

const CHECK: &str = "splits";

/// Looks at every split of the dataset.
pub(crate) fn check(examined: &ExaminedSplit, lists: &SplitLists) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (split, list) in &lists.0 {
        let is_examined = *split == examined.name;
        match list {
            Err(error) => {
                findings.push(unreadable(split, error, &examined.dataset.split_path(split)));
            }
            Ok(list) if list.frames.is_empty() => {
                findings.push(empty(split, is_examined, &list.path));
            }
            // The files of the examined split are looked at one by one.
            Ok(list) if !is_examined => findings.extend(missing_scans(split, list)),
            Ok(_) => {}
        }
    }
    findings.extend(shared(lists));
    findings.extend(unlisted(examined));
    findings
}

fn unreadable(split: &str, error: &KittiError, path: &Path) -> Finding {
    let first = lines_of(error).into_iter().next().unwrap_or_default();
    let sentence = format!("The split {split} cannot be read: {first}.");
    Finding::new(Severity::Error, CHECK, sentence, format!("mend {}", path.display()))
}

/// Frames of a split that are not there.
fn missing_scans(split: &str, list: &SplitList) -> Option<Finding> {
    let SplitList { path, frames, without_scan } = list;
    // The first by name, as frames are numbered.
    let first = without_scan.iter().map(|listed| listed.frame.as_str()).min()?;
    let sentence = format!(
        "{} of {} of the split {split} {} no scan; the first is {first}.",
        without_scan.len(),
        counted(frames.len(), "frame"),
        agreeing(without_scan.len(), "has", "have")
    );
    let remedy = format!("take them out of {}, or add their scans", path.display());
    Some(
        Finding::new(Severity::Error, CHECK, sentence, remedy)
            .with_count("frames_missing", without_scan.len())
            .with_count("frames", frames.len()),
    )
}

fn empty(split: &str, is_examined: bool, file: &Path) -> Finding {
    let severity = if is_examined || ["train", "val"].contains(&split) {
        Severity::Error
    } else {
        Severity::Warning
    };
    let sentence = format!("The split {split} has no frames.");
    let remedy = format!(
        "list frames in {}, one a line, or remove the file, and `voxelnet prepare` writes it",
        file.display()
    );
    Finding::new(severity, CHECK, sentence, remedy)
}

/// Frames that are both learned and evaluated on.
fn shared(lists: &SplitLists) -> Option<Finding> {
    let shared = lists.learned_and_evaluated();
    let first = shared.first()?;
    let sentence = format!(
        "{} {} in the splits train and val, so an evaluation says too much; the first is {first}.",
        counted(shared.len(), "frame"),
        agreeing(shared.len(), "is", "are")
    );
    let num_val = lists.frames_of("val").map_or(0, |frames| frames.len());
    Some(
        Finding::new(Severity::Warning, CHECK, sentence, "take them out of ImageSets/val.txt")
            .with_count("frames_in_both", shared.len())
            .with_count("frames_in_val", num_val),
    )
}

/// A split of a dataset without split files, which is all frames, and one without frames.
fn unlisted(examined: &ExaminedSplit) -> Vec<Finding> {
    let ExaminedSplit { dataset, name, frames } = examined;
    let mut findings = Vec::new();
    let source = dataset.split_source(name);
    if matches!(source, Ok(SplitSource::NoSplitFiles)) {
        let sentence = format!(
            "There are no split files, so the split {name} is all frames that have a scan; train and val are \
             the same frames then, and an evaluation says nothing."
        );
        let remedy = "`voxelnet prepare` writes ImageSets/train.txt and ImageSets/val.txt";
        let finding = Finding::new(Severity::Warning, CHECK, sentence, remedy);
        findings.push(finding.with_count("frames", frames.len()));
    }
    let is_list_examined = !is_split_file(name) && dataset.has_split(name);
    if frames.is_empty() && !is_list_examined {
        findings.push(empty(name, true, &dataset.split_path(name)));
    }
    findings
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use crate::finding::Severity;
    use crate::test_case::{Case, expect, of_check};

    fn write(case: &Case, split: &str, frames: &str) {
        fs::write(case.path(&format!("ImageSets/{split}.txt")), frames).unwrap();
    }

    #[test]
    fn splits_that_share_frames_are_told() {
        let case = Case::healthy();
        write(&case, "val", "000007\n000008\n");
        let report = case.examine(&[]);
        let found = expect(&report, "splits", Severity::Warning);
        assert!(found.sentence.contains("the first is 000007"), "{}", found.sentence);
        assert_eq!(found.evidence.get("frames_in_both"), Some(1.));
    }

    #[test]
    fn splits_without_frames_and_with_frames_that_are_not_there_are_told() {
        let case = Case::healthy();
        write(&case, "val", "\n");
        write(&case, "small", "000001\n000099\n");
        let report = case.examine(&[]);
        let found = of_check(&report, "splits");
        assert_eq!(found.len(), 2, "{}", report.text());
        assert!(found.iter().any(|of| of.sentence == "The split val has no frames."));
        assert!(found.iter().any(|of| of.sentence.contains("the first is 000099")));
    }

    #[test]
    fn a_malformed_split_is_named_with_its_line() {
        let case = Case::healthy();
        write(&case, "val", "000008\n000008\n000009\n000009\n");
        let report = case.examine(&[]);
        let found = expect(&report, "splits", Severity::Error);
        assert!(found.sentence.contains("val.txt:2: frame 000008"), "{}", found.sentence);
    }

    #[test]
    fn without_splits_train_and_val_are_the_same_frames() {
        let case = Case::healthy();
        fs::remove_dir_all(case.path("ImageSets")).unwrap();
        let report = case.examine(&[]);
        expect(&report, "splits", Severity::Warning);
        assert_eq!(report.looked_at.frames, 12);
    }
}
