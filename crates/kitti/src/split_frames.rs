//! The frames that the name of a split stands for.
//!
//! A dataset without any split file has one split, all its frames, which `train`, `val` and `trainval` name. As
//! soon as it has one, a split without a file does not exist.

use std::path::{Path, PathBuf};

use crate::dataset::{KittiDataset, TEST_SPLIT, file_stems};
use crate::error::KittiError;
use crate::split::{check_name, read_split};

/// All frames of `training/`, unless a split file has this name.
const ALL: &str = "all";

/// The splits that a dataset without split files has, too.
const USUAL: [&str; 3] = ["train", "val", "trainval"];

/// The frames of a split, and their dataset as the split sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitFrames {
    /// The dataset; of the split `test` it looks frames up in `testing/`.
    pub dataset: KittiDataset,
    /// Their names, in the order of the list, or sorted.
    pub frames: Vec<String>,
    /// The origin of the list.
    pub source: SplitSource,
}

/// The origin of the list of a split's frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SplitSource {
    /// A file lists them.
    File(PathBuf),
    /// All that have a scan, as the name of the split says.
    AllScans,
    /// All that have a scan, as the dataset has no split files.
    NoSplitFiles,
}

/// Whether what was given for a split is a file: it exists and looks like a path.
pub fn is_split_file(split: &str) -> bool {
    split.contains(['/', '.']) && Path::new(split).is_file()
}

impl KittiDataset {
    /// The frames of a split that is given by its name, or, where `split` looks like a path, those that a file lists.
    ///
    /// # Errors
    ///
    /// As [`Self::split_source`] and [`read_split`].
    pub fn open_split(&self, split: &str) -> Result<SplitFrames, KittiError> {
        let source = self.split_source(split)?;
        let dataset = if is_split_file(split) { self.clone() } else { self.for_split(split) };
        let frames = match &source {
            SplitSource::File(path) => read_split(path)?,
            SplitSource::AllScans | SplitSource::NoSplitFiles => dataset.scanned_frames()?,
        };
        Ok(SplitFrames { dataset, frames, source })
    }

    /// The frames of a split, as [`Self::open_split`] finds them.
    ///
    /// # Errors
    ///
    /// As [`Self::open_split`].
    pub fn frame_ids(&self, split: &str) -> Result<Vec<String>, KittiError> {
        Ok(self.open_split(split)?.frames)
    }

    /// The place where the frames of a split are listed.
    ///
    /// # Errors
    ///
    /// [`KittiError::NoSplit`] when there is no such split.
    pub fn split_source(&self, split: &str) -> Result<SplitSource, KittiError> {
        if is_split_file(split) {
            return Ok(SplitSource::File(split.into()));
        }
        if self.has_split(split) {
            return Ok(SplitSource::File(self.split_path(split)));
        }
        if [ALL, TEST_SPLIT].contains(&split) {
            return Ok(SplitSource::AllScans);
        }
        if USUAL.contains(&split) && !self.has_split_files() {
            return Ok(SplitSource::NoSplitFiles);
        }
        let folder = self.split_folder();
        Err(KittiError::NoSplit { folder, split: split.to_owned(), known: self.known_splits() })
    }

    /// Whether a file lists the frames of a split.
    pub fn has_split(&self, split: &str) -> bool {
        check_name("split", split, "val").is_ok() && self.split_path(split).exists()
    }

    /// Whether a file lists the frames of any split.
    pub fn has_split_files(&self) -> bool {
        !self.splits().is_empty()
    }

    /// The names of the splits that have a file, sorted.
    pub fn splits(&self) -> Vec<String> {
        file_stems(&self.split_folder(), "txt").unwrap_or_default()
    }

    /// The file of a split, whether it exists or not.
    pub fn split_path(&self, split: &str) -> PathBuf {
        self.split_folder().join(format!("{split}.txt"))
    }

    fn split_folder(&self) -> PathBuf {
        self.root().join("ImageSets")
    }

    /// The names that can be given for a split.
    fn known_splits(&self) -> Vec<String> {
        let mut known = self.splits();
        if known.is_empty() {
            known = USUAL.map(String::from).to_vec();
        }
        let unlisted = [(TEST_SPLIT, self.has_testing()), (ALL, true)];
        for (split, exists) in unlisted {
            if exists && !known.iter().any(|listed| listed == split) {
                known.push(split.to_owned());
            }
        }
        known
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    /// A dataset with two frames and these files in `ImageSets`.
    fn dataset_with(lists: &[(&str, &str)]) -> (TempDir, KittiDataset) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["training/velodyne", "testing/velodyne", "ImageSets"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        for name in ["training/velodyne/000002.bin", "training/velodyne/000010.bin"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::write(folder.path().join("testing/velodyne/000007.bin"), "").unwrap();
        for (name, text) in lists {
            fs::write(folder.path().join("ImageSets").join(name), text).unwrap();
        }
        let dataset = KittiDataset::open(folder.path()).unwrap();
        (folder, dataset)
    }

    #[test]
    fn without_split_files_the_usual_splits_are_all_frames_and_others_are_refused() {
        let (_folder, dataset) = dataset_with(&[]);
        for split in ["train", "val", "trainval"] {
            let found = dataset.open_split(split).unwrap();
            assert_eq!(found.source, SplitSource::NoSplitFiles, "{split}");
            assert_eq!(found.frames, ["000002", "000010"], "{split}");
        }
        assert_eq!(dataset.open_split("all").unwrap().source, SplitSource::AllScans);
        assert_eq!(dataset.frame_ids("test").unwrap(), ["000007"]);
        let error = dataset.open_split("vall").unwrap_err().to_string();
        let expected = "ImageSets: there is no split `vall`, expected train, val, trainval, test, \
                        all or a file";
        assert!(error.ends_with(expected), "{error}");
    }

    #[test]
    fn with_one_split_file_a_missing_split_is_refused() {
        let (_folder, dataset) = dataset_with(&[("val.txt", "000010\n")]);
        assert_eq!(dataset.frame_ids("val").unwrap(), ["000010"]);
        assert_eq!(dataset.frame_ids("all").unwrap(), ["000002", "000010"]);
        assert_eq!(dataset.frame_ids("test").unwrap(), ["000007"]);
        for split in ["train", "trainval", "vall", "../val", "val.txt", "lists/none.txt", ""] {
            let error = dataset.open_split(split).unwrap_err().to_string();
            let expected =
                format!("there is no split `{split}`, expected val, test, all or a file");
            assert!(error.contains(&expected), "{error}");
        }
        let error = dataset.open_split("train").unwrap_err().to_string();
        assert!(error.ends_with("; `voxelnet prepare` writes ImageSets/train.txt"), "{error}");
    }

    #[test]
    fn a_list_keeps_its_order_and_may_be_called_all() {
        let (_folder, dataset) = dataset_with(&[("all.txt", "000010\n"), ("x.txt", "9\n8\n")]);
        assert_eq!(dataset.frame_ids("all").unwrap(), ["000010"]);
        assert_eq!(dataset.frame_ids("x").unwrap(), ["9", "8"]);
    }

    #[test]
    fn a_path_is_a_file_of_frames_of_training() {
        let (folder, dataset) = dataset_with(&[("test.txt", "\u{feff}000010 \r\n")]);
        let path = folder.path().join("ImageSets/test.txt").display().to_string();
        let found = dataset.open_split(&path).unwrap();
        assert_eq!(found.frames, ["000010"]);
        assert_eq!(found.dataset, dataset);
        assert_eq!(found.source, SplitSource::File(path.into()));
    }
}
