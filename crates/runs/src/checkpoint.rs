//! The checkpoints of a run: reading, writing, and keeping the right ones.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use voxelnet_config::{Config, FromSections, different_keys};
use voxelnet_detection::{Tensor as WeightTensor, Weights, WeightsError};
use voxelnet_files::write_atomically;

use crate::checkpoint_files::{CheckpointError, CheckpointFiles};
use crate::error::RunError;
use crate::retention::superseded;
use crate::run_dir::RunDir;
use crate::selector::CheckpointSelector;

/// Weights with the configuration that they were trained with.
#[derive(Clone, Debug)]
pub struct Checkpoint<C = Config> {
    /// The weights file.
    pub path: PathBuf,
    /// Its content.
    pub weights: Weights,
    /// The configuration that it holds, or a part of it.
    pub config: C,
}

impl RunDir {
    /// A checkpoint, with the part of its configuration that is needed.
    ///
    /// # Errors
    /// When there is none such, or it is damaged, or its part of the configuration is not that of the run.
    pub fn checkpoint<C: FromSections + Serialize>(
        &self,
        selector: CheckpointSelector,
    ) -> Result<Checkpoint<C>, RunError> {
        if !self.root().is_dir() {
            self.check()?;
        }
        let path = self.weights_path(selector)?;
        let weights = Weights::read(&path)?;
        let config: C = weights.config(&path, &[])?;
        let own = C::read(&self.config_path(), &[])?;
        if let Some(key) = different_keys(&own, &config).into_iter().next() {
            let problem = format!("`{key}` of its configuration differs from config.toml");
            return Err(RunError::State { path, problem });
        }
        Ok(Checkpoint { path, weights, config })
    }

    /// The weights file of a checkpoint.
    ///
    /// # Errors
    /// When there is no such checkpoint.
    pub fn weights_path(&self, selector: CheckpointSelector) -> Result<PathBuf, CheckpointError> {
        self.files().find(selector)
    }

    /// Whether a run was started here that made no checkpoint yet.
    pub fn is_without_checkpoint(&self) -> bool {
        self.config_path().exists() && !self.root().join("last").exists()
    }

    /// Removes the files that a kill may have left: unfinished ones, and those that are newer than `last`.
    pub fn remove_leftovers(&self) -> Result<(), RunError> {
        let last = self.step_of_last();
        for folder in [self.root().into(), self.checkpoints(), self.validation_results()] {
            for path in files_in(&folder) {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let is_temporary = name.starts_with('.') && name.ends_with(".tmp");
                let is_newer = step_of_file(&name).is_some_and(|step| Some(step) > last);
                if is_temporary || is_newer {
                    fs::remove_file(&path).map_err(RunError::io(path))?;
                }
            }
        }
        Ok(())
    }

    /// The step of the last checkpoint, if there is one.
    fn step_of_last(&self) -> Option<u64> {
        step_of_file(fs::read_to_string(self.root().join("last")).ok()?.trim())
    }

    /// Writes a checkpoint, the state beside it first, and then points `last` to it, so that a run killed
    /// at any moment finds a whole one.
    pub fn save(
        &self,
        weights: &Weights,
        state: BTreeMap<String, WeightTensor>,
    ) -> Result<PathBuf, RunError> {
        let path = self.files().of_step(weights.step);
        let state = Weights { tensors: state, ..weights.clone() };
        write(&self.checkpoints().join(state_name(weights.step)), &state)?;
        write(&path, weights)?;
        self.point("last", weights.step)?;
        Ok(path)
    }

    /// Points `best` to the checkpoint of a step.
    pub fn set_best(&self, step: u64) -> Result<(), RunError> {
        self.point("best", step)
    }

    /// Removes the checkpoints that are no longer wanted.
    pub fn prune(&self, keep: usize, best: Option<u64>) -> Result<(), RunError> {
        for step in superseded(&self.files().steps(), keep, best) {
            // The state beside the weights first: alone it would be found by nobody.
            let state = self.checkpoints().join(state_name(step));
            for path in [state, self.files().of_step(step)] {
                if path.exists() {
                    fs::remove_file(&path).map_err(RunError::io(path))?;
                }
            }
        }
        Ok(())
    }

    /// The state beside a checkpoint: the optimiser's memory, and the trained weights if those of the
    /// checkpoint are an average.
    pub fn state_beside(&self, checkpoint: &Checkpoint) -> Result<(PathBuf, Weights), RunError> {
        let path = checkpoint.path.with_file_name(state_name(checkpoint.weights.step));
        let state = Weights::read(&path)?;
        let problem = if state.step != checkpoint.weights.step {
            format!("it is of step {}, expected {}", state.step, checkpoint.weights.step)
        } else if state.config_text != checkpoint.weights.config_text {
            "its configuration is not that of the weights".into()
        } else {
            return Ok((path, state));
        };
        Err(RunError::State { path, problem })
    }

    fn point(&self, pointer: &str, step: u64) -> Result<(), RunError> {
        let path = self.root().join(pointer);
        let text = format!("{}\n", CheckpointFiles::name_of_step(step));
        write_atomically(&path, text.as_bytes()).map_err(RunError::io(path))
    }
}

/// The beginning of the names of state files.
const STATE: &str = "optimizer-";

fn state_name(step: u64) -> String {
    format!("{STATE}{step:06}.safetensors")
}

/// The step of a checkpoint file, by its name.
fn step_of_file(name: &str) -> Option<u64> {
    let of_state = || name.strip_prefix(STATE)?.strip_suffix(".safetensors")?.parse().ok();
    CheckpointFiles::step_of_name(name).or_else(of_state)
}

/// The files of a folder, none when it is not there.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect()
}

fn write(path: &Path, weights: &Weights) -> Result<(), RunError> {
    let bytes = weights.to_bytes().map_err(|error| WeightsError::format(path, &error))?;
    write_atomically(path, &bytes).map_err(RunError::io(path))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn run_with(files: &[&str], last: Option<u64>) -> (tempfile::TempDir, RunDir) {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        fs::create_dir_all(run.checkpoints()).unwrap();
        for file in files {
            fs::write(run.checkpoints().join(file), "").unwrap();
        }
        if let Some(step) = last {
            run.point("last", step).unwrap();
        }
        (folder, run)
    }

    fn names(run: &RunDir) -> Vec<String> {
        let files = files_in(&run.checkpoints());
        let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
        let mut names: Vec<String> = files.iter().map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn what_a_kill_left_after_the_last_checkpoint_is_removed_and_the_last_one_kept() {
        let [state_5, weights_5] = ["optimizer-000005.safetensors", "step-000005.safetensors"];
        let left = ["optimizer-000008.safetensors", "step-000008.safetensors", ".step-1.tmp"];
        let files = [&[state_5, weights_5][..], &left].concat();
        let (_folder, run) = run_with(&files, Some(5));
        run.remove_leftovers().unwrap();
        run.prune(1, None).unwrap();
        assert_eq!(names(&run), [state_5, weights_5]);

        let (_folder, run) = run_with(&left, None);
        run.remove_leftovers().unwrap();
        assert!(names(&run).is_empty());
    }
}
