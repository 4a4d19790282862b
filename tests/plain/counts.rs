//! Messages about a single thing, and about several.

use std::fs;

use super::sandbox::Sandbox;
use super::scans;

/// A dataset of some simulated frames, and what its writer says.
fn dataset(num_frames: &str) -> (Sandbox, String) {
    let sandbox = Sandbox::new();
    let (_, said) = sandbox.succeed(&["synth", "--out", "data", "--frames", num_frames]);
    (sandbox, said)
}

#[test]
fn one_frame_is_no_plural() {
    let (sandbox, said) = dataset("1");
    assert!(said.contains("1 frame in data\n"), "{said}");
    let config = "run/config.toml";
    let (prepared, _) = sandbox.succeed(&["prepare", "--data", "data", "--config", config]);
    assert!(prepared.contains(": 1 training and 0 testing frames, "), "{prepared}");
    assert!(prepared.contains("objects.db: 1 frame, "), "{prepared}");
    let (doctored, _) = sandbox.succeed(&["doctor", "data/training/velodyne/000000.bin"]);
    assert!(doctored.contains(": 1 of 1 frame read, "), "{doctored}");
    let results = ["--results", "results", "--missing-as-empty"];
    fs::create_dir(sandbox.path("results")).unwrap();
    let labels = ["score", "--labels", "data/training/label_2"];
    let (table, _) = sandbox.succeed(&[&labels[..], &results].concat());
    assert!(table.starts_with("Average precision in percent over 1 frame\n"), "{table}");
}

#[test]
fn two_frames_are_a_plural() {
    let (sandbox, said) = dataset("2");
    assert!(said.contains("2 frames in data\n"), "{said}");
    let (first, second) =
        ("data/training/velodyne/000000.bin", "data/training/velodyne/000001.bin");
    let (doctored, _) = sandbox.succeed(&["doctor", first, second]);
    assert!(doctored.contains("2 scans: 2 of 2 frames read, "), "{doctored}");
    let (_, said) = sandbox.succeed(&["view", first, second, "--out", "page.html"]);
    assert!(said.contains("2 scans in page.html"), "{said}");
}

#[test]
fn a_single_point_and_a_single_byte_are_no_plurals() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("point.bin"), scans::bin(&scans::cars()[..1])).unwrap();
    let (_, said) = sandbox.succeed(&["detect", "point.bin"]);
    assert!(said.contains("the only point lies in the network's range"), "{said}");
    fs::write(sandbox.path("byte.bin"), [0]).unwrap();
    let said = sandbox.fail(&["detect", "byte.bin"]);
    assert!(said.contains("size is 1 byte, expected a multiple of 16"), "{said}");
}
