//! A folder of a test's own, in which the program runs.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{self, Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;
use tempfile::TempDir;

use crate::scans;

/// The longest that a test waits.
const PATIENCE: Duration = Duration::from_secs(60);

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

    /// Runs a command that has to be refused as wrong usage; returns its stderr.
    pub fn refuse(&self, args: &[&str]) -> String {
        let output = self.command(args).assert().code(2).get_output().clone();
        String::from_utf8(output.stderr).unwrap()
    }

    /// The program with some arguments, for a test that watches it.
    pub fn start(&self, args: &[&str]) -> Process {
        let program = assert_cmd::cargo::cargo_bin!("voxelnet");
        let mut command = process::Command::new(program);
        command.current_dir(self.0.path()).args(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let said = Arc::<Mutex<Vec<u8>>>::default();
        let heard = Arc::clone(&said);
        let listener = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(num_bytes @ 1..) = stderr.read(&mut bytes) {
                heard.lock().unwrap().extend(&bytes[..num_bytes]);
            }
        });
        Process { child, said, listener }
    }

    /// A folder `scans` with many links to one scan; their paths.
    pub fn many_scans(&self, num_scans: usize) -> Vec<PathBuf> {
        fs::create_dir(self.path("scans")).unwrap();
        let first = self.path("scans/000000.bin");
        fs::write(&first, scans::bin(&scans::cars())).unwrap();
        let path = |number| self.path(&format!("scans/{number:06}.bin"));
        (1..num_scans).for_each(|number| fs::hard_link(&first, path(number)).unwrap());
        (0..num_scans).map(path).collect()
    }

    /// A file that gives a reader nothing until somebody writes into it.
    pub fn pipe(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        assert!(process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        path
    }

    /// The names of everything in a folder, deeper ones with their folders.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let mut names = Vec::new();
        let mut folders = vec![self.path(folder)];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                } else {
                    names.push(
                        entry.path().strip_prefix(self.path(folder)).unwrap().display().to_string(),
                    );
                }
            }
        }
        names.sort();
        names
    }

    pub fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(name)).unwrap()).unwrap()
    }
}

/// A program at work.
pub struct Process {
    child: Child,
    /// Everything that it has written to stderr.
    said: Arc<Mutex<Vec<u8>>>,
    listener: JoinHandle<()>,
}

/// The end of a program.
pub struct Ending {
    pub code: Option<i32>,
    pub printed: String,
    pub said: String,
}

impl Process {
    /// Sends a signal such as `INT`.
    pub fn signal(&self, signal: &str) {
        let process = self.child.id().to_string();
        let sent = process::Command::new("kill").args(["-s", signal, &process]).status();
        assert!(sent.unwrap().success());
    }

    pub fn stdin(&mut self) -> &mut ChildStdin {
        self.child.stdin.as_mut().unwrap()
    }

    pub fn stdout(&mut self) -> ChildStdout {
        self.child.stdout.take().unwrap()
    }

    /// Waits until it has said something.
    pub fn wait_until_said(&mut self, expected: &str) {
        let said = Arc::clone(&self.said);
        self.wait_until(|| String::from_utf8_lossy(&said.lock().unwrap()).contains(expected));
    }

    /// Waits until something is so.
    pub fn wait_until(&mut self, mut is_so: impl FnMut() -> bool) {
        let started = Instant::now();
        while !is_so() {
            let is_at_work =
                self.child.try_wait().unwrap().is_none() && started.elapsed() < PATIENCE;
            let said = String::from_utf8_lossy(&self.said.lock().unwrap()).into_owned();
            assert!(is_at_work || is_so(), "the program has ended, or nothing happens: {said}");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits for the end of the program, which keeps its input open until then.
    pub fn end(mut self) -> Ending {
        let started = Instant::now();
        let stdin = self.child.stdin.take();
        while self.child.try_wait().unwrap().is_none() {
            if started.elapsed() > PATIENCE {
                self.child.kill().unwrap();
                panic!("the program does not end");
            }
            thread::sleep(Duration::from_millis(2));
        }
        drop(stdin);
        let output = self.child.wait_with_output().unwrap();
        self.listener.join().unwrap();
        let said = self.said.lock().unwrap().clone();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ending { code: output.status.code(), printed: text(output.stdout), said: text(said) }
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
