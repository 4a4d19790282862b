//! A folder of a test's own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

use super::{fixture, said};

/// A folder that is gone after the test.
pub struct Sandbox(TempDir);

impl Sandbox {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A new file in the folder.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// A copy of the fixture's dataset.
    pub fn data(&self) -> PathBuf {
        copy_folder(&fixture().data, &self.path("data"))
    }

    /// A copy of the fixture's run.
    pub fn run(&self) -> PathBuf {
        copy_folder(&fixture().run, &self.path("run"))
    }

    /// Runs a command that has to fail as every failure should: with exit code 1, a single line on
    /// stderr, nothing on stdout, and every file of the folder as it was. Returns what the line says
    /// after `error: `.
    pub fn refusal_of(&self, command: &mut Command) -> String {
        self.ending_of(command, 1)
    }

    /// Runs a command that has to fail like those of [`Self::refusal_of`], but with the exit code of wrong usage.
    pub fn wrong_usage_of(&self, command: &mut Command) -> String {
        self.ending_of(command, 2)
    }

    fn ending_of(&self, command: &mut Command, code: i32) -> String {
        let before = contents(self.0.path());
        let output = command.assert().code(code).get_output().clone();
        assert_eq!(str::from_utf8(&output.stdout).unwrap(), "");
        let said = said(&output);
        assert_eq!(said.lines().count(), 1, "expected a single line on stderr, found:\n{said}");
        let after = contents(self.0.path());
        let names = before.keys().chain(after.keys()).collect::<BTreeSet<_>>();
        let changed: Vec<_> =
            names.into_iter().filter(|&name| before.get(name) != after.get(name)).collect();
        assert!(changed.is_empty(), "new, changed or gone: {changed:?}; it said: {said}");
        said.trim_end().strip_prefix("error: ").unwrap_or_else(|| panic!("{said}")).to_owned()
    }
}

/// All files below a folder, hidden ones included, with their bytes.
pub fn contents(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(root).unwrap().into(), fs::read(path).unwrap());
            }
        }
    }
    files
}

/// The files that `detect` left in a folder, but for the record that names the scans.
pub fn results_in(out: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = contents(out);
    files.remove(Path::new("scans.jsonl")).unwrap();
    files
}

/// Copies a folder with all that is in it; returns where to.
pub fn copy_folder(from: &Path, to: &Path) -> PathBuf {
    for (name, bytes) in contents(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    to.to_owned()
}
