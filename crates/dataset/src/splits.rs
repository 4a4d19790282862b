//! Splits for a dataset that has none.

use std::collections::BTreeSet;
use std::path::Path;

use voxelnet_kitti::{KittiDataset, read_split};

use crate::error::DatasetError;
use crate::order::hash_of_name;
use crate::split_files::{Split, WrittenSplit, test_split, write_splits};

/// Share of the frames that validate when nothing is said: about that of the 3712 and 3769 frames
/// which most papers use.
const VAL_FRACTION: f64 = 0.5;

/// The division of frames; by default half and half, and existing splits are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SplitOptions {
    /// Share of the frames that make the split `val`, 0 to 1.
    pub val_fraction: Option<f64>,
    /// Decides which.
    pub seed: Option<u64>,
}

/// Writes the splits `train`, `val`, `trainval`, and `test` when there are test scans, that a dataset has
/// not, into `ImageSets` below `out`.
///
/// The choice of validation frames depends on their names, their number and the seed alone. When one of `train` and
/// `val` exists, the other gets the rest of the frames: of those of `trainval` if there is such a split,
/// else of all that have a scan. At least one is left to train on; a split without frames is not written.
///
/// # Errors
/// [`DatasetError::SplitExists`] when options say how to divide what is divided already: no split is ever
/// overwritten. When a file cannot be read or written.
pub fn write_missing_splits(
    dataset: &KittiDataset,
    out: &Path,
    options: SplitOptions,
) -> Result<Vec<WrittenSplit>, DatasetError> {
    let folder = out.join("ImageSets");
    let path = |split: &str| folder.join(format!("{split}.txt"));
    let existing = |split: &str| {
        let paths = [dataset.split_path(split), path(split)];
        paths.into_iter().find(|path| path.exists())
    };
    let known = [existing("train"), existing("val")];
    if let (true, Some(path)) = (options != SplitOptions::default(), known.iter().flatten().next())
    {
        return Err(DatasetError::SplitExists { path: path.clone() });
    }

    let frames = match existing("trainval") {
        Some(path) => read_split(&path)?,
        None => dataset.scanned_frames().unwrap_or_default(),
    };
    let [train, val] = match known.map(|path| path.map(|path| read_split(&path)).transpose()) {
        [Err(error), _] | [_, Err(error)] => return Err(error.into()),
        [Ok(None), Ok(None)] => divide(&frames, options),
        [Ok(Some(train)), Ok(None)] => [train.clone(), without(&frames, &train)],
        [Ok(None), Ok(Some(val))] => [without(&frames, &val), val],
        [Ok(Some(train)), Ok(Some(val))] => [train, val],
    };
    let both: BTreeSet<String> = train.iter().chain(&val).cloned().collect();
    let both = Vec::from_iter(both);
    let named = [("train", train), ("val", val), ("trainval", both)];
    let mut splits = Vec::from(named.map(|(name, frames)| Split { name, frames }));
    splits.extend(test_split(dataset)?);
    splits.retain(|split| existing(split.name).is_none());
    write_splits(&splits, &folder)
}

/// The frames to train and to validate on, each in the order given.
fn divide(frames: &[String], options: SplitOptions) -> [Vec<String>; 2] {
    let SplitOptions { val_fraction, seed } = options;
    let share = val_fraction.unwrap_or(VAL_FRACTION).clamp(0., 1.);
    // Something is left to train on.
    let most = frames.len().saturating_sub(1);
    let num_val = ((frames.len() as f64 * share).round() as usize).min(most);
    let mut drawn: Vec<&String> = frames.iter().collect();
    drawn.sort_by_key(|&frame| (hash_of_name(seed.unwrap_or(0), frame), frame));
    let val: BTreeSet<&String> = drawn.into_iter().take(num_val).collect();
    let part = |is_val: bool| {
        frames.iter().filter(|&frame| val.contains(frame) == is_val).cloned().collect()
    };
    [part(false), part(true)]
}

fn without(frames: &[String], taken: &[String]) -> Vec<String> {
    let taken: BTreeSet<&String> = taken.iter().collect();
    frames.iter().filter(|&frame| !taken.contains(frame)).cloned().collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;
    use crate::test_dataset::TestDataset;

    fn dataset(num_frames: usize) -> TestDataset {
        let dataset = TestDataset::new();
        (0..num_frames).for_each(|i| dataset.write(&format!("training/velodyne/{i:06}.bin"), ""));
        dataset
    }

    fn write(dataset: &TestDataset, options: SplitOptions) -> Result<Vec<String>, String> {
        let written = write_missing_splits(&dataset.open(), &dataset.path(""), options);
        let name = |WrittenSplit { path, num_frames }| {
            format!("{} {num_frames}", path.file_stem().unwrap().to_string_lossy())
        };
        let written = written.map_err(|error| error.to_string())?;
        Ok(written.into_iter().map(name).collect())
    }

    fn split(dataset: &TestDataset, name: &str) -> Vec<String> {
        read_split(&dataset.path(&format!("ImageSets/{name}.txt"))).unwrap()
    }

    #[test]
    fn frames_are_divided_by_seed_and_share_alone() {
        let options = SplitOptions { val_fraction: Some(0.3), seed: Some(4) };
        let [first, again, other] = [(), (), ()].map(|()| dataset(50));
        assert_eq!(write(&first, options).unwrap(), ["train 35", "val 15", "trainval 50"]);
        write(&again, options).unwrap();
        write(&other, SplitOptions { seed: Some(5), ..options }).unwrap();
        assert_eq!(split(&first, "val"), split(&again, "val"));
        assert_ne!(split(&first, "val"), split(&other, "val"));
        assert_eq!(
            without(&split(&first, "trainval"), &split(&first, "val")),
            split(&first, "train")
        );
    }

    #[test]
    fn only_frames_of_trainval_are_divided_and_one_is_left_to_train_on() {
        let options = SplitOptions { val_fraction: Some(1.), seed: None };
        let dataset = dataset(6);
        dataset.write("ImageSets/trainval.txt", "000001\n000002\n000004\n");
        assert_eq!(write(&dataset, options).unwrap(), ["train 1", "val 2"]);
        let mut both = [split(&dataset, "train"), split(&dataset, "val")].concat();
        both.sort();
        assert_eq!(both, ["000001", "000002", "000004"]);
    }

    #[test]
    fn what_exists_is_kept_and_completed() {
        let dataset = dataset(4);
        dataset.write("ImageSets/val.txt", "000001\n000003\n");
        dataset.write("testing/velodyne/000000.bin", "");
        let written = write(&dataset, SplitOptions::default()).unwrap();
        assert_eq!(written, ["train 2", "trainval 4", "test 1"]);
        assert_eq!(split(&dataset, "train"), ["000000", "000002"]);
        let before = fs::read(dataset.path("ImageSets/val.txt")).unwrap();
        assert_eq!(write(&dataset, SplitOptions::default()).unwrap(), Vec::<String>::new());
        let again = SplitOptions { seed: Some(1), ..SplitOptions::default() };
        let error = write(&dataset, again).unwrap_err();
        assert!(error.contains("train.txt") && error.contains("never overwritten"), "{error}");
        assert_eq!(fs::read(dataset.path("ImageSets/val.txt")).unwrap(), before);
    }
}
