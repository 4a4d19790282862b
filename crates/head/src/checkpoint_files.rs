//! Where a run keeps the weights that it has learned.

use std::path::PathBuf;
use std::{fs, io};

use thiserror::Error;

use crate::Which;

/// How the names of weights files begin.
const PREFIX: &str = "step-";
const SUFFIX: &str = ".safetensors";

/// Why a run has no such checkpoint.
#[derive(Debug, Error)]
pub enum CheckpointError {
    /// The run folder holds no checkpoint.
    #[error("{} holds no checkpoint, expected a folder made by `voxelnet train`", path.display())]
    NoCheckpoint {
        /// The folder.
        path: PathBuf,
    },
    /// The run has no checkpoint of a step.
    #[error("{} has no checkpoint of step {step}, only of {}", path.display(), list(steps))]
    NoSuchStep {
        /// The folder.
        path: PathBuf,
        /// The step.
        step: u64,
        /// Those that it has.
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
pub struct CheckpointFiles {
    run: PathBuf,
}

impl CheckpointFiles {
    /// Those of the run in a folder, which need not exist yet.
    pub fn of_run(run: impl Into<PathBuf>) -> Self {
        Self { run: run.into() }
    }

    /// The folder that they are in.
    pub fn folder(&self) -> PathBuf {
        self.run.join("checkpoints")
    }

    /// What the weights file of a step is called.
    pub fn name_of_step(step: u64) -> String {
        format!("{PREFIX}{step:06}{SUFFIX}")
    }

    /// The step of a weights file, by what it is called.
    pub fn step_of_name(name: &str) -> Option<u64> {
        name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.parse().ok()
    }

    /// The weights file of a step.
    pub fn of_step(&self, step: u64) -> PathBuf {
        self.folder().join(Self::name_of_step(step))
    }

    /// The weights file of a checkpoint.
    ///
    /// # Errors
    /// When there is none such.
    pub fn find(&self, which: Which) -> Result<PathBuf, CheckpointError> {
        let missing = || CheckpointError::NoCheckpoint { path: self.run.clone() };
        let pointed = |pointer: &str| {
            let name = fs::read_to_string(self.run.join(pointer)).ok()?;
            Some(self.folder().join(name.trim()))
        };
        let path = match which {
            Which::BestOrLast => pointed("best").or_else(|| pointed("last")).ok_or_else(missing)?,
            Which::Last => pointed("last").ok_or_else(missing)?,
            Which::Best => pointed("best")
                .ok_or_else(|| CheckpointError::NotValidated { path: self.run.clone() })?,
            Which::Step(step) => self.of_step(step),
        };
        match which {
            _ if path.is_file() => Ok(path),
            Which::Step(step) => {
                let (path, steps) = (self.run.clone(), self.steps());
                Err(CheckpointError::NoSuchStep { path, step, steps })
            }
            _ => Err(missing()),
        }
    }

    /// The steps of the checkpoints that are there, rising.
    pub fn steps(&self) -> Vec<u64> {
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
