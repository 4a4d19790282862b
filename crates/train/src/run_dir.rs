//! The folder of a run: `config.toml`, `log.jsonl`, `checkpoints/`, `last`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use voxelnet_head::{Tensor as WeightTensor, Weights};
use voxelnet_scene::write_atomically;

use crate::{Config, TrainError};

/// Where a run keeps its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunDir {
    root: PathBuf,
}

/// Weights with the configuration that they were trained with.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// The weights file.
    pub path: PathBuf,
    /// What it holds.
    pub weights: Weights,
    /// The configuration that it holds.
    pub config: Config,
}

impl RunDir {
    /// The run in a folder, which need not exist yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The last checkpoint.
    ///
    /// # Errors
    /// When the folder holds none, or one that is damaged or was made with another configuration than
    /// that of the run.
    pub fn last_checkpoint(&self) -> Result<Checkpoint, TrainError> {
        let path = self.last_weights()?;
        let weights = Weights::read(&path)?;
        let config = Config::parse(&weights.config_text, &[], &path)?;
        if let Some(key) = Config::read(&self.config_path(), &[])?.first_difference(&config) {
            let problem = format!("`{key}` of its configuration differs from config.toml");
            return Err(TrainError::State { path, problem });
        }
        Ok(Checkpoint { path, weights, config })
    }

    /// Whether a run was started here that made no checkpoint yet.
    pub(crate) fn is_without_checkpoint(&self) -> bool {
        self.config_path().exists() && !self.root.join("last").exists()
    }

    fn last_weights(&self) -> Result<PathBuf, TrainError> {
        let pointer = self.root.join("last");
        let no_checkpoint = || TrainError::NoCheckpoint { path: self.root.clone() };
        let name = fs::read_to_string(pointer).map_err(|_| no_checkpoint())?;
        let path = self.checkpoints().join(name.trim());
        if path.is_file() { Ok(path) } else { Err(no_checkpoint()) }
    }

    /// Starts a run: makes the folders and writes the configuration.
    pub(crate) fn create(&self, config: &Config) -> Result<(), TrainError> {
        if self.config_path().exists() {
            return Err(TrainError::RunExists { path: self.root.clone() });
        }
        fs::create_dir_all(self.checkpoints()).map_err(TrainError::io(self.checkpoints()))?;
        write_atomically(&self.config_path(), config.to_text().as_bytes())
            .map_err(TrainError::io(self.config_path()))
    }

    /// Refuses to continue a run under another configuration than its own.
    pub(crate) fn check_config(&self, config: &Config) -> Result<(), TrainError> {
        match Config::read(&self.config_path(), &[])?.first_difference(config) {
            Some(key) => Err(TrainError::OtherConfig { path: self.config_path(), key: key.into() }),
            None => Ok(()),
        }
    }

    /// Writes a checkpoint, the optimiser's state first, and then points `last` to it, so that a run
    /// killed at any moment finds a whole one.
    pub(crate) fn save(
        &self,
        weights: &Weights,
        optimizer_state: BTreeMap<String, WeightTensor>,
    ) -> Result<(), TrainError> {
        let name = format!("step-{:06}.safetensors", weights.step);
        let state = Weights { tensors: optimizer_state, ..weights.clone() };
        self.write(&self.checkpoints().join(state_name(&name)), &state)?;
        self.write(&self.checkpoints().join(&name), weights)?;
        let last = self.root.join("last");
        write_atomically(&last, format!("{name}\n").as_bytes()).map_err(TrainError::io(last))
    }

    /// The optimiser's state beside a checkpoint.
    pub(crate) fn optimizer_state(
        &self,
        checkpoint: &Checkpoint,
    ) -> Result<(PathBuf, Weights), TrainError> {
        let name = checkpoint.path.file_name().unwrap_or_default().to_string_lossy();
        let path = checkpoint.path.with_file_name(state_name(&name));
        let state = Weights::read(&path)?;
        let problem = if state.step != checkpoint.weights.step {
            format!("it is of step {}, expected {}", state.step, checkpoint.weights.step)
        } else if state.config_text != checkpoint.weights.config_text {
            "its configuration is not that of the weights".into()
        } else {
            return Ok((path, state));
        };
        Err(TrainError::State { path, problem })
    }

    pub(crate) fn log_path(&self) -> PathBuf {
        self.root.join("log.jsonl")
    }

    /// The configuration that the run was started with.
    pub fn config_path(&self) -> PathBuf {
        self.root.join("config.toml")
    }

    fn checkpoints(&self) -> PathBuf {
        self.root.join("checkpoints")
    }

    fn write(&self, path: &Path, weights: &Weights) -> Result<(), TrainError> {
        let bytes = weights
            .to_bytes()
            .map_err(|source| voxelnet_head::WeightsError::Format { path: path.into(), source })?;
        write_atomically(path, &bytes).map_err(TrainError::io(path))
    }
}

fn state_name(weights_name: &str) -> String {
    weights_name.replace("step-", "optimizer-")
}
