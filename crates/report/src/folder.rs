//! The folder of a report, and the files of an earlier one.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use voxelnet_files::write_atomically;

use crate::error::ReportError;

/// Lists the pictures and viewers that a report wrote, so that the next one knows them from files of
/// others.
const LIST: &str = "files.txt";

/// The page `index.html`, and beside it `frames/` with the pictures and viewers.
pub(crate) struct ReportFolder {
    root: PathBuf,
}

impl ReportFolder {
    /// Makes the folder and tries whether it can be written.
    pub(crate) fn new(root: &Path) -> Result<Self, ReportError> {
        let folder = Self { root: root.to_owned() };
        let frames = folder.frames();
        fs::create_dir_all(&frames).map_err(failed(&frames))?;
        for writable in [&folder.root, &frames] {
            let trial = writable.join(format!(".trial-{}", std::process::id()));
            File::create(&trial).and_then(|_| fs::remove_file(&trial)).map_err(failed(writable))?;
        }
        for file in [folder.page(), folder.list()] {
            if file.is_dir() {
                let source = io::Error::from(io::ErrorKind::IsADirectory);
                return Err(ReportError::Write { path: file, source });
            }
        }
        Ok(folder)
    }

    pub(crate) fn page(&self) -> PathBuf {
        self.root.join("index.html")
    }

    pub(crate) fn frames(&self) -> PathBuf {
        self.root.join("frames")
    }

    fn list(&self) -> PathBuf {
        self.frames().join(LIST)
    }

    /// Announces the files of `frames/` that are about to be written. Those of an earlier report stay
    /// on the list until [`keep_only`](Self::keep_only), so that none is forgotten when this one is
    /// interrupted.
    pub(crate) fn announce(&self, names: &BTreeSet<String>) -> Result<(), ReportError> {
        let mut all = self.listed()?;
        all.extend(names.iter().cloned());
        self.write_list(&all)
    }

    /// Removes from `frames/` what earlier reports wrote but for these files.
    pub(crate) fn keep_only(&self, names: &BTreeSet<String>) -> Result<(), ReportError> {
        for stale in self.listed()?.difference(names) {
            let path = self.frames().join(stale);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(failed(&path)(error));
                }
                _ => {}
            }
        }
        self.write_list(names)
    }

    /// The listed names that may be those of a picture or a viewer; other lines of the file are passed over.
    fn listed(&self) -> Result<BTreeSet<String>, ReportError> {
        match fs::read(self.list()) {
            Ok(text) => {
                let text = String::from_utf8_lossy(&text);
                Ok(text.lines().filter(|name| is_own(name)).map(str::to_owned).collect())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
            Err(error) => Err(failed(&self.list())(error)),
        }
    }

    fn write_list(&self, names: &BTreeSet<String>) -> Result<(), ReportError> {
        let lines: String = names.iter().map(|name| format!("{name}\n")).collect();
        write_atomically(&self.list(), lines.as_bytes()).map_err(failed(&self.list()))
    }
}

/// Whether a name can be that of a picture or a viewer, and leads nowhere else.
fn is_own(name: &str) -> bool {
    let is_kind = [".png", ".html"].iter().any(|kind| name.ends_with(kind));
    is_kind && Path::new(name).file_name().is_some_and(|file| file == name)
}

fn failed(path: &Path) -> impl Fn(io::Error) -> ReportError {
    move |source| ReportError::Write { path: path.to_owned(), source }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn files_of_the_last_report_go_and_others_stay() {
        let root = tempfile::tempdir().unwrap();
        let folder = ReportFolder::new(root.path()).unwrap();
        let file = |name: &str| folder.frames().join(name);
        folder.announce(&names(&["1.png", "2.png"])).unwrap();
        for name in ["1.png", "2.png", "mine.png"] {
            fs::write(file(name), "").unwrap();
        }
        folder.keep_only(&names(&["1.png", "2.png"])).unwrap();

        // Interrupted: none of its files is forgotten.
        folder.announce(&names(&["3.png"])).unwrap();
        fs::write(file("3.png"), "").unwrap();

        folder.announce(&names(&["2.png"])).unwrap();
        folder.keep_only(&names(&["2.png"])).unwrap();
        let left = ["1.png", "2.png", "3.png", "mine.png"].map(|name| file(name).exists());
        assert_eq!(left, [false, true, false, true]);
        assert_eq!(fs::read_to_string(file(LIST)).unwrap(), "2.png\n");
    }

    #[test]
    fn a_list_that_somebody_wrote_removes_nothing_elsewhere() {
        let root = tempfile::tempdir().unwrap();
        let folder = ReportFolder::new(root.path()).unwrap();
        let outside = root.path().join("photo.png");
        let text = folder.frames().join("notes.txt");
        fs::write(&outside, "").unwrap();
        fs::write(&text, "").unwrap();
        let lines = format!("../photo.png\n{}\nnotes.txt\n\n.\n..\ngone.png\n", outside.display());
        fs::write(folder.list(), lines).unwrap();
        folder.keep_only(&names(&[])).unwrap();
        assert!(outside.exists() && text.exists());
        assert_eq!(fs::read_to_string(folder.list()).unwrap(), "");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_known_before_anything_is() {
        let root = tempfile::tempdir().unwrap();
        for (name, in_the_way) in [("a", "frames"), ("b", "")] {
            let folder = root.path().join(name);
            if in_the_way.is_empty() {
                fs::write(&folder, "").unwrap();
            } else {
                fs::create_dir(&folder).unwrap();
                fs::write(folder.join(in_the_way), "").unwrap();
            }
            let error = ReportFolder::new(&folder).err().unwrap().to_string();
            let expected = format!("{}/frames: cannot write the report, ", folder.display());
            assert!(error.starts_with(&expected), "{error}");
        }
        let folder = root.path().join("c");
        fs::create_dir_all(folder.join("index.html")).unwrap();
        let error = ReportFolder::new(&folder).err().unwrap().to_string();
        assert!(error.contains("c/index.html: cannot write the report, is a directory"), "{error}");
    }
}
