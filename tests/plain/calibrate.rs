//! `voxelnet calibrate`

use std::path::Path;

use serde_json::Value;
use voxelnet_config::DetectionConfig;
use voxelnet_detection::Weights;

use crate::sandbox::Sandbox;

/// The weights of the program, and frames that they were not trained on.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/weights/synthetic.safetensors");
    std::fs::copy(shipped, sandbox.path("w.safetensors")).unwrap();
    sandbox.succeed(&["synth", "--out", "data", "--frames", "24", "--seed", "9"]);
    sandbox
}

const CALIBRATE: [&str; 7] =
    ["calibrate", "--weights", "w.safetensors", "--data", "data", "--split", "all"];

fn calibrate(sandbox: &Sandbox, more: &[&str]) -> Value {
    let args = [&CALIBRATE[..], &["--out", "c.safetensors", "--json", "fit.json"], more].concat();
    sandbox.succeed(&args);
    sandbox.json("fit.json")
}

fn car(fit: &Value) -> &Value {
    fit["classes"].as_array().unwrap().iter().find(|class| class["class"] == "car").unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn fitted_thresholds_and_maps_are_what_detect_uses() {
    let sandbox = sandbox();
    let fit = calibrate(&sandbox, &["--false-per-scan", "0.5"]);
    let after = &car(&fit)["after"];
    assert!(number(&after["false_per_scan"]) <= 0.5 && number(&after["found"]) > 20., "{fit}");
    assert!(number(&after["d_ece"]) < number(&car(&fit)["before"]["d_ece"]), "{fit}");
    let frames = ["data/training/velodyne", "--weights", "c.safetensors", "--full-precision"];
    let (lines, _) = sandbox.succeed(&[&["detect", "-q"], &frames[..]].concat());
    let cars: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|found: &Value| found["class"] == "car")
        .collect();
    assert!(cars.len() >= 20);
    for found in &cars {
        assert!(number(&found["score"]) >= number(&after["min_score"]), "{found}");
        assert!(number(&found["raw_score"]) >= number(&after["raw_min_score"]) - 1e-4, "{found}");
    }
    // Weights are stored as they were, in 16 bits.
    let [before, after] = ["w.safetensors", "c.safetensors"].map(|name| {
        let size = std::fs::metadata(sandbox.path(name)).unwrap().len();
        (Weights::read(&sandbox.path(name)).unwrap().tensors, size)
    });
    assert!(before.0 == after.0 && after.1 < before.1 + 20_000);
}

#[test]
fn calibrating_again_replaces_what_was_there() {
    let sandbox = sandbox();
    let first = calibrate(&sandbox, &[]);
    let weights = ["--weights", "c.safetensors", "--data", "data", "--split", "all"];
    let out = ["--out", "again.safetensors", "--json", "again.json"];
    sandbox.succeed(&[&["calibrate"], &weights[..], &out[..]].concat());
    let second = sandbox.json("again.json");
    for (first, second) in
        first["classes"].as_array().unwrap().iter().zip(second["classes"].as_array().unwrap())
    {
        assert_eq!(first["after"], second["after"]);
        assert_eq!(first["map"], second["map"]);
        assert_eq!(first["after"]["found"], second["before"]["found"]);
    }
}

#[test]
fn what_is_set_is_for_the_file_and_not_for_the_fit() {
    let sandbox = sandbox();
    let plain = calibrate(&sandbox, &[]);
    for set in ["detection.min_score=0.9", "detection.calibration.maps={ Car = [[0.5, 0.01]] }"] {
        let fit = calibrate(&sandbox, &["--set", set]);
        assert_eq!(car(&fit)["after"], car(&plain)["after"], "{set}");
    }
}

