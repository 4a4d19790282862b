//! The folder of a run and the paths in it.

use std::fs;
use std::path::{Path, PathBuf};

use voxelnet_config::{Config, FromSections, different_keys};
use voxelnet_files::write_atomically;

use crate::checkpoint_files::CheckpointFiles;
use crate::data::RunData;
use crate::error::RunError;
use crate::log::line::LogLine;
use crate::log::start::StartLine;
use crate::run_start::RunStart;

/// The paths of the files of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunDir {
    root: PathBuf,
}

impl RunDir {
    /// The run in a folder, which need not exist yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Checks that there is a run.
    ///
    /// # Errors
    /// When there is no folder, or no configuration in it.
    pub fn check(&self) -> Result<(), RunError> {
        let found = match (self.root.is_dir(), self.root.exists()) {
            (true, _) if self.config_path().exists() => return Ok(()),
            (true, _) => "no config.toml in this folder",
            (false, true) => "a file",
            (false, false) => "no such folder",
        };
        Err(RunError::NoRun { path: self.root.clone(), found })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The configuration that the run was started with.
    pub fn config_path(&self) -> PathBuf {
        self.root.join("config.toml")
    }

    /// The log, see [`RunLog`](crate::log::run_log::RunLog).
    pub fn log_path(&self) -> PathBuf {
        self.root.join("log.jsonl")
    }

    /// The frames that the run is about.
    ///
    /// # Errors
    /// When the run does not say, or the file is damaged.
    pub fn data(&self) -> Result<RunData, RunError> {
        if !self.data_path().exists() {
            return Err(RunError::NoData { path: self.root.clone() });
        }
        RunData::read(&self.data_path())
    }

    /// Starts a run: makes the folders and writes what it is about, the configuration last. A run that starts from
    /// trained weights gets a checkpoint before its first step, and its log begins with a line about them.
    pub fn create(
        &self,
        config: &Config,
        data: &RunData,
        start: Option<RunStart>,
    ) -> Result<(), RunError> {
        self.require_no_run()?;
        fs::create_dir_all(self.checkpoints()).map_err(RunError::io(self.checkpoints()))?;
        data.write(&self.data_path())?;
        if let Some(start) = start {
            self.write_start(start)?;
        }
        write_atomically(&self.config_path(), config.to_text().as_bytes())
            .map_err(RunError::io(self.config_path()))
    }

    fn write_start(&self, start: RunStart) -> Result<(), RunError> {
        let RunStart { weights, state, start } = start;
        let line = LogLine::Start(StartLine { step: weights.step, start }).to_json() + "\n";
        write_atomically(&self.log_path(), line.as_bytes())
            .map_err(RunError::io(self.log_path()))?;
        self.save(&weights, state).map(drop)
    }

    /// Checks that no run has been started here.
    ///
    /// # Errors
    /// When there is one.
    pub fn require_no_run(&self) -> Result<(), RunError> {
        match self.config_path().exists() {
            true => Err(RunError::RunExists { path: self.root.clone() }),
            false => Ok(()),
        }
    }

    /// Refuses to continue a run under another configuration or on other frames than its own; the frames
    /// may have moved to another folder, which is noted.
    pub fn reopen(&self, config: &Config, data: &RunData) -> Result<(), RunError> {
        if let Some(key) =
            different_keys(&Config::read(&self.config_path(), &[])?, config).into_iter().next()
        {
            return Err(RunError::OtherConfig { path: self.config_path(), key });
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
                    return Err(RunError::OtherFrames { path, what, expected, found });
                }
            }
            if known == *data {
                return Ok(());
            }
        }
        data.write(&self.data_path())
    }

    /// The folder for the results of a split.
    pub fn results(&self, split: &str) -> PathBuf {
        self.root.join("results").join(split)
    }

    /// The folder for the result files of validation.
    pub fn validation_results(&self) -> PathBuf {
        self.root.join("validation")
    }

    /// The file that a run leaves when it breaks.
    pub fn not_finite_path(&self) -> PathBuf {
        self.root.join("not-finite.json")
    }

    fn data_path(&self) -> PathBuf {
        self.root.join("data.toml")
    }

    /// The folder of the checkpoints.
    pub fn checkpoints(&self) -> PathBuf {
        self.files().folder()
    }

    /// The weights that were saved.
    pub(crate) fn files(&self) -> CheckpointFiles {
        CheckpointFiles::of_run(&self.root)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_a_folder_with_a_configuration() {
        let folder = tempfile::tempdir().unwrap();
        let check = |name: &str| RunDir::new(folder.path().join(name)).check();
        let said = |name: &str| check(name).unwrap_err().to_string();
        fs::write(folder.path().join("file"), "").unwrap();
        fs::create_dir(folder.path().join("empty")).unwrap();
        let expected = "; expected a run made by `voxelnet train`";
        assert!(said("nowhere").ends_with(&format!("nowhere: no such folder{expected}")));
        assert!(said("file").ends_with(&format!("file: a file{expected}")));
        assert!(said("empty").contains("empty: no config.toml in this folder;"));
        fs::write(folder.path().join("empty/config.toml"), "").unwrap();
        assert!(check("empty").is_ok());
    }
}
