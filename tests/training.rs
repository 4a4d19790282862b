//! `voxelnet train`

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

use crate::support::{
    Fixture, SMALL_NETWORK, Sandbox, contents, fixture, is_event_file, json_lines, overrides,
    shipped_config, succeed,
};

const LOG_KEYS: [&str; 10] = [
    "step",
    "epoch",
    "loss",
    "positive",
    "negative",
    "regression",
    "direction",
    "learning_rate",
    "gradient_norm",
    "seconds",
];

/// The parts of the time of a step.
const PARTS: [&str; 5] = ["loading", "forward", "backward", "optimizer", "total"];

/// Four steps with a checkpoint after the second.
pub fn four_steps(run: &Path) -> Command {
    four_steps_on(&fixture().data, run)
}

fn four_steps_on(data: &Path, run: &Path) -> Command {
    let mut train = voxelnet!("train", "--data", data, "--run", run, "--threads", "1");
    train.arg("--config").arg(shipped_config("quick.toml")).args(overrides(&[
        SMALL_NETWORK,
        "train.batch_size=1",
        "train.epochs=1",
        "train.checkpoint_every_steps=2",
    ]));
    train
}

#[test]
fn a_run_leaves_its_configuration_log_and_checkpoints() {
    let run = &fixture().run;
    let names: Vec<PathBuf> = contents(run).into_keys().collect();
    let (events, others): (Vec<PathBuf>, Vec<PathBuf>) =
        names.into_iter().partition(|name| is_event_file(name));
    assert_eq!(events.len(), 1);
    let expected = [
        "checkpoints/optimizer-000060.safetensors",
        "checkpoints/step-000060.safetensors",
        "config.toml",
        "data.toml",
        "last",
        "log.jsonl",
    ];
    assert_eq!(others, expected.map(PathBuf::from));
    let config = fs::read_to_string(run.join("config.toml")).unwrap();
    assert!(config.contains("batch_size = 1\n"), "{config}");
    assert_eq!(fs::read_to_string(run.join("last")).unwrap(), "step-000060.safetensors\n");
}

#[test]
fn the_log_has_one_line_of_finite_numbers_per_step() {
    let log = json_lines(&fixture().run.join("log.jsonl"));
    assert_eq!(log.len(), Fixture::NUM_STEPS);
    for (line, step) in log.iter().zip(1..) {
        let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
        assert_eq!(keys, LOG_KEYS);
        assert_eq!(line["step"], step);
        assert_eq!(line["epoch"], (step - 1) / Fixture::TRAIN.len() + 1);
        let finite = |key: &&str| line[*key].as_f64().is_some_and(f64::is_finite);
        let (seconds, numbers) = LOG_KEYS.split_last().unwrap();
        assert!(numbers.iter().all(finite), "{line}");
        let parts = line[*seconds].as_object().unwrap();
        assert_eq!(parts.keys().collect::<Vec<_>>(), PARTS);
        let secs = |part: &str| parts[part].as_f64().unwrap();
        assert!(PARTS.iter().all(|part| secs(part) >= 0.), "{line}");
        assert!(PARTS[..4].iter().map(|part| secs(part)).sum::<f64>() <= secs("total"), "{line}");
    }
}

#[test]
fn the_loss_falls_on_frames_that_are_met_again() {
    let log = json_lines(&fixture().run.join("log.jsonl"));
    let loss_of_epoch = |epoch: u64| -> f64 {
        let steps = log.iter().filter(|line| line["epoch"] == epoch);
        steps.map(|line| line["loss"].as_f64().unwrap()).sum()
    };
    let (first, last) = (loss_of_epoch(1), loss_of_epoch(15));
    assert!(last < 0.5 * first, "{first} in the first epoch, {last} in the last");
}

#[test]
fn a_second_run_in_the_same_folder_is_refused() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    let said = sandbox.refusal_of(&mut four_steps(&run));
    let expected = format!("{} already holds a run; continue it with --resume", run.display());
    assert!(said.starts_with(&expected), "{said}");
}

