//! Scans of different names that are the same to the last byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::Read;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use voxelnet_files::{agreeing, counted};

use crate::examined_split::ExaminedSplit;
use crate::finding::{Finding, Severity};

const CHECK: &str = "copies";

/// The bytes at the start of a scan, which tell it from nearly all others.
const START_BYTES: u64 = 4096;

/// Compares the scans of the examined split and of the splits train and val.
pub(crate) fn check(examined: &ExaminedSplit) -> Vec<Finding> {
    let dataset = &examined.dataset;
    let mut splits_of = BTreeMap::<PathBuf, BTreeSet<&str>>::new();
    let mut add = |split, half: &voxelnet_kitti::KittiDataset, frames: &[String]| {
        for path in frames.iter().filter_map(|frame| half.scan_path(frame).ok()) {
            splits_of.entry(path).or_default().insert(split);
        }
    };
    add(&examined.name, dataset, &examined.frames);
    for split in ["train", "val"].into_iter().filter(|split| dataset.has_split(split)) {
        add(split, &dataset.for_split(split), &dataset.frame_ids(split).unwrap_or_default());
    }
    let paths: Vec<PathBuf> = splits_of.keys().cloned().collect();
    let groups = groups_of_copies(&paths);
    let mut findings: Vec<Finding> = same_scans(&groups, paths.len()).into_iter().collect();
    let lies_in = |path: &Path, split| splits_of.get(path).is_some_and(|of| of.contains(split));
    let leaks: Vec<(&PathBuf, &PathBuf)> = groups
        .iter()
        .filter_map(|group| {
            let learned = group.iter().find(|path| lies_in(path, "train"))?;
            let evaluated = group.iter().find(|path| lies_in(path, "val") && *path != learned)?;
            Some((learned, evaluated))
        })
        .collect();
    if let Some((learned, evaluated)) = leaks.first() {
        let sentence = format!(
            "{} of the split train {} in the split val under another name, so an evaluation says too much; the \
             first are {} and {}.",
            counted(leaks.len(), "scan"),
            agreeing(leaks.len(), "is", "are"),
            learned.display(),
            evaluated.display()
        );
        let remedy = "take the copies out of ImageSets/val.txt";
        let finding = Finding::new(Severity::Warning, CHECK, sentence, remedy);
        findings.push(finding.with_count("scans_in_both", leaks.len()));
    }
    findings
}

/// Compares scans given one by one.
pub(crate) fn check_scans(scans: &[PathBuf]) -> Option<Finding> {
    same_scans(&groups_of_copies(scans), scans.len())
}

fn same_scans(groups: &[Vec<PathBuf>], num_scans: usize) -> Option<Finding> {
    let [first, second, ..] = groups.first()?.as_slice() else { return None };
    let num_copies: usize = groups.iter().map(|group| group.len() - 1).sum();
    let (first, second) = (first.display(), second.display());
    let are_all_one = num_copies + 1 == num_scans && num_scans > 2;
    let (severity, sentence) = if are_all_one {
        let sentence = format!(
            "All {num_scans} scans are the same to the last byte, as {first} and {second}."
        );
        (Severity::Error, sentence)
    } else {
        let sentence = format!(
            "{num_copies} of {} {} of others under another name; the first are {first} and {second}.",
            counted(num_scans, "scan"),
            agreeing(num_copies, "is a copy", "are copies")
        );
        (Severity::Warning, sentence)
    };
    let remedy = "export the scans again, each under its own name, or list each of them once";
    let finding = Finding::new(severity, CHECK, sentence, remedy);
    Some(finding.with_count("copies", num_copies).with_count("scans", num_scans))
}

/// Groups of two or more different files with the same bytes; empty files are none.
///
/// Sizes come first, then the first bytes, and only what is still alike is read as a whole.
fn groups_of_copies(paths: &[PathBuf]) -> Vec<Vec<PathBuf>> {
    let mut paths: Vec<&PathBuf> = paths.iter().collect();
    paths.sort();
    paths.dedup();
    let key_of_start = |path: &&&PathBuf| {
        let size = std::fs::metadata(path).ok().map(|data| data.len()).filter(|&size| size > 0)?;
        Some((size, hash_of(path, START_BYTES)?))
    };
    let alike = grouped(&paths, key_of_start).into_iter().flatten().collect::<Vec<_>>();
    let copies = grouped(&alike, |path| hash_of(path, u64::MAX));
    copies.into_iter().map(|group| group.into_iter().cloned().collect()).collect()
}

/// The items whose key others share, in groups, in the order of their first item.
fn grouped<'a, K: Ord + Send>(
    paths: &[&'a PathBuf],
    key: impl Fn(&&&'a PathBuf) -> Option<K> + Sync,
) -> Vec<Vec<&'a PathBuf>> {
    let keys: Vec<Option<K>> = paths.par_iter().map(|path| key(&path)).collect();
    let mut groups = BTreeMap::<K, Vec<&PathBuf>>::new();
    for (path, key) in paths.iter().zip(keys) {
        if let Some(key) = key {
            groups.entry(key).or_default().push(path);
        }
    }
    let mut groups: Vec<_> = groups.into_values().filter(|group| group.len() > 1).collect();
    groups.sort();
    groups
}

/// A hash of the first bytes of a file; `None` when it cannot be read.
fn hash_of(path: &Path, max_bytes: u64) -> Option<u64> {
    let mut bytes = File::open(path).ok()?.take(max_bytes);
    let (mut hasher, mut buffer) = (DefaultHasher::new(), vec![0; 1 << 16]);
    loop {
        match bytes.read(&mut buffer).ok()? {
            0 => return Some(hasher.finish()),
            count => hasher.write(&buffer[..count]),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;
    use crate::test_case::{Case, expect, name, of_check};

    fn scan(case: &Case, index: usize) -> PathBuf {
        case.path(&format!("training/velodyne/{}.bin", name(index)))
    }

    #[test]
    fn a_scan_that_is_learned_and_evaluated_under_two_names_is_told() {
        let case = Case::healthy();
        fs::copy(scan(&case, 1), scan(&case, 10)).unwrap();
        let report = case.examine(&[]);
        let found = of_check(&report, "copies");
        assert_eq!(found.len(), 2, "{}", report.text());
        assert!(found[1].sentence.contains("of the split train is in the split val"));
        assert_eq!(found[1].evidence.get("scans_in_both"), Some(1.));
    }

    #[test]
    fn scans_that_are_all_the_same_are_an_error() {
        let case = Case::healthy();
        (1..12).for_each(|index| _ = fs::copy(scan(&case, 0), scan(&case, index)).unwrap());
        let found = expect(&case.examine(&[]), "copies", Severity::Error).clone();
        assert_eq!(found.evidence.get("copies"), Some(11.));
    }

    #[test]
    fn scans_that_differ_in_the_last_byte_are_no_copies() {
        let case = Case::healthy();
        let mut bytes = fs::read(scan(&case, 1)).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(scan(&case, 10), bytes).unwrap();
        assert_eq!(of_check(&case.examine(&[]), "copies").len(), 0);
        // Nor are empty files, and one file given twice.
        let empty = [3, 4].map(|index| scan(&case, index));
        empty.iter().for_each(|path| fs::write(path, []).unwrap());
        assert_eq!(check_scans(&empty), None);
        assert_eq!(check_scans(&[scan(&case, 1), scan(&case, 1)]), None);
    }
}
