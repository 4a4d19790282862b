//! `voxelnet train`

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

use crate::support::{
    Fixture, SMALL_NETWORK, Sandbox, contents, copy_folder, fixture, json_lines, overrides,
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

/// Four steps with a checkpoint after the second.
fn four_steps(run: &Path) -> Command {
    let mut train = voxelnet!("train", "--data", fixture().data, "--run", run, "--threads", "1");
    train.arg("--config").arg(shipped_config("quick.toml")).args(overrides(&[
        SMALL_NETWORK,
        "train.batch_size=1",
        "train.epochs=1",
        "train.checkpoint_every_steps=2",
    ]));
    train
}

fn resumed(run: &Path) -> Command {
    voxelnet!("train", "--resume", "--data", fixture().data, "--run", run, "--threads", "1")
}

/// The files of a run that have to be the same whenever the run is: all but the log's seconds.
fn outcome(run: &Path) -> (Vec<(PathBuf, Vec<u8>)>, Vec<Value>) {
    let log_path = run.join("log.jsonl");
    let mut log = json_lines(&log_path);
    log.iter_mut().for_each(|line| drop(line.as_object_mut().unwrap().remove("seconds")));
    let files = contents(run).into_iter().filter(|(name, _)| run.join(name) != log_path).collect();
    (files, log)
}

fn assert_same_outcome(run: &Path, expected: &Path) {
    let ((files, log), (expected_files, expected_log)) = (outcome(run), outcome(expected));
    assert_eq!(log, expected_log);
    for (found, expected) in files.iter().zip(&expected_files) {
        assert_eq!(found.0, expected.0);
        assert!(found.1 == expected.1, "{} differs", found.0.display());
    }
    assert_eq!(files.len(), expected_files.len());
}

#[test]
fn a_run_leaves_its_configuration_log_and_checkpoints() {
    let run = &fixture().run;
    let names: Vec<PathBuf> = contents(run).into_keys().collect();
    let expected = [
        "checkpoints/optimizer-000060.safetensors",
        "checkpoints/step-000060.safetensors",
        "config.toml",
        "last",
        "log.jsonl",
    ];
    assert_eq!(names, expected.map(PathBuf::from));
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
        assert!(LOG_KEYS.iter().all(finite), "{line}");
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
fn a_run_that_is_stopped_and_resumed_ends_like_an_undisturbed_one() {
    let sandbox = Sandbox::new();
    let (whole, halved) = (sandbox.path("whole"), sandbox.path("halved"));
    succeed(&mut four_steps(&whole));
    succeed(four_steps(&halved).args(["--max-steps", "2"]));
    assert_eq!(json_lines(&halved.join("log.jsonl")).len(), 2);
    succeed(&mut resumed(&halved));
    assert_same_outcome(&halved, &whole);

    succeed(&mut resumed(&halved)); // nothing is left to do
    assert_same_outcome(&halved, &whole);
}

#[test]
fn a_run_that_is_killed_between_checkpoints_ends_like_an_undisturbed_one() {
    let sandbox = Sandbox::new();
    let whole = sandbox.path("whole");
    succeed(&mut four_steps(&whole));

    // After the third step, while its line was being written and no checkpoint followed.
    let killed = copy_folder(&whole, &sandbox.path("killed"));
    fs::write(killed.join("last"), "step-000002.safetensors\n").unwrap();
    fs::remove_file(killed.join("checkpoints/step-000004.safetensors")).unwrap();
    fs::remove_file(killed.join("checkpoints/optimizer-000004.safetensors")).unwrap();
    let log = fs::read_to_string(killed.join("log.jsonl")).unwrap();
    let (cut, _) = log.rsplit_once("\"loss\"").unwrap();
    fs::write(killed.join("log.jsonl"), cut).unwrap();

    succeed(&mut resumed(&killed));
    assert_same_outcome(&killed, &whole);
}

#[test]
fn a_run_that_is_killed_before_its_first_checkpoint_starts_again() {
    let sandbox = Sandbox::new();
    let (whole, killed) = (sandbox.path("whole"), sandbox.path("killed"));
    succeed(&mut four_steps(&whole));
    fs::create_dir_all(killed.join("checkpoints")).unwrap();
    fs::copy(whole.join("config.toml"), killed.join("config.toml")).unwrap();
    let log = fs::read_to_string(whole.join("log.jsonl")).unwrap();
    fs::write(killed.join("log.jsonl"), &log[..log.find('\n').unwrap() + 9]).unwrap();
    succeed(&mut resumed(&killed));
    assert_same_outcome(&killed, &whole);
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
    let expected = "warning: 000001: dropped 1 point with a coordinate or intensity that is not \
                    finite\n";
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
