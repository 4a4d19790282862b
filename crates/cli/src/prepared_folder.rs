//! The folder of `prepare --out`: it leads to the dataset, so that other commands take it for one.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use voxelnet_kitti::KittiDataset;

use crate::progress::Progress;

/// Lays links to the scans and some splits of a dataset into another folder, where they are missing.
pub fn link_to_dataset(
    dataset: &KittiDataset,
    splits: &[String],
    out: &Path,
    progress: Progress,
) -> Result<()> {
    let data = std::path::absolute(dataset.root())?;
    if is_same(&data, out) {
        return Ok(());
    }
    fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    for half in ["training", "testing"] {
        let target = data.join(half);
        if target.exists() && !link(&target, &out.join(half), &data, progress)? {
            return Ok(());
        }
    }
    for split in splits {
        let name = format!("ImageSets/{split}.txt");
        if !out.join(&name).exists() {
            let folder = out.join("ImageSets");
            fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
            link(&data.join(&name), &out.join(&name), &data, progress)?;
        }
    }
    Ok(())
}

/// Whether a link is there afterwards; where the file system has none, the way without is told.
fn link(target: &Path, link: &Path, data: &Path, progress: Progress) -> Result<bool> {
    if fs::symlink_metadata(link).is_ok() {
        ensure!(
            is_same(target, link),
            "{}: exists and is not {}, expected an empty folder for --out or one that `prepare` made of this dataset",
            link.display(),
            target.display()
        );
        return Ok(true);
    }
    let Err(error) = make_link(target, link) else { return Ok(true) };
    progress.warn(&format!(
        "{}: no link to {} can be made ({error}), so train with --data {} and name the files in ImageSets and objects.db \
         here with --split, --val-split and --set augment.sampling.database=FILE",
        link.display(),
        target.display(),
        data.display()
    ));
    Ok(false)
}

#[cfg(unix)]
fn make_link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn make_link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether two paths lead to the same file or folder.
fn is_same(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}
