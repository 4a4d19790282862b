//! Files of datasets that may not be shared, found in the repository by their content.

#![allow(clippy::unwrap_used)]

use std::collections::{HashMap, HashSet};
use std::env;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::digest::Output;
use sha2::{Digest, Sha256};

/// The variables that name folders of real frames.
const VARIABLES: [&str; 2] = ["VOXELNET_KITTI_REAL", "VOXELNET_KITTI_MINI"];

/// A file of a dataset and one of the repository with the same content.
#[derive(Debug, PartialEq)]
struct Copy {
    of: PathBuf,
    tracked: PathBuf,
}

/// The files below `folder` whose SHA-256 is that of a tracked file; empty files are passed over.
fn copies(tracked: &[PathBuf], folder: &Path) -> Vec<Copy> {
    let sha256 = |path: &Path| -> Output<Sha256> { Sha256::digest(fs::read(path).unwrap()) };
    let length = |path: &Path| fs::metadata(path).unwrap().len();
    let tracked = tracked.iter().filter(|path| length(path) > 0);
    let tracked: HashMap<_, _> = tracked.map(|path| (sha256(path), path)).collect();
    // Only files of equal length can have the same content, so that few of a large dataset are read.
    let lengths: HashSet<u64> = tracked.values().map(|path| length(path)).collect();
    let mut of = files_below(folder);
    of.retain(|path| lengths.contains(&length(path)));
    let copy = |of: PathBuf| {
        let &tracked = tracked.get(&sha256(&of))?;
        Some(Copy { of, tracked: tracked.clone() })
    };
    of.into_iter().filter_map(copy).collect()
}

/// The files of a folder and those of its folders.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The files that git tracks in a checkout, or `None` where there is no git.
fn tracked_files(root: &Path) -> Option<Vec<PathBuf>> {
    if !root.join(".git").exists() {
        return None;
    }
    let mut git = Command::new("git");
    // The checkout may belong to another user, as in a container.
    git.args(["-c", "safe.directory=*", "ls-files", "-z"]).current_dir(root);
    let output = match git.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        output => output.unwrap(),
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed = String::from_utf8(output.stdout).unwrap();
    let paths = listed.split_terminator('\0').map(|name| root.join(name));
    Some(paths.filter(|path| path.is_file()).collect())
}

fn say(message: &str) {
    // Unlike `eprintln!`, this is shown whether the test succeeds or not.
    let _ = writeln!(std::io::stderr(), "{message}");
}

#[test]
fn no_tracked_file_is_one_of_the_real_frames() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let Some(tracked) = tracked_files(&root) else {
        return say(
            "skipped: this is no checkout of git, whose files could be compared with real frames",
        );
    };
    assert!(tracked.iter().any(|path| path.ends_with("README.md")), "{tracked:?}");
    for variable in VARIABLES {
        let Some(folder) = env::var_os(variable).map(PathBuf::from) else {
            say(&format!("skipped: {variable} is not set"));
            continue;
        };
        assert!(!files_below(&folder).is_empty(), "{variable}: no file below {}", folder.display());
        let copies = copies(&tracked, &folder);
        assert!(copies.is_empty(), "these files may not be in the repository: {copies:#?}");
    }
}

#[test]
fn a_copy_is_found_under_another_name_and_empty_files_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    let frame = write("real/velodyne/000000.bin", "points");
    write("real/label_2/000000.txt", "");
    write("real/label_2/000001.txt", "Car");
    let scan = write("checkout/scan.bin", "points");
    // The second has the length of a label file, not its content.
    let tracked = [write("checkout/empty", ""), write("checkout/code.rs", "Van"), scan.clone()];
    let found = copies(&tracked, &folder.path().join("real"));
    assert_eq!(found, [Copy { of: frame, tracked: scan }]);
    assert_eq!(copies(&tracked[..2], &folder.path().join("real")), []);
}

#[test]
fn a_folder_without_git_has_no_tracked_files() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(tracked_files(folder.path()), None);
}