#[test]
fn what_is_odd_about_a_scan_is_said_once() {
    let sandbox = Sandbox::new();
    let data = sandbox.data();
    let scan = data.join("training/velodyne/000001.bin");
    let mut bytes = fs::read(&scan).unwrap();
    bytes[..4].copy_from_slice(&f32::NAN.to_le_bytes());
    fs::write(&scan, bytes).unwrap();
    let mut train = voxelnet!("train", "--data", data, "--run", sandbox.path("run"), "--quiet");
    let settings = [SMALL_NETWORK, "train.batch_size=1", "train.epochs=2"];
    let config = shipped_config("quick.toml");
    let output = succeed(train.arg("--config").arg(config).args(overrides(&settings)));
    let expected = "warning: 000001: dropped 1 point with a coordinate that is not finite\n";
    assert_eq!(crate::support::said(&output), expected);
}

#[test]
fn a_scan_of_a_single_point_leaves_the_weights_finite() {
    let sandbox = Sandbox::new();
    let (data, run) = (sandbox.data(), sandbox.path("run"));
    let point: Vec<u8> = [20_f32, 0., -1., 0.5].into_iter().flat_map(f32::to_le_bytes).collect();
    fs::write(data.join("training/velodyne/000002.bin"), point).unwrap();
    let split = sandbox.file("one.txt", "000002\n");
    let mut train = voxelnet!("train", "--data", data, "--run", run, "--split", split);
    let settings = [SMALL_NETWORK, "train.batch_size=1", "train.epochs=1"];
    let config = shipped_config("quick.toml");
    succeed(train.arg("--config").arg(config).args(overrides(&settings)));
    let (scan, out) = (fixture().scan("000000"), sandbox.path("out"));
    succeed(&mut voxelnet!("detect", scan, "--run", run, "--out", out));
}

#[test]
fn another_seed_gives_other_weights() {
    let sandbox = Sandbox::new();
    let weights = |name: &str, seed: &str| {
        let run = sandbox.path(name);
        succeed(four_steps(&run).args(["--max-steps", "1", "--seed", seed]));
        fs::read(run.join("checkpoints/step-000001.safetensors")).unwrap()
    };
    assert!(weights("a", "5") != weights("b", "6"));
}

/// The last weights of a short run with two micro batches a step, and the norms of its gradients, all of which
/// are clipped.
fn outcome_with(name: &str, sandbox: &Sandbox, args: &[&str]) -> (Vec<u8>, Vec<f64>) {
    let run = sandbox.path(name);
    let settings = [
        SMALL_NETWORK,
        "train.batch_size=2",
        "train.micro_batch_size=1",
        "train.epochs=2",
        "train.max_gradient_norm=0.01",
        "train.validation.every_epochs=0",
    ];
    let config = shipped_config("quick.toml");
    let mut train = voxelnet!("train", "--data", fixture().data, "--run", run, "--config", config);
    // On as many threads as the arguments say.
    train.env_remove("OMP_NUM_THREADS").env_remove("RAYON_NUM_THREADS");
    succeed(train.args(overrides(&settings)).args(args));
    let log = json_lines(&run.join("log.jsonl"));
    let norms = log.iter().map(|line| line["gradient_norm"].as_f64().unwrap()).collect();
    (fs::read(run.join("checkpoints/step-000004.safetensors")).unwrap(), norms)
}

#[test]
fn two_runs_with_one_seed_end_in_the_same_bytes_on_any_number_of_threads() {
    let sandbox = Sandbox::new();
    let alone = outcome_with("alone", &sandbox, &["--threads", "1"]);
    assert!(alone == outcome_with("again", &sandbox, &["--threads", "1"]));
    assert!(alone == outcome_with("two", &sandbox, &["--threads", "2"]));
    assert!(alone == outcome_with("four", &sandbox, &["--threads", "4", "--deterministic"]));
}