#[test]
fn a_map_that_is_there_stays_where_none_is_fitted() {
    let sandbox = sandbox();
    calibrate(&sandbox, &[]);
    let before = Weights::read(&sandbox.path("c.safetensors")).unwrap();
    let weights = ["--weights", "c.safetensors", "--data", "data", "--split", "all", "--no-map"];
    let out = ["--precision", "0.9", "--out", "again.safetensors", "--json", "again.json"];
    sandbox.succeed(&[&["calibrate"], &weights[..], &out[..]].concat());
    let after = Weights::read(&sandbox.path("again.safetensors")).unwrap();
    let maps = |weights: &Weights| {
        let config = weights.config::<DetectionConfig>(Path::new("w"), &[]).unwrap();
        config.calibration.maps
    };
    assert!(maps(&after) == maps(&before) && maps(&after).contains_key("Car"));
    let fit = sandbox.json("again.json");
    let (threshold, raw) = (&car(&fit)["after"]["min_score"], &car(&fit)["after"]["raw_min_score"]);
    assert!((number(threshold) - number(raw)).abs() > 1e-3, "{fit}");
}

#[test]
fn a_folder_that_is_not_there_is_told_before_all_work() {
    let sandbox = sandbox();
    for out in
        [&["--out", "no/c.safetensors"][..], &["--out", "c.safetensors", "--json", "no/a.json"]]
    {
        let said = sandbox.fail(&[&CALIBRATE[..], out].concat());
        assert!(said.contains("no: no such folder") && !said.contains("detecting"), "{said}");
    }
    assert!(!sandbox.path("c.safetensors").exists());
}

#[test]
fn thresholds_alone_leave_scores_as_they_are() {
    let sandbox = sandbox();
    let fit = calibrate(&sandbox, &["--no-map", "--precision", "0.9"]);
    let after = &car(&fit)["after"];
    assert!(number(&after["precision"]) >= 0.9, "{fit}");
    assert!(car(&fit)["map"].is_null());
    let weights = Weights::read(&sandbox.path("c.safetensors")).unwrap();
    assert!(!weights.config_text.contains("[[detection.calibration"), "{}", weights.config_text);
}

#[test]
fn a_class_with_too_few_detections_keeps_what_it_has_with_a_warning() {
    let sandbox = sandbox();
    sandbox.succeed(&["synth", "--out", "cars", "--frames", "6", "--classes", "Car"]);
    let args = ["calibrate", "--weights", "w.safetensors", "--data", "cars", "--split", "all"];
    let (table, said) = sandbox.succeed(&[&args[..], &["--out", "c.safetensors"]].concat());
    let warning = "warning: cyclist: its threshold stays as it was: no labelled object of it";
    assert!(said.contains(warning), "{said}");
    assert!(said.contains("warning: cyclist: its scores stay as they are"), "{said}");
    assert!(table.contains("cyclist      before     0.340"), "{table}");
}

#[test]
fn wrong_usage_is_told_and_nothing_is_written() {
    let sandbox = Sandbox::with_data();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/weights/synthetic.safetensors");
    let weights = ["calibrate", "--weights", shipped];
    for (more, expected) in [
        (&["--data", "data", "--out", "x.txt"][..], ".safetensors"),
        (&["--out", "x.safetensors"], "--data"),
        (&["--data", "data"], "--out"),
        (&["--data", "data", "--out", "x.safetensors", "--precision", "2"], "0 to 1"),
        (&["--data", "data", "--out", "x.safetensors", "--false-per-scan=-1"], "from 0 on"),
        (
            &[
                "--data",
                "data",
                "--out",
                "x.safetensors",
                "--precision",
                "0.5",
                "--false-per-scan",
                "1",
            ],
            "cannot be used with",
        ),
        (&["--data", "data", "--out", "x.safetensors", "--run", "run"], "cannot be used with"),
        (
            &["--data", "data", "--out", "x.safetensors", "--set", "detection.min_scor=1"],
            "min_score",
        ),
    ] {
        let said = sandbox.refuse(&[&weights[..], more].concat());
        assert!(said.contains(expected), "{said}");
    }
    assert!(!sandbox.path("x.safetensors").exists());
}
