//! Text files with a byte-order mark, as some editors and spreadsheets write them.

use std::fs;

use crate::sandbox::Sandbox;

const SCAN: &str = "data/training/velodyne/000000.bin";

/// Puts a byte-order mark before a text.
fn mark(sandbox: &Sandbox, name: &str) {
    let text = fs::read_to_string(sandbox.path(name)).unwrap();
    fs::write(sandbox.path(name), format!("\u{feff}{text}")).unwrap();
}

#[test]
fn a_byte_order_mark_is_skipped_in_datasets_results_and_configurations() {
    let sandbox = Sandbox::with_data();
    let score = ["score", "--data", "data", "--results", "results", "--config", "c.toml"];
    sandbox.succeed(&["eval", "--run", "run", "--data", "data", "--results", "results"]);
    fs::copy(sandbox.path("run/config.toml"), sandbox.path("c.toml")).unwrap();
    let (expected, _) = sandbox.succeed(&[&score[..], &["--json", "a.json"]].concat());
    let split = fs::read_to_string(sandbox.path("data/ImageSets/val.txt")).unwrap();
    for frame in split.lines() {
        mark(&sandbox, &format!("results/{frame}.txt"));
        for folder in ["calib", "label_2", "planes"] {
            mark(&sandbox, &format!("data/training/{folder}/{frame}.txt"));
        }
    }
    for name in ["data/ImageSets/val.txt", "c.toml", "a.json"] {
        mark(&sandbox, name);
    }
    assert_eq!(sandbox.succeed(&score).0, expected);
    sandbox.succeed(&["score", "--compare", "a.json", "a.json"]);
    sandbox.succeed(&["prepare", "--data", "data"]);
}

#[test]
fn a_byte_order_mark_is_skipped_in_transforms_detections_and_sensors() {
    let sandbox = Sandbox::with_data();
    let (lines, _) = sandbox.succeed(&["detect", SCAN, "--run", "run", "--min-score", "0"]);
    fs::write(sandbox.path("found.jsonl"), &lines).unwrap();
    fs::write(sandbox.path("pose.txt"), "1 0 0 0  0 1 0 0  0 0 1 0\n").unwrap();
    let sensor = concat!(env!("CARGO_MANIFEST_DIR"), "/../../configs/sensors/vlp-16.toml");
    fs::copy(sensor, sandbox.path("sensor.toml")).unwrap();
    for name in ["found.jsonl", "pose.txt", "sensor.toml"] {
        mark(&sandbox, name);
    }
    let moved = ["--lidar-transform", "pose.txt", "--min-score", "0"];
    let (found, _) = sandbox.succeed(&[&["detect", SCAN, "--run", "run"][..], &moved].concat());
    assert_eq!(found, lines);
    sandbox.succeed(&["view", SCAN, "--detections", "found.jsonl", "--out", "page.html"]);
    sandbox.succeed(&["synth", "--frames", "1", "--sensor", "sensor.toml", "--out", "own"]);
}

#[test]
fn text_in_utf_16_is_refused_in_a_line() {
    let sandbox = Sandbox::with_data();
    let utf_16: Vec<u8> = "\u{feff}000001\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for name in ["data/ImageSets/val.txt", "data/training/label_2/000000.txt"] {
        let before = fs::read(sandbox.path(name)).unwrap();
        fs::write(sandbox.path(name), &utf_16).unwrap();
        let said = sandbox.fail(&["prepare", "--data", "data"]);
        assert!(said.contains(name) && said.contains("UTF-16"), "{said}");
        assert_eq!(said.lines().filter(|line| line.contains("UTF-16")).count(), 1, "{said}");
        fs::write(sandbox.path(name), before).unwrap();
    }
}
