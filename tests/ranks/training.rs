//! Training as several ranks is training as one process.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use safetensors::SafeTensors;

use crate::started::printed;
use crate::support::{
    SMALL_NETWORK, Sandbox, copy_folder, fixture, json_lines, overrides, shipped_config,
};

/// Steps before ranks go on from where one process came, and steps that they go on for.
const FIRST_STEPS: usize = 20;
const STEPS: usize = 20;

/// Trains on the six frames from an old folder's last checkpoint, or anew, to a step.
fn train(num: usize, run: &Path, to_step: usize, settings: &[&str]) {
    let mut arguments: Vec<PathBuf> = vec!["train".into(), "--quiet".into(), "--run".into()];
    arguments.push(run.into());
    arguments.extend(["--max-steps".into(), to_step.to_string().into()]);
    if run.exists() {
        arguments.push("--resume".into());
    } else {
        arguments.extend(["--split".into(), "trainval".into(), "--data".into()]);
        arguments.push(fixture().data.clone());
        arguments.extend(["--config".into(), shipped_config("quick.toml")]);
        arguments.extend(overrides(settings).map(PathBuf::from));
    }
    printed(num, &arguments);
}

/// Plain SGD; slow after the first steps, as rounding grows to something else within tens of fast ones, in one
/// process too.
fn settings<'a>(batch_size: &'a str, micro_batch_size: &'a str) -> [&'a str; 7] {
    [
        SMALL_NETWORK,
        batch_size,
        micro_batch_size,
        "train.epochs=40",
        "train.validation.every_epochs=0",
        "train.optimizer={ kind = 'sgd', momentum = 0.9, weight_decay = 0.0001 }",
        "train.schedule={ kind = 'steps', phases = [{ epochs = 6, rate = 0.01 }, { epochs = 34, rate = 0.00002 }] }",
    ]
}

fn losses(run: &Path) -> Vec<f64> {
    let lines = json_lines(&run.join("log.jsonl"));
    // The first line of a run that starts from weights has none.
    let steps = lines.iter().filter(|line| line["step"] != 0);
    steps.map(|line| line["loss"].as_f64().unwrap()).collect()
}

/// The largest difference of losses, in proportion.
fn loss_difference(found: &Path, expected: &Path) -> f64 {
    let (found, expected) = (losses(found), losses(expected));
    assert_eq!(found.len(), expected.len());
    let pairs = found.iter().zip(&expected);
    pairs.map(|(found, expected)| (found - expected).abs() / expected).fold(0., f64::max)
}

/// The largest difference of any number of a weights file, running statistics included, in proportion to the
/// largest number of its tensor.
fn weight_difference(found: &Path, expected: &Path) -> f64 {
    let read = |run: &Path| {
        let name = fs::read_to_string(run.join("last")).unwrap();
        fs::read(run.join("checkpoints").join(name.trim())).unwrap()
    };
    let (found, expected) = (read(found), read(expected));
    let [found, expected] =
        [&found, &expected].map(|bytes| SafeTensors::deserialize(bytes).unwrap());
    let mut most: f64 = 0.;
    for (name, tensor) in expected.tensors() {
        let numbers = |bytes: &[u8]| -> Vec<f64> {
            bytes.as_chunks().0.iter().map(|&chunk| f64::from(f32::from_le_bytes(chunk))).collect()
        };
        let (found, expected) =
            (numbers(found.tensor(&name).unwrap().data()), numbers(tensor.data()));
        let largest = expected.iter().fold(0_f64, |most, number| most.max(number.abs()));
        for (found, expected) in found.iter().zip(&expected) {
            most = most.max((found - expected).abs() / largest.max(1e-12));
        }
    }
    most
}

/// Goes on from the same checkpoint as one process and as `num` ranks.
fn assert_same(sandbox: &Sandbox, name: &str, num: usize, settings: &[&str]) {
    let first = sandbox.path(&format!("{name}-first"));
    train(1, &first, FIRST_STEPS, settings);
    let [alone, shared] = ["alone", "shared"].map(|part| sandbox.path(&format!("{name}-{part}")));
    for (run, num) in [(&alone, 1), (&shared, num)] {
        copy_folder(&first, run);
        train(num, run, FIRST_STEPS + STEPS, settings);
    }
    let loss = loss_difference(&shared, &alone);
    assert!(loss < 1e-4, "{name}: loss {loss:.1e}");
    let weights = weight_difference(&shared, &alone);
    assert!(weights < 1e-3, "{name}: weights {weights:.1e}");
    // Steps so slow must still have led somewhere.
    let moved = weight_difference(&alone, &first);
    assert!(moved > 20. * weights, "{name}: moved {moved:.1e}, apart {weights:.1e}");
    println!("{name}: loss {loss:.1e}, weights {weights:.1e}, moved {moved:.1e}");
    assert!(losses(&alone)[FIRST_STEPS] != losses(&alone)[FIRST_STEPS + STEPS - 1]);
}

