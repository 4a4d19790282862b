//! The weights files of a run.

use std::path::PathBuf;
use std::{fs, io};

use thiserror::Error;

use crate::selector::CheckpointSelector;

/// The beginning of the names of weights files.
const PREFIX: &str = "step-";
const SUFFIX: &str = ".safetensors";

/// The errors of looking for a checkpoint.
#[derive(Debug, Error)]
pub enum CheckpointError {
    /// The run folder holds no checkpoint.
    #[error("{} holds no checkpoint, expected a folder made by `voxelnet train`", path.display())]
    NoCheckpoint {
        /// The folder.
        path: PathBuf,
    },
    /// `best` or `last` names a checkpoint that is not there.
    #[error("{} names {}, which is not there", pointer.display(), file.display())]
    Dangling {
        /// The file that names it.
        pointer: PathBuf,
        /// The file that it names.
        file: PathBuf,
    },
    /// The run has no checkpoint of a step.
    #[error("{} has no checkpoint of step {step}, only of {}", path.display(), list(steps))]
    NoSuchStep {
        /// The folder.
        path: PathBuf,
        /// The step.
        step: u64,
        /// The steps that it has checkpoints of.
        steps: Vec<u64>,
    },
    /// The run has no best checkpoint.
    #[error("{} was not validated, so no checkpoint is the best; take the last", path.display())]
    NotValidated {
        /// The folder.
        path: PathBuf,
    },
}

fn list(steps: &[u64]) -> String {
    steps.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
}

/// The checkpoints in the folder of a run. `best` and `last` hold the names of those that they point to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckpointFiles {
    run: PathBuf,
}

impl CheckpointFiles {
    /// The checkpoints of the run in a folder, which need not exist yet.
    pub(crate) fn of_run(run: impl Into<PathBuf>) -> Self {
        Self { run: run.into() }
    }

    /// The folder that they are in.
    pub(crate) fn folder(&self) -> PathBuf {
        self.run.join("checkpoints")
    }

    /// The name of the weights file of a step.
    pub(crate) fn name_of_step(step: u64) -> String {
        format!("{PREFIX}{step:06}{SUFFIX}")
    }

    /// The step of a weights file, by what it is called.
    pub(crate) fn step_of_name(name: &str) -> Option<u64> {
        name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.parse().ok()
    }

    /// The weights file of a step.
    pub(crate) fn of_step(&self, step: u64) -> PathBuf {
        self.folder().join(Self::name_of_step(step))
    }

    /// The weights file of a checkpoint.
    ///
    /// # Errors
    /// When there is none such.
    pub(crate) fn find(&self, which: CheckpointSelector) -> Result<PathBuf, CheckpointError> {
        match which {
            CheckpointSelector::BestOrLast => match self.pointed("best") {
                Ok(Some(path)) => Ok(path),
                _ => self.find(CheckpointSelector::Last),
            },
            CheckpointSelector::Best => self.pointed("best")?.ok_or_else(|| self.not_validated()),
            CheckpointSelector::Last => self.pointed("last")?.ok_or_else(|| self.missing()),
            CheckpointSelector::Step(step) => {
                let (path, steps) = (self.of_step(step), self.steps());
                match path.is_file() {
                    true => Ok(path),
                    false if steps.is_empty() => Err(self.missing()),
                    false => {
                        Err(CheckpointError::NoSuchStep { path: self.run.clone(), step, steps })
                    }
                }
            }
        }
    }

    /// The checkpoint that a file names, if there is that file.
    fn pointed(&self, pointer: &str) -> Result<Option<PathBuf>, CheckpointError> {
        let pointer = self.run.join(pointer);
        let Ok(name) = fs::read_to_string(&pointer) else { return Ok(None) };
        let file = self.folder().join(name.trim());
        match file.is_file() {
            true => Ok(Some(file)),
            false => Err(CheckpointError::Dangling { pointer, file }),
        }
    }

    fn missing(&self) -> CheckpointError {
        CheckpointError::NoCheckpoint { path: self.run.clone() }
    }

    fn not_validated(&self) -> CheckpointError {
        CheckpointError::NotValidated { path: self.run.clone() }
    }

    /// The steps of the checkpoints that are there, rising.
    pub(crate) fn steps(&self) -> Vec<u64> {
        let entries = fs::read_dir(self.folder()).into_iter().flatten();
        let mut steps: Vec<u64> = entries.filter_map(step_of_entry).collect();
        steps.sort_unstable();
        steps
    }
}

fn step_of_entry(entry: io::Result<fs::DirEntry>) -> Option<u64> {
    let path = entry.ok()?.path();
    let step = CheckpointFiles::step_of_name(path.file_name()?.to_str()?)?;
    path.is_file().then_some(step)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A run with checkpoints of steps 10 and 20, `last` and `best` as given.
    fn run(pointers: &[(&str, u64)]) -> (tempfile::TempDir, CheckpointFiles) {
        let folder = tempfile::tempdir().unwrap();
        let files = CheckpointFiles::of_run(folder.path());
        fs::create_dir(files.folder()).unwrap();
        for step in [10, 20] {
            fs::write(files.of_step(step), "").unwrap();
        }
        for (pointer, step) in pointers {
            let name = format!("{}\n", CheckpointFiles::name_of_step(*step));
            fs::write(folder.path().join(pointer), name).unwrap();
        }
        (folder, files)
    }

    #[test]
    fn what_is_named_is_found() {
        let (_folder, files) = run(&[("best", 10), ("last", 20)]);
        for (which, step) in [
            (CheckpointSelector::Best, 10),
            (CheckpointSelector::BestOrLast, 10),
            (CheckpointSelector::Last, 20),
            (CheckpointSelector::Step(20), 20),
        ] {
            assert_eq!(files.find(which).unwrap(), files.of_step(step), "{which:?}");
        }
        let (_folder, files) = run(&[("last", 20)]);
        assert_eq!(files.find(CheckpointSelector::BestOrLast).unwrap(), files.of_step(20));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let (folder, files) = run(&[("best", 30), ("last", 20)]);
        let said = |which| files.find(which).unwrap_err().to_string();
        assert!(
            said(CheckpointSelector::Best).contains("step-000030.safetensors, which is not there")
        );
        assert!(said(CheckpointSelector::Step(30)).ends_with("of step 30, only of 10, 20"));
        assert_eq!(files.find(CheckpointSelector::BestOrLast).unwrap(), files.of_step(20));
        fs::remove_file(folder.path().join("best")).unwrap();
        assert!(said(CheckpointSelector::Best).contains("was not validated"));
        fs::remove_dir_all(files.folder()).unwrap();
        assert!(said(CheckpointSelector::Step(30)).contains("holds no checkpoint"));
        assert!(said(CheckpointSelector::Last).contains("which is not there"));
        fs::remove_file(folder.path().join("last")).unwrap();
        assert!(said(CheckpointSelector::BestOrLast).contains("holds no checkpoint"));
    }
}
