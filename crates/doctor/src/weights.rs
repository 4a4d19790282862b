//! Weights that cannot find anything.

use std::error::Error;
use std::path::Path;

use voxelnet_detection::Weights;
use voxelnet_runs::{CheckpointError, CheckpointSelector, RunDir};

use crate::finding::{Finding, Severity, said_by};

const CHECK: &str = "weights";

/// Examines weights that were read from a file.
pub fn examine_weights(weights: &Weights, path: &Path) -> Option<Finding> {
    let (name, value) = weights.first_not_finite()?;
    let sentence = format!(
        "{}: the weights are broken, the first number that is not finite, {value}, stands in {name}.",
        path.display()
    );
    let remedy = "take an earlier checkpoint (`--checkpoint`), and train on with a lower rate";
    Some(Finding::new(Severity::Error, CHECK, sentence, remedy))
}

/// Examines the folder of a run and the weights that `detect` takes from it.
pub fn examine_run(run: &RunDir) -> Vec<Finding> {
    let mut findings = Vec::new();
    let broken = run.not_finite_path();
    if broken.exists() {
        let sentence = format!("The run broke: {} says at which step and term.", broken.display());
        let remedy = "lower the rates in train.schedule or train.max_gradient_norm, and look at the frames that \
                      the file names";
        findings.push(Finding::new(Severity::Error, CHECK, sentence, remedy));
    }
    match run.weights_path(CheckpointSelector::BestOrLast) {
        Ok(path) => match Weights::read(&path) {
            Ok(weights) => findings.extend(examine_weights(&weights, &path)),
            Err(error) => findings.push(unreadable(&error)),
        },
        Err(CheckpointError::NoCheckpoint { path }) => {
            let sentence = format!("{}: the run has no checkpoint to detect with.", path.display());
            let remedy = format!("train on: `voxelnet train --resume --run {}`", path.display());
            findings.push(Finding::new(Severity::Error, CHECK, sentence, remedy));
        }
        Err(error) => findings.push(unreadable(&error)),
    }
    findings
}

fn unreadable(error: &dyn Error) -> Finding {
    let sentence = format!("The weights of the run cannot be read: {}.", said_by(error));
    let remedy = "take another checkpoint (`--checkpoint`) or train on";
    Finding::new(Severity::Error, CHECK, sentence, remedy)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use voxelnet_detection::Tensor;

    use super::*;

    fn weights(value: f32) -> Weights {
        let tensor = Tensor { shape: vec![2], data: vec![1., value] };
        Weights { config_text: String::new(), step: 3, tensors: [("a.b".into(), tensor)].into() }
    }

    #[test]
    fn numbers_that_are_not_finite_are_told_with_their_place() {
        let found = examine_weights(&weights(f32::NAN), Path::new("w")).unwrap();
        assert!(found.sentence.ends_with("NaN, stands in a.b."), "{}", found.sentence);
        assert_eq!(examine_weights(&weights(2.), Path::new("w")), None);
    }

    #[test]
    fn a_run_without_a_checkpoint_or_that_broke_is_told() {
        let run = tempfile::tempdir().unwrap();
        let checks = || examine_run(&RunDir::new(run.path())).len();
        assert_eq!(checks(), 1);
        fs::write(run.path().join("last"), "a.safetensors\n").unwrap();
        assert_eq!(checks(), 1);
        fs::create_dir(run.path().join("checkpoints")).unwrap();
        let path = run.path().join("checkpoints/a.safetensors");
        fs::write(&path, weights(2.).to_bytes().unwrap()).unwrap();
        assert_eq!(checks(), 0);
        fs::write(run.path().join("not-finite.json"), "{}").unwrap();
        assert_eq!(checks(), 1);
        fs::write(&path, weights(f32::INFINITY).to_bytes().unwrap()).unwrap();
        assert_eq!(checks(), 2);
    }
}
