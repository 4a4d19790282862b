//! The networks that are evaluated, and the frames that each is tried on.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use voxelnet_config::{Config, FrameConfig, ModelConfig};
use voxelnet_detection::Weights;
use voxelnet_runs::{Checkpoint, RunData, RunDir};
use voxelnet_scene::FullScale;

use super::plan::{Networks, NetworksSource, RunNetworks};
use crate::splits::TEST_SPLIT;

/// Frames to evaluate on where nobody says which.
const DEFAULT_SPLIT: &str = "val";

/// A network and the frames that it is tried on.
pub struct Subject {
    /// The run, or the weights file.
    pub name: PathBuf,
    pub weights: Weights,
    /// The network, and how its outputs become detections.
    pub model: ModelConfig,
    /// The reading of its frames.
    pub frames: FrameConfig,
    pub data: PathBuf,
    pub split: String,
    /// The scale of intensities in its scans, where a run was trained on the same dataset.
    pub full_scale: Option<FullScale>,
    /// The folder of the result files.
    pub results: PathBuf,
}

impl Subject {
    /// Whether there are labels to score by.
    pub fn is_scored(&self) -> bool {
        self.split != TEST_SPLIT
    }

    /// Reads all networks.
    pub fn read_all(networks: &Networks) -> Result<Vec<Self>> {
        let Networks { source, split, overrides } = networks;
        match source {
            NetworksSource::Weights { file, data, results } => {
                let weights = Weights::read(file)?;
                let (model, frames) = weights.config(file, overrides)?;
                let split = split.clone().unwrap_or_else(|| DEFAULT_SPLIT.to_owned());
                let (name, data, results) = (file.clone(), data.clone(), results.clone());
                let full_scale = None;
                Ok(vec![Self { name, weights, model, frames, data, split, full_scale, results }])
            }
            NetworksSource::Runs(runs) => {
                runs.folders.iter().map(|folder| Self::of_run(folder, runs, networks)).collect()
            }
        }
    }

    /// Reads the only network.
    pub fn read_one(networks: &Networks) -> Result<Self> {
        let mut all = Self::read_all(networks)?;
        all.pop().context("there is no network")
    }

    /// The network of a run. What was not asked for is that of the run; one that does not know can do with the
    /// usual split.
    fn of_run(folder: &Path, runs: &RunNetworks, networks: &Networks) -> Result<Self> {
        let run = RunDir::new(folder);
        let Checkpoint { weights, path, .. } = run.checkpoint::<Config>(runs.checkpoint)?;
        let (model, frames) = weights.config(&path, &networks.overrides)?;
        let known = run.data();
        let split = match (&networks.split, &known) {
            (Some(split), _) => split.clone(),
            (None, Ok(known)) => known.validation_split.clone(),
            (None, Err(_)) => DEFAULT_SPLIT.to_owned(),
        };
        let own = known.as_ref().ok().map(|known| known.data.clone());
        let learned_scale = known.as_ref().ok().and_then(RunData::full_scale);
        let data = match &runs.data {
            Some(data) => data.clone(),
            None => known?.data,
        };
        let full_scale = learned_scale.filter(|_| is_same(&data, own.as_deref()));
        let results = runs.results.clone();
        let results =
            results.unwrap_or_else(|| run.results(&results_name(&data, own.as_deref(), &split)));
        let name = folder.into();
        Ok(Self { name, weights, model, frames, data, split, full_scale, results })
    }
}

/// The name of the folder with the results of a split. Those on another dataset than the run's own bear its name,
/// so that they do not mix.
fn results_name(data: &Path, own: Option<&Path>, split: &str) -> String {
    let split = Path::new(split).file_stem().unwrap_or_default().to_string_lossy();
    match (own, whole(data).file_name()) {
        (Some(_), Some(name)) if !is_same(data, own) => {
            format!("{}-{split}", name.to_string_lossy())
        }
        _ => split.into_owned(),
    }
}

/// Whether a dataset is the run's own.
fn is_same(data: &Path, own: Option<&Path>) -> bool {
    own.is_some_and(|own| whole(own) == whole(data))
}

fn whole(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
