//! Splits that share frames, hold none, or name frames that are not there.

use std::collections::{BTreeMap, BTreeSet};

use voxelnet_kitti::{KittiDataset, KittiError, read_numbered_split};

use crate::dataset::ExaminedSplit;
use crate::finding::{Finding, Severity, said_by};

const CHECK: &str = "splits";

/// Looks at every split of the dataset.
pub(crate) fn check_splits(examined: &ExaminedSplit) -> Vec<Finding> {
    let dataset = &examined.dataset;
    let mut findings = Vec::new();
    let mut frames_of = BTreeMap::<String, BTreeSet<String>>::new();
    for split in dataset.splits() {
        let path = dataset.split_path(&split);
        let file = path.display();
        let frames = match read_numbered_split(&path) {
            Ok(frames) => BTreeSet::from_iter(frames.into_iter().map(|(_, frame)| frame)),
            Err(error) => {
                let what = match &error {
                    KittiError::MalformedRows { rows } => rows.first().map(|row| said_by(row)),
                    other => Some(said_by(other)),
                };
                let sentence =
                    format!("The split {split} cannot be read: {}.", what.unwrap_or_default());
                findings.push(Finding::new(
                    Severity::Error,
                    CHECK,
                    sentence,
                    format!("mend {file}"),
                ));
                continue;
            }
        };
        if frames.is_empty() {
            findings.push(empty(&split, split == examined.name, &file.to_string()));
        }
        // The files of the examined split are looked at one by one.
        if split != examined.name {
            findings.extend(missing_scans(&split, &frames, &dataset.for_split(&split)));
        }
        frames_of.insert(split, frames);
    }
    findings.extend(shared(&frames_of));
    findings.extend(unlisted(examined));
    findings
}

/// Frames of a split that are not there.
fn missing_scans(split: &str, frames: &BTreeSet<String>, half: &KittiDataset) -> Option<Finding> {
    let missing: Vec<&String> =
        frames.iter().filter(|frame| half.scan_path(frame).is_err()).collect();
    let first = missing.first()?;
    let sentence = format!(
        "{} of {} frames of the split {split} have no scan; the first is {first}.",
        missing.len(),
        frames.len()
    );
    let remedy =
        format!("take them out of {}, or add their scans", half.split_path(split).display());
    Some(
        Finding::new(Severity::Error, CHECK, sentence, remedy)
            .with_count("frames_missing", missing.len())
            .with_count("frames", frames.len()),
    )
}

fn empty(split: &str, is_examined: bool, file: &str) -> Finding {
    let severity = if is_examined || ["train", "val"].contains(&split) {
        Severity::Error
    } else {
        Severity::Warning
    };
    let sentence = format!("The split {split} has no frames.");
    let remedy = format!(
        "list frames in {file}, one a line, or remove the file, and `voxelnet prepare` writes it"
    );
    Finding::new(severity, CHECK, sentence, remedy)
}

/// Frames that are both learned and evaluated on.
fn shared(frames_of: &BTreeMap<String, BTreeSet<String>>) -> Option<Finding> {
    let (train, val) = (frames_of.get("train")?, frames_of.get("val")?);
    let shared: Vec<&String> = train.intersection(val).collect();
    let first = shared.first()?;
    let sentence = format!(
        "{} frames are in the splits train and val, so an evaluation says too much; the first is {first}.",
        shared.len()
    );
    Some(
        Finding::new(Severity::Warning, CHECK, sentence, "take them out of ImageSets/val.txt")
            .with_count("frames_in_both", shared.len())
            .with_count("frames_in_val", val.len()),
    )
}

/// A split without a file, which then is all frames, and one without frames.
fn unlisted(examined: &ExaminedSplit) -> Vec<Finding> {
    let ExaminedSplit { dataset, name, frames } = examined;
    let mut findings = Vec::new();
    let is_name = !name.contains(['/', '.']);
    if is_name && !dataset.has_split(name) && name != "test" {
        let sentence = format!(
            "There is no split {name}, so all frames that have a scan are taken; train and val are the \
             same frames then, and an evaluation says nothing."
        );
        let remedy = "`voxelnet prepare` writes ImageSets/train.txt and ImageSets/val.txt";
        let finding = Finding::new(Severity::Warning, CHECK, sentence, remedy);
        findings.push(finding.with_count("frames", frames.len()));
    }
    let is_file_read = is_name && dataset.has_split(name);
    if frames.is_empty() && !is_file_read {
        findings.push(empty(name, true, &dataset.split_path(name).display().to_string()));
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