#[test]
fn ranks_with_a_frame_each_are_one_process_with_the_batch() {
    let sandbox = Sandbox::new();
    let two = settings("train.batch_size=2", "train.micro_batch_size=2");
    assert_same(&sandbox, "two", 2, &two);
    let four = settings("train.batch_size=4", "train.micro_batch_size=4");
    assert_same(&sandbox, "four", 4, &four);
    // The last step of an epoch has two frames, so that a rank has none; and frames do not divide evenly.
    assert_same(&sandbox, "three", 3, &four);
}

#[test]
fn whole_micro_batches_are_dealt_out() {
    let sandbox = Sandbox::new();
    let settings = settings("train.batch_size=3", "train.micro_batch_size=1");
    assert_same(&sandbox, "micro", 2, &settings);
}

#[test]
fn a_run_goes_on_with_any_number_of_ranks_and_says_what_they_said() {
    let sandbox = Sandbox::new();
    let mut settings = settings("train.batch_size=2", "train.micro_batch_size=2");
    settings[6] = "train.schedule={ kind = 'steps', phases = [{ epochs = 40, rate = 0.0001 }] }";
    let [alone, changing] = ["alone", "changing"].map(|name| sandbox.path(name));
    train(1, &alone, 12, &settings);
    for (num, to_step) in [(2, 4), (1, 8), (3, 12)] {
        train(num, &changing, to_step, &settings);
    }
    let loss = loss_difference(&changing, &alone);
    assert!(loss < 1e-4, "{loss:.1e}");
    let log = json_lines(&changing.join("log.jsonl"));
    assert_eq!(log.len(), 12);
    for (line, is_shared) in log.iter().zip([[true; 4], [false; 4], [true; 4]].concat()) {
        let said = &line["communication"];
        assert_eq!(said.is_object(), is_shared, "{line}");
        if is_shared {
            let num_bytes = said["gradient_bytes"].as_u64().unwrap();
            assert!(
                num_bytes > 1_000_000 && said["other_bytes"].as_u64().unwrap() > 1000,
                "{said}"
            );
            let [secs, waited] =
                ["gradient_secs", "gradient_waited_secs"].map(|key| said[key].as_f64().unwrap());
            assert!(secs > 0. && waited > 0., "{said}");
        }
    }
}

#[test]
fn ranks_start_from_the_same_weights_and_keep_the_same_parts() {
    let sandbox = Sandbox::new();
    let tuned = |num: usize| {
        let run = sandbox.path(&format!("tuned-{num}"));
        let mut arguments: Vec<PathBuf> =
            ["train", "--quiet", "--max-steps", "2", "--run"].map(PathBuf::from).to_vec();
        arguments.extend([run.clone(), "--weights".into(), fixture().run.clone()]);
        arguments.extend(["--split".into(), "trainval".into()]);
        arguments.extend(["--data".into(), fixture().data.clone()]);
        let settings = ["train.batch_size=2", "train.micro_batch_size=2", "train.freeze=['vfe']"];
        arguments.extend(overrides(&settings).map(PathBuf::from));
        printed(num, &arguments);
        run
    };
    let [alone, shared] = [1, 2].map(tuned);
    let loss = loss_difference(&shared, &alone);
    assert!(loss < 1e-4, "{loss:.1e}");
    let start = |run: &Path| fs::read(run.join("checkpoints/step-000000.safetensors")).unwrap();
    assert!(start(&shared) == start(&alone));
    let frozen = |run: &Path| {
        let bytes = fs::read(run.join("checkpoints/step-000002.safetensors")).unwrap();
        let tensors = SafeTensors::deserialize(&bytes).unwrap();
        let part = tensors.tensors().into_iter().filter(|(name, _)| name.starts_with("vfe."));
        part.map(|(name, view)| (name, view.data().to_vec())).collect::<BTreeMap<_, _>>()
    };
    assert!(frozen(&shared) == frozen(&alone) && !frozen(&alone).is_empty());
}

#[test]
fn validation_is_shared() {
    let sandbox = Sandbox::new();
    let validated = |num: usize| {
        let run = sandbox.path(&format!("run-{num}"));
        let mut arguments: Vec<PathBuf> =
            ["train", "--quiet", "--max-steps", "1", "--run"].map(PathBuf::from).to_vec();
        arguments.extend([run.clone(), "--data".into(), fixture().data.clone()]);
        arguments.extend(["--config".into(), shipped_config("quick.toml")]);
        let settings = [SMALL_NETWORK, "train.batch_size=4", "detection.min_score=0.0"];
        arguments.extend(overrides(&settings).map(PathBuf::from));
        printed(num, &arguments);
        let log = json_lines(&run.join("log.jsonl"));
        assert_eq!(log[1]["validation"]["frames"], 2, "{log:?}");
        fs::read_dir(run.join("validation")).unwrap().count()
    };
    assert_eq!([1, 2].map(validated), [2, 2]);
}
