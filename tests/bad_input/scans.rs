//! Scans that cannot be read.

use std::fs;
use std::path::Path;

use voxelnet_scene::{read_scan, write_ply};

use crate::support::{Sandbox, fixture};

/// The message of detection when this scan is its only one.
fn refusal_of_scan(sandbox: &Sandbox, scan: &Path) -> String {
    let out = sandbox.path("out");
    let mut detect = voxelnet!("detect", scan, "--run", fixture().run, "--out", out);
    let said = sandbox.refusal_of(detect.args(["--format", "json,csv,png,ply"]));
    let named = format!("{}: ", scan.display());
    said.strip_prefix(&named).unwrap_or_else(|| panic!("expected {named}, found {said}")).to_owned()
}

#[test]
fn a_bin_file_that_ends_within_a_point() {
    let sandbox = Sandbox::new();
    let mut bytes = fs::read(fixture().scan("000000")).unwrap();
    bytes.truncate(16 * 100 + 5);
    let scan = sandbox.file("cut.bin", bytes);
    let said = refusal_of_scan(&sandbox, &scan);
    assert!(said.starts_with("size is 1605 bytes, expected a multiple of 16"), "{said}");
}

#[test]
fn a_ply_file_that_is_cut_off() {
    let sandbox = Sandbox::new();
    let scan = sandbox.path("cut.ply");
    write_ply(&scan, &read_scan(&fixture().scan("000000")).unwrap().cloud).unwrap();
    let mut bytes = fs::read(&scan).unwrap();
    bytes.truncate(bytes.len() - 7);
    fs::write(&scan, bytes).unwrap();
    let said = refusal_of_scan(&sandbox, &scan);
    assert!(said.starts_with("the header declares data of at least"), "{said}");
}

#[test]
fn a_ply_file_that_ends_within_its_header() {
    let sandbox = Sandbox::new();
    let scan = sandbox.file("cut.ply", "ply\nformat ascii 1.0\nelement vertex 1\n");
    let said = refusal_of_scan(&sandbox, &scan);
    assert!(said.contains("no line \"end_header\""), "{said}");
}

#[test]
fn a_file_of_a_format_that_is_not_read() {
    let sandbox = Sandbox::new();
    let scan = sandbox.file("a.las", "LASF");
    let said = sandbox.wrong_usage_of(&mut voxelnet!("detect", scan, "--run", fixture().run));
    assert!(said.contains("expected the extension"), "{said}");
}

#[test]
fn a_file_that_is_not_there() {
    let sandbox = Sandbox::new();
    let said = refusal_of_scan(&sandbox, &sandbox.path("none.bin"));
    assert!(said.contains("no such file"), "{said}");
}

#[test]
fn two_scans_of_the_same_name() {
    let sandbox = Sandbox::new();
    let (first, second) = (sandbox.file("a/1.bin", ""), sandbox.file("b/1.bin", ""));
    let out = sandbox.path("out");
    let mut detect = voxelnet!("detect", first, second, "--run", fixture().run, "--out", out);
    let said = sandbox.wrong_usage_of(&mut detect);
    for path in [first, second] {
        assert!(said.contains(&path.display().to_string()), "{said}");
    }
}

#[test]
fn a_kitti_result_without_a_calibration() {
    let sandbox = Sandbox::new();
    let (scan, out) = (fixture().scan("000000"), sandbox.path("out"));
    let mut detect = voxelnet!("detect", scan, "--run", fixture().run, "--out", out);
    let said = sandbox.wrong_usage_of(detect.args(["--format", "kitti"]));
    assert!(said.contains("--calib FILE|DIR"), "{said}");
}

#[test]
fn a_calibration_that_is_missing_or_malformed() {
    let sandbox = Sandbox::new();
    let (scan, out) = (fixture().scan("000000"), sandbox.path("out"));
    let missing = sandbox.path("calib/000000.txt");
    let malformed = sandbox.file("malformed.txt", "P2: 1 2 3\n");
    fs::create_dir(sandbox.path("calib")).unwrap();
    for (given, named) in
        [(&missing, &missing), (&sandbox.path("calib"), &missing), (&malformed, &malformed)]
    {
        let mut detect = voxelnet!("detect", scan, "--run", fixture().run, "--out", out);
        let said = sandbox.refusal_of(detect.args(["--format", "kitti", "--calib"]).arg(given));
        assert!(said.starts_with(&named.display().to_string()), "{said}");
    }
}
