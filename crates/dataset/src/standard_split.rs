//! KITTI's usual split for a dataset that may lack some of its frames.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use voxelnet_kitti::{KittiDataset, StandardSplit, read_split, standard_split};

use crate::error::DatasetError;
use crate::split_files::{Split, WrittenSplit, test_split, write_splits};

/// The usual split of a dataset, as it was written.
#[derive(Clone, Debug, Default)]
pub struct StandardSplitFiles {
    /// The splits that were written.
    pub written: Vec<WrittenSplit>,
    /// The split files that were there before and are kept.
    pub kept: Vec<KeptSplit>,
    /// The frames of `train` and `val` without a scan, which are left out.
    pub missing: Vec<MissingFrames>,
    /// The frames with a scan that are in neither `train` nor `val`.
    pub others: Vec<String>,
}

/// A split file that was there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSplit {
    /// The file.
    pub path: PathBuf,
    /// Whether it lists the same frames as the one that would have been written.
    pub is_same: bool,
}

/// The frames of one of the usual lists that a dataset has no scan of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFrames {
    /// `train` or `val`.
    pub split: &'static str,
    /// The length of the usual list.
    pub num_listed: usize,
    /// The frames, in order; at least one.
    pub frames: Vec<String>,
}

/// Writes KITTI's usual splits `train` and `val`, both as `trainval`, and `test` when there are test scans, into
/// `ImageSets` below `out`. Frames without a scan are left out, and existing files are kept.
///
/// # Errors
/// [`DatasetError::NoStandardFrame`] when there is a scan of none of the frames, [`DatasetError::OtherSplit`] when an existing
/// `train` or `val` lists other frames, with nothing written. When a file cannot be read or written.
pub fn write_standard_split(
    dataset: &KittiDataset,
    out: &Path,
) -> Result<StandardSplitFiles, DatasetError> {
    let scanned = BTreeSet::from_iter(dataset.scanned_frames().unwrap_or_default());
    let StandardSplit { train, val } = standard_split();
    let (mut files, mut splits) = (StandardSplitFiles::default(), Vec::new());
    for (name, listed) in [("train", train), ("val", val)] {
        let num_listed = listed.len();
        let (frames, missing): (Vec<_>, Vec<_>) =
            listed.into_iter().partition(|frame| scanned.contains(frame));
        if !missing.is_empty() {
            files.missing.push(MissingFrames { split: name, num_listed, frames: missing });
        }
        splits.push(Split { name, frames });
    }
    let mut both: Vec<String> =
        splits.iter().flat_map(|split: &Split| &split.frames).cloned().collect();
    both.sort();
    if both.is_empty() {
        let root = dataset.root().to_owned();
        return Err(DatasetError::NoStandardFrame { root, num_scans: scanned.len() });
    }
    files.others = scanned.into_iter().filter(|frame| both.binary_search(frame).is_err()).collect();
    splits.push(Split { name: "trainval", frames: both });

    let folder = out.join("ImageSets");
    for split in &splits {
        files.kept.extend(existing(split, &folder)?);
    }
    splits.extend(test_split(dataset)?);
    splits.retain(|split| !folder.join(format!("{}.txt", split.name)).exists());
    files.written = write_splits(&splits, &folder)?;
    Ok(files)
}

/// The file of a split, if there is one. One to train or validate on may not list other frames: its half of the frames would
/// not be disjoint from the usual other half.
fn existing(split: &Split, folder: &Path) -> Result<Option<KeptSplit>, DatasetError> {
    let path = folder.join(format!("{}.txt", split.name));
    if !path.exists() {
        return Ok(None);
    }
    let found = BTreeSet::from_iter(read_split(&path)?);
    let expected: BTreeSet<String> = split.frames.iter().cloned().collect();
    let is_same = found == expected;
    if !is_same && split.name != "trainval" {
        let num_more = found.difference(&expected).count();
        let num_fewer = expected.difference(&found).count();
        return Err(DatasetError::OtherSplit { path, num_more, num_fewer });
    }
    Ok(Some(KeptSplit { path, is_same }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::test_dataset::TestDataset;

    fn dataset(frames: &[&str]) -> TestDataset {
        let dataset = TestDataset::new();
        frames
            .iter()
            .for_each(|frame| dataset.write(&format!("training/velodyne/{frame}.bin"), ""));
        dataset
    }

    fn write(dataset: &TestDataset) -> Result<StandardSplitFiles, DatasetError> {
        write_standard_split(&dataset.open(), &dataset.path(""))
    }

    fn split(dataset: &TestDataset, name: &str) -> Vec<String> {
        read_split(&dataset.path(&format!("ImageSets/{name}.txt"))).unwrap()
    }

    #[test]
    fn frames_that_are_there_are_divided_as_usual_and_others_are_named() {
        let dataset = dataset(&["000000", "000001", "000003", "007480", "007481", "1", "garden"]);
        dataset.write("testing/velodyne/000002.bin", "");
        let files = write(&dataset).unwrap();
        assert_eq!(split(&dataset, "train"), ["000000", "000003"]);
        assert_eq!(split(&dataset, "val"), ["000001", "007480"]);
        assert_eq!(split(&dataset, "trainval"), ["000000", "000001", "000003", "007480"]);
        assert_eq!(split(&dataset, "test"), ["000002"]);
        assert_eq!(files.others, ["007481", "1", "garden"]);
        let [train, val] = &files.missing[..] else { panic!("{:?}", files.missing) };
        assert_eq!((train.num_listed, train.frames.len()), (3712, 3710));
        assert_eq!((val.num_listed, val.frames.len()), (3769, 3767));
        assert_eq!([&train.frames[0], &val.frames[0]], ["000007", "000002"]);
        assert_eq!([files.written.len(), files.kept.len()], [4, 0]);
    }

    #[test]
    fn files_with_the_same_frames_are_kept() {
        let dataset = dataset(&["000000", "000001", "000002"]);
        dataset.write("ImageSets/val.txt", "000002\n000001\n");
        dataset.write("ImageSets/trainval.txt", "000001\n");
        let files = write(&dataset).unwrap();
        let kept = |name, is_same| KeptSplit { path: dataset.path(name), is_same };
        assert_eq!(
            files.kept,
            [kept("ImageSets/val.txt", true), kept("ImageSets/trainval.txt", false)]
        );
        assert_eq!(split(&dataset, "train"), ["000000"]);
        assert_eq!(split(&dataset, "val"), ["000002", "000001"]);
        assert_eq!(split(&dataset, "trainval"), ["000001"]);
    }

    #[test]
    fn a_split_that_divides_otherwise_is_refused_and_nothing_is_written() {
        let dataset = dataset(&["000000", "000001", "000002"]);
        dataset.write("ImageSets/val.txt", "000000\n000001\n");
        let error = write(&dataset).unwrap_err().to_string();
        assert!(error.contains("val.txt: lists other frames than the usual split"), "{error}");
        assert!(error.contains("1 more and 1 fewer"), "{error}");
        assert!(!dataset.path("ImageSets/train.txt").exists());
    }

    #[test]
    fn a_dataset_without_any_of_the_frames_is_refused() {
        let dataset = dataset(&["garden", "0"]);
        let error = write(&dataset).unwrap_err().to_string();
        assert!(error.contains("none of the 2 scans"), "{error}");
        assert!(!dataset.path("ImageSets").exists());
    }
}