#[test]
fn a_loss_that_is_not_finite_is_noted_and_leaves_the_last_good_checkpoint() {
    let sandbox = Sandbox::new();
    let run = sandbox.path("run");
    let rate = "train.schedule={ kind = 'steps', phases = [{ epochs = 1, rate = 0.001 }, { epochs = 9, rate = 1e30 }] }";
    let settings = [SMALL_NETWORK, "train.batch_size=1", "train.epochs=10", rate];
    let mut train = voxelnet!("train", "--data", fixture().data, "--run", run, "--quiet");
    train.arg("--config").arg(shipped_config("quick.toml")).args(overrides(&settings));
    train.args(["--set", "train.checkpoint_every_steps=1"]);
    let output = train.assert().code(1).get_output().clone();
    let said = crate::support::said(&output);
    let line = said.lines().last().unwrap();
    let note = crate::support::read_json(&run.join("not-finite.json"));
    let (step, term) = (note["step"].as_u64().unwrap(), note["term"].as_str().unwrap());
    let frame = note["frames"][0].as_str().unwrap();
    assert!((5..8).contains(&step), "{note}");
    assert!(line.starts_with(&format!("error: step {step}: `{term}` is ")), "{said}");
    assert!(line.contains(frame) && Fixture::TRAIN.contains(&frame), "{said}");

    let last = fs::read_to_string(run.join("last")).unwrap();
    let weights = run.join("checkpoints").join(last.trim());
    let (scan, out) = (fixture().scan("000000"), sandbox.path("out"));
    // Its numbers are so large that the native engine refuses them.
    let engine = ["--engine", "libtorch"];
    succeed(voxelnet!("detect", scan, "--weights", weights, "--out", out).args(engine));
}

#[test]
fn a_split_to_validate_on_has_to_be_there_when_it_is_named() {
    let sandbox = Sandbox::new();
    let run = sandbox.path("run");
    let said = sandbox.refusal_of(four_steps(&run).args(["--val-split", "vall"]));
    assert!(
        said.starts_with("there is no split `vall` to validate on, expected one of "),
        "{said}"
    );
}

#[test]
fn a_default_split_to_validate_on_that_is_missing_among_others_is_refused() {
    let sandbox = Sandbox::new();
    let (data, run) = (sandbox.data(), sandbox.path("run"));
    fs::remove_file(data.join("ImageSets/val.txt")).unwrap();
    let said = sandbox.refusal_of(&mut four_steps_on(&data, &run));
    assert!(said.starts_with("there is no split `val` to validate on, expected one of "), "{said}");
    assert!(said.contains("--set train.validation.every_epochs=0 trains without"), "{said}");
    let mut train = four_steps_on(&data, &run);
    succeed(train.args(["--max-steps", "1", "--set", "train.validation.every_epochs=0"]));
}

#[test]
fn frames_that_are_learned_are_not_validated_on_unless_no_split_divides_them() {
    let sandbox = Sandbox::new();
    let (data, run) = (sandbox.data(), sandbox.path("run"));
    let said = sandbox.refusal_of(four_steps(&run).args(["--split", "trainval"]));
    let expected = "2 frames of the split `trainval` are in the split `val` to validate on, too; the first is \
                    000004; ";
    assert!(said.starts_with(expected), "{said}");
    fs::remove_dir_all(data.join("ImageSets")).unwrap();
    let output = succeed(four_steps_on(&data, &run).args(["--max-steps", "1"]));
    assert!(
        crate::support::said(&output)
            .contains("6 frames of the split `train` are in the split `val`")
    );
}

#[test]
fn odd_labels_are_warned_of_before_the_first_step() {
    let sandbox = Sandbox::new();
    let (data, run) = (sandbox.data(), sandbox.path("run"));
    for frame in ["000000", "000001"] {
        let path = data.join(format!("training/label_2/{frame}.txt"));
        let row = "Car 0 0 1.5 500 150 600 200 1.5 1.6 4.0 1 1.5 20 90 0.0\n";
        fs::write(path, row).unwrap();
    }
    let output = succeed(four_steps_on(&data, &run).args(["--max-steps", "1"]));
    let said = crate::support::said(&output);
    assert!(
        said.contains("rotation_y is 90, which looks like degrees, in 2 rows of 2 files"),
        "{said}"
    );
    assert!(said.contains("the 16th column, 0.0 in all rows"), "{said}");
}

#[test]
fn mixed_precision_is_refused_on_the_cpu() {
    let sandbox = Sandbox::new();
    let run = sandbox.path("run");
    let mut train = four_steps(&run);
    train.args(["--device", "cpu", "--set", "train.mixed_precision=true"]);
    let said = sandbox.refusal_of(&mut train);
    assert!(said.starts_with("train.mixed_precision: true, but this runs on the CPU"), "{said}");
}
