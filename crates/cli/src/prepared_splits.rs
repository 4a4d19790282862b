//! The splits that `prepare` writes.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use voxelnet_dataset::{
    KeptSplit, MissingFrames, SplitOptions, StandardSplitFiles, WrittenSplit, write_missing_splits,
    write_standard_split,
};
use voxelnet_files::{agreeing, counted};
use voxelnet_kitti::{KittiDataset, StandardSplit, standard_split};

use crate::context::Context;
use crate::output::report::print;
use crate::prepared_folder::link_to_dataset;
use crate::progress::Progress;

/// The splits that [`Division::Standard`] makes.
const STANDARD: [&str; 3] = ["train", "val", "trainval"];

/// The most frames that a message names.
const MAX_NAMED: usize = 5;

/// The way in which frames are divided.
#[derive(Clone, Copy, Debug)]
pub enum Division {
    /// KITTI's usual split.
    Standard,
    /// A split of the dataset's own, where there is none.
    Own(SplitOptions),
}

/// Writes the splits that are missing, on the first rank. Collective.
pub fn write_splits(
    dataset: &KittiDataset,
    out: &Path,
    division: Division,
    &Context { progress, ref communicator, .. }: &Context,
) -> Result<()> {
    let written = if communicator.is_first() {
        divide(dataset, out, division, progress)?
    } else {
        Vec::new()
    };
    communicator.barrier();
    for WrittenSplit { path, num_frames } in &written {
        print(&format!("{}: {}\n", path.display(), counted(*num_frames, "frame")))?;
    }
    let has_own_val = written.iter().any(|split| split.path.ends_with("ImageSets/val.txt"));
    if matches!(division, Division::Own(_)) && has_own_val && holds_standard_frames(dataset) {
        progress.say(
            "note: to train and validate on the 3712 and 3769 frames that most papers use, remove train.txt and val.txt \
             and give --standard-split",
        );
    }
    Ok(())
}

fn divide(
    dataset: &KittiDataset,
    out: &Path,
    division: Division,
    progress: Progress,
) -> Result<Vec<WrittenSplit>> {
    let mut linked = dataset.splits();
    match division {
        Division::Own(options) => {
            link_to_dataset(dataset, &linked, out, progress)?;
            Ok(write_missing_splits(dataset, out, options)?)
        }
        Division::Standard => {
            linked.retain(|split| !STANDARD.contains(&&**split));
            link_to_dataset(dataset, &linked, out, progress)?;
            let files = write_standard_split(dataset, out)?;
            tell(&files, progress);
            Ok(files.written)
        }
    }
}

/// Tells in which way a dataset differs from KITTI's own.
fn tell(files: &StandardSplitFiles, progress: Progress) {
    let StandardSplit { train, val } = standard_split();
    for MissingFrames { split, num_listed, frames } in &files.missing {
        let (num_missing, have) = (frames.len(), agreeing(frames.len(), "has", "have"));
        let are = agreeing(num_missing, "is", "are");
        progress.warn(&format!(
            "{num_missing} of the {num_listed} frames of the usual split `{split}` {have} no scan here and {are} left out: {}",
            stretches(if *split == "train" { &train } else { &val }, frames)
        ));
    }
    if !files.others.is_empty() {
        progress.warn(&format!(
            "{} here {} not part of the usual split and in none that is written: {}",
            counted(files.others.len(), "scan"),
            agreeing(files.others.len(), "is", "are"),
            first_of(&files.others)
        ));
    }
    for KeptSplit { path, is_same } in &files.kept {
        let path = path.display();
        if *is_same {
            progress.say(&format!("note: {path}: lists the frames of the usual split already"));
        } else {
            progress.warn(&format!(
                "{path}: lists other frames than the usual split and is kept, as splits are never overwritten"
            ));
        }
    }
}

/// All of some frames of a list, those that follow each other there by the first and the last.
fn stretches(listed: &[String], frames: &[String]) -> String {
    let frames: BTreeSet<&String> = frames.iter().collect();
    let chunks = listed.chunk_by(|a, b| frames.contains(a) == frames.contains(b));
    let missing = chunks.filter(|chunk| frames.contains(&chunk[0]));
    let named = missing.map(|chunk| match chunk {
        [only] => only.clone(),
        [first, .., last] => format!("{first} to {last}"),
        [] => String::new(),
    });
    named.collect::<Vec<_>>().join(", ")
}

/// The first few frames, and the number of the others.
fn first_of(frames: &[String]) -> String {
    let named = frames[..frames.len().min(MAX_NAMED)].join(", ");
    match frames.len().saturating_sub(MAX_NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn holds_standard_frames(dataset: &KittiDataset) -> bool {
    let StandardSplit { train, val } = standard_split();
    train.iter().chain(&val).any(|frame| dataset.scan_path(frame).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_frames_of_a_list_are_named_in_stretches() {
        let frames = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>();
        let listed = frames(&[0, 3, 7, 9, 10, 12]);
        assert_eq!(stretches(&listed, &frames(&[0, 7, 9, 10])), "0, 7 to 10");
        assert_eq!(stretches(&listed, &frames(&[3, 12])), "3, 12");
        assert_eq!(stretches(&listed, &listed), "0 to 12");
    }

    #[test]
    fn as_many_frames_are_named_as_fit_a_line() {
        let frames: Vec<String> = (1..=7).map(|frame| frame.to_string()).collect();
        assert_eq!(first_of(&frames[..5]), "1, 2, 3, 4, 5");
        assert_eq!(first_of(&frames), "1, 2, 3, 4, 5 and 2 more");
    }
}
