//! Datasets with something wrong in them.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

use crate::support::{SMALL_NETWORK, Sandbox, fixture, overrides, shipped_config, succeed};

/// A training that has not begun.
fn train(data: &Path, run: &Path) -> Command {
    let mut train = voxelnet!("train", "--data", data, "--run", run, "--max-steps", "1");
    train.arg("--config").arg(shipped_config("quick.toml")).args(overrides(&[SMALL_NETWORK]));
    train
}

fn eval(data: &Path, run: &Path) -> Command {
    voxelnet!("eval", "--data", data, "--run", run)
}

/// A copy of the dataset, and a split of its first frame and another.
fn data_and_split(sandbox: &Sandbox) -> (PathBuf, PathBuf) {
    (sandbox.data(), sandbox.file("chosen.txt", "000000\n000001\n"))
}

/// The messages of training and evaluation about the chosen frames of a spoilt dataset.
fn refusals(sandbox: &Sandbox, data: &Path, split: &Path) -> [String; 2] {
    let trained = sandbox.run();
    [train(data, &sandbox.path("new")), eval(data, &trained)]
        .map(|mut command| sandbox.refusal_of(command.arg("--split").arg(split)))
}

#[test]
fn a_label_with_a_wrong_number_of_columns() {
    let sandbox = Sandbox::new();
    let (data, split) = data_and_split(&sandbox);
    for frame in ["000000", "000001"] {
        let path = data.join(format!("training/label_2/{frame}.txt"));
        let good = "Car 0.00 0 -1.6 600 170 700 230 1.5 1.6 4.2 3.0 1.7 30.0 -1.5";
        fs::write(path, format!("{good}\n{good} 0.5 7\n")).unwrap();
    }
    for said in refusals(&sandbox, &data, &split) {
        let (path, problem) = said.split_once(".txt:2: ").unwrap_or_else(|| panic!("{said}"));
        let folder = data.join("training/label_2");
        assert!(Path::new(path).starts_with(folder), "{said}");
        assert_eq!(problem, "17 columns, expected 15 (label) or 16 (result)");
    }
}

#[test]
fn a_label_with_a_score() {
    let sandbox = Sandbox::new();
    let (data, split) = data_and_split(&sandbox);
    let label = data.join("training/label_2/000000.txt");
    fs::write(&label, "Car 0.00 0 1.5 500 150 600 200 1.5 1.6 4.0 1 1.5 20 1.5 0.9\n").unwrap();
    for said in refusals(&sandbox, &data, &split) {
        assert!(said.contains("000000.txt:1: 16 columns, expected the 15 of a label"), "{said}");
    }
}

#[test]
fn a_scan_that_ends_within_a_point() {
    let sandbox = Sandbox::new();
    let (data, split) = data_and_split(&sandbox);
    let scan = data.join("training/velodyne/000000.bin");
    let mut bytes = fs::read(&scan).unwrap();
    bytes.pop();
    fs::write(&scan, bytes).unwrap();
    for said in refusals(&sandbox, &data, &split) {
        assert!(said.contains("000000.bin: size is "), "{said}");
    }
}

#[test]
fn a_missing_calibration() {
    let sandbox = Sandbox::new();
    let (data, split) = data_and_split(&sandbox);
    for frame in ["000000", "000001"] {
        fs::remove_file(data.join(format!("training/calib/{frame}.txt"))).unwrap();
    }
    for said in refusals(&sandbox, &data, &split) {
        let folder = data.join("training/calib").display().to_string();
        assert!(said.starts_with(&folder) && said.ends_with(" is missing"), "{said}");
    }
}

#[test]
fn a_frame_without_a_scan() {
    let sandbox = Sandbox::new();
    let (data, split) = data_and_split(&sandbox);
    for frame in ["000000", "000001"] {
        fs::remove_file(data.join(format!("training/velodyne/{frame}.bin"))).unwrap();
    }
    for said in refusals(&sandbox, &data, &split) {
        let folder = data.join("training/velodyne").display().to_string();
        assert!(said.starts_with(&folder) && said.contains("the scan of frame"), "{said}");
    }
}

#[test]
fn a_dataset_that_is_repaired_can_be_trained_on_by_the_same_command() {
    let sandbox = Sandbox::new();
    let (data, split) = data_and_split(&sandbox);
    let labels = data.join("training/label_2");
    for frame in ["000000.txt", "000001.txt"] {
        fs::write(labels.join(frame), "Car\n").unwrap();
    }
    let mut train = train(&data, &sandbox.path("new"));
    train.arg("--split").arg(split).assert().code(1);
    for frame in ["000000.txt", "000001.txt"] {
        fs::copy(fixture().file("label_2").join(frame), labels.join(frame)).unwrap();
    }
    succeed(&mut train);
}

#[test]
fn a_dataset_that_is_not_there() {
    let sandbox = Sandbox::new();
    let (data, trained) = (sandbox.path("none"), sandbox.run());
    for mut command in [train(&data, &sandbox.path("new")), eval(&data, &trained)] {
        let said = sandbox.refusal_of(&mut command);
        let expected = format!("{}: no such folder, expected a dataset", data.display());
        assert!(said.starts_with(&expected), "{said}");
    }
}

#[test]
fn a_split_without_frames() {
    let sandbox = Sandbox::new();
    let (data, trained) = (sandbox.data(), sandbox.run());
    for (split, mut command) in
        [("train", train(&data, &sandbox.path("new"))), ("val", eval(&data, &trained))]
    {
        fs::write(data.join(format!("ImageSets/{split}.txt")), "\n").unwrap();
        let said = sandbox.refusal_of(&mut command);
        assert!(said.contains(split) && said.contains("no frames"), "{said}");
    }
}

#[test]
fn a_split_that_is_no_name() {
    let sandbox = Sandbox::new();
    let (data, trained) = (sandbox.data(), sandbox.run());
    for mut command in [train(&data, &sandbox.path("new")), eval(&data, &trained)] {
        let said = sandbox.refusal_of(command.args(["--split", "lists/none.txt"]));
        assert!(said.contains("lists/none.txt"), "{said}");
    }
}

#[test]
fn a_frame_that_is_listed_twice() {
    let sandbox = Sandbox::new();
    let data = sandbox.data();
    let split = sandbox.file("twice.txt", "000000\n000001\n000000\n");
    for said in refusals(&sandbox, &data, &split) {
        assert!(said.starts_with(&format!("{}:3: ", split.display())), "{said}");
    }
}

#[test]
fn a_result_that_is_malformed() {
    let sandbox = Sandbox::new();
    let labels = sandbox.file("labels/000000.txt", "").parent().unwrap().to_owned();
    let result = sandbox.file("results/000000.txt", "Car 1 2 3\n");
    let results = result.parent().unwrap();
    let mut score = voxelnet!("score", "--labels", labels, "--results", results);
    let said = sandbox.refusal_of(score.arg("--json").arg(sandbox.path("ap.json")));
    let expected = format!("{}:1: 4 columns, expected 15", result.display());
    assert!(said.starts_with(&expected), "{said}");
}

#[test]
fn folders_to_score_that_are_not_there_or_empty() {
    let sandbox = Sandbox::new();
    let (missing, empty) = (sandbox.path("missing"), sandbox.path("empty"));
    fs::create_dir(&empty).unwrap();
    for labels in [&missing, &empty] {
        let said =
            sandbox.refusal_of(&mut voxelnet!("score", "--labels", labels, "--results", empty));
        assert!(said.starts_with(&format!("{}: ", labels.display())), "{said}");
    }
}
