//! The trained weights that `voxelnet train --weights` starts from.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use voxelnet_config::{Config, NetworkConfig, blame_overrides};
use voxelnet_detection::Weights;
use voxelnet_runs::{CheckpointSelector, Origin, RunDir, Start, StartingPart};
use voxelnet_train::StartingWeights;

use crate::configuration::check_layout;

/// Trained weights, as a file or a run has them.
pub struct TrainedStart {
    pub weights: StartingWeights,
}

impl TrainedStart {
    /// Reads a weights file, or the best checkpoint of a run.
    pub fn read(path: &Path) -> Result<Self> {
        let path = match path.is_dir() {
            true => run_weights(path)?,
            false => path.to_owned(),
        };
        let weights = Weights::read(&path)?;
        let network = weights.config::<NetworkConfig>(&path, &[])?;
        Ok(Self { weights: StartingWeights { path, weights, network } })
    }

    /// The configuration of fine-tuning in the network of the weights.
    pub fn fine_tuning(&self, overrides: &[String]) -> Result<Config> {
        let StartingWeights { path, weights, .. } = &self.weights;
        let stored = PathBuf::from(format!("{}: configuration", path.display()));
        let config = blame_overrides(overrides, |overrides| {
            let config = Config::of_fine_tuning(&weights.config_text, &stored, overrides)?;
            check_layout(&config.network, &stored)?;
            Ok(config)
        });
        config.context("cannot use the configuration")
    }

    /// A warning for each key by which the network understands its input or output otherwise than in the training of
    /// the weights.
    pub fn warnings(&self, config: &Config) -> Vec<String> {
        let changes = config.network.changes_since(&self.weights.network).into_iter();
        let sentence = |change: voxelnet_config::KeyChange| {
            format!(
                "{} is {}; the weights in {} were trained with {}",
                change.key,
                change.asked,
                self.weights.path.display(),
                change.trained
            )
        };
        changes.map(sentence).collect()
    }
}

/// The weights file of the best checkpoint of a run.
fn run_weights(folder: &Path) -> Result<PathBuf> {
    let run = RunDir::new(folder);
    run.check()?;
    Ok(run.weights_path(CheckpointSelector::default())?)
}

/// What was taken of the weights and what starts fresh, a row a part.
pub fn start_table(start: &Start) -> String {
    let Start { weights, trained_steps, parts } = start;
    let width = parts.iter().map(|part| part.name.chars().count()).max().unwrap_or(0);
    let row = |StartingPart { name, num_values, origin, reason }: &StartingPart| {
        let origin = match origin {
            Origin::Taken => "taken",
            Origin::Fresh => "fresh",
            Origin::LeftOut => "left out",
        };
        let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        format!("\n  {name:width$} {num_values:>9} numbers  {origin}{reason}")
    };
    let rows: String = parts.iter().map(row).collect();
    format!("starting from {}, step {trained_steps}{rows}", weights.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_row_a_part_with_the_reason_for_another_start() {
        let part = |name: &str, num_values, origin, reason: &str| StartingPart {
            name: name.into(),
            num_values,
            origin,
            reason: reason.into(),
        };
        let start = Start {
            weights: "w.safetensors".into(),
            trained_steps: 9,
            parts: vec![
                part("rpn", 1000, Origin::Taken, ""),
                part("heads of Van", 20, Origin::Fresh, "the weights have no such class"),
            ],
        };
        let expected = "starting from w.safetensors, step 9\n  rpn               1000 numbers  taken\n  \
                        heads of Van        20 numbers  fresh: the weights have no such class";
        assert_eq!(start_table(&start), expected);
    }
}
