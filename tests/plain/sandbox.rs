//! A folder of a test's own, in which the program runs.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;
use tempfile::TempDir;

/// A folder with simulated frames and a copy of the run that version 0.1.0 left.
pub struct Sandbox(TempDir);

impl Sandbox {
    pub fn new() -> Self {
        let sandbox = Self(tempfile::tempdir().unwrap());
        let run = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/run-0.1.0");
        copy(&run, &sandbox.path("run"));
        sandbox
    }

    /// With four frames, two of them in the split `val`.
    pub fn with_data() -> Self {
        let sandbox = Self::new();
        let data = sandbox.text("data");
        let frames = ["--frames", "4", "--seed", "5", "--val-fraction", "0.5"];
        sandbox.succeed(&[&["synth", "--out", &data], &frames[..]].concat());
        sandbox
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = cargo_bin_cmd!("voxelnet");
        command.current_dir(self.0.path()).args(args);
        command
    }

    /// Runs a command that has to succeed; returns its stdout and stderr.
    pub fn succeed(&self, args: &[&str]) -> (String, String) {
        let output = self.command(args).assert().success().get_output().clone();
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    /// Runs a command that has to fail; returns its stderr.
    pub fn fail(&self, args: &[&str]) -> String {
        let output = self.command(args).assert().code(1).get_output().clone();
        String::from_utf8(output.stderr).unwrap()
    }

    pub fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(name)).unwrap()).unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
