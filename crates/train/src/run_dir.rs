//! The folder of a run and what lies where in it.

use std::fs;
use std::path::{Path, PathBuf};

use voxelnet_head::CheckpointFiles;
use voxelnet_scene::write_atomically;

use crate::{RunData, TrainError};
use voxelnet_config::{Config, FromSections, different_keys};

/// Where a run keeps its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunDir {
    root: PathBuf,
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

    /// The configuration that the run was started with.
    pub fn config_path(&self) -> PathBuf {
        self.root.join("config.toml")
    }

    /// The log, see [`RunLog`](crate::RunLog).
    pub fn log_path(&self) -> PathBuf {
        self.root.join("log.jsonl")
    }

    /// Where the frames are.
    ///
    /// # Errors
    /// When the run does not say, or the file is damaged.
    pub fn data(&self) -> Result<RunData, TrainError> {
        if !self.data_path().exists() {
            return Err(TrainError::NoData { path: self.root.clone() });
        }
        RunData::read(&self.data_path())
    }

    /// Starts a run: makes the folders and writes what it is about, the configuration last.
    pub(crate) fn create(&self, config: &Config, data: &RunData) -> Result<(), TrainError> {
        if self.config_path().exists() {
            return Err(TrainError::RunExists { path: self.root.clone() });
        }
        fs::create_dir_all(self.checkpoints()).map_err(TrainError::io(self.checkpoints()))?;
        data.write(&self.data_path())?;
        write_atomically(&self.config_path(), config.to_text().as_bytes())
            .map_err(TrainError::io(self.config_path()))
    }

    /// Refuses to continue a run under another configuration or on other frames than its own; the frames
    /// may have moved to another folder, which is noted.
    pub(crate) fn reopen(&self, config: &Config, data: &RunData) -> Result<(), TrainError> {
        if let Some(key) =
            different_keys(&Config::read(&self.config_path(), &[])?, config).into_iter().next()
        {
            return Err(TrainError::OtherConfig { path: self.config_path(), key });
        }
        if self.data_path().exists() {
            let known = self.data()?;
            for (what, known, given) in [
                ("learns", &known.learned, &data.learned),
                ("is validated on", &known.validated, &data.validated),
            ] {
                if known != given {
                    let (path, expected, found) =
                        (self.data_path(), known.num_frames, given.num_frames);
                    return Err(TrainError::OtherFrames { path, what, expected, found });
                }
            }
            if known == *data {
                return Ok(());
            }
        }
        data.write(&self.data_path())
    }

    /// Where results of a split go.
    pub fn results(&self, split: &str) -> PathBuf {
        self.root.join("results").join(split)
    }

    /// Where the result files of validation go.
    pub(crate) fn validation_results(&self) -> PathBuf {
        self.root.join("validation")
    }

    /// What a run that broke leaves.
    pub(crate) fn not_finite_path(&self) -> PathBuf {
        self.root.join("not-finite.json")
    }

    fn data_path(&self) -> PathBuf {
        self.root.join("data.toml")
    }

    /// Where checkpoints are.
    pub(crate) fn checkpoints(&self) -> PathBuf {
        self.files().folder()
    }

    /// The weights that were saved.
    pub(crate) fn files(&self) -> CheckpointFiles {
        CheckpointFiles::of_run(&self.root)
    }
}
