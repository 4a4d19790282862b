//! The networks that are evaluated, and the frames that each is tried on.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use voxelnet_config::{Config, FrameConfig, ModelConfig};
use voxelnet_detection::Weights;
use voxelnet_runs::{Checkpoint, RunDir};

use crate::args::run::EvalArgs;
use crate::splits::TEST_SPLIT;

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
    /// The folder of the result files.
    pub results: PathBuf,
}

impl Subject {
    /// Whether there are labels to score by.
    pub fn is_scored(&self) -> bool {
        self.split != TEST_SPLIT
    }
}

/// The networks that were named.
pub fn subjects(args: &EvalArgs) -> Result<Vec<Subject>> {
    if let Some(path) = &args.weights {
        let weights = Weights::read(path)?;
        let (model, frames) = weights.config(path, &args.overrides)?;
        let data = args.data.clone().context("give --data DIR")?;
        let results = args.results.clone().context("give --results DIR")?;
        let split = args.split.clone().unwrap_or_else(|| "val".to_owned());
        let name = path.clone();
        return Ok(vec![Subject { name, weights, model, frames, data, split, results }]);
    }
    args.runs.iter().map(|run| of_run(run, args)).collect()
}

fn of_run(path: &Path, args: &EvalArgs) -> Result<Subject> {
    let run = RunDir::new(path);
    let Checkpoint { weights, path: file, .. } = run.checkpoint::<Config>(args.checkpoint)?;
    let (model, frames) = weights.config(&file, &args.overrides)?;
    // What was not typed is asked of the run; one that does not know can do with the usual split.
    let known = run.data();
    let split = match (&args.split, &known) {
        (Some(split), _) => split.clone(),
        (None, Ok(known)) => known.validation_split.clone(),
        (None, Err(_)) => "val".to_owned(),
    };
    let own = known.as_ref().ok().map(|known| known.data.clone());
    let data = match &args.data {
        Some(data) => data.clone(),
        None => known?.data,
    };
    let results = args.results.clone();
    let results =
        results.unwrap_or_else(|| run.results(&results_name(&data, own.as_deref(), &split)));
    Ok(Subject { name: path.into(), weights, model, frames, data, split, results })
}

/// The name of the folder with the results of a split. Those on another dataset than the run's own bear its name,
/// so that they do not mix.
fn results_name(data: &Path, own: Option<&Path>, split: &str) -> String {
    let split = Path::new(split).file_stem().unwrap_or_default().to_string_lossy();
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let data = whole(data);
    match (own, data.file_name()) {
        (Some(own), Some(name)) if whole(own) != data => {
            format!("{}-{split}", name.to_string_lossy())
        }
        _ => split.into_owned(),
    }
}
