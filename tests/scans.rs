//! Scans that `voxelnet detect` accepts, and the options that change them first.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use voxelnet_scene::{Point, read_scan, write_bin, write_ply};

use crate::support::{
    Sandbox, contents, fixture, numbers, other_formats, rows_with_more, said, succeed,
};

#[test]
fn a_cloud_gives_the_same_detections_in_every_format() {
    let sandbox = Sandbox::new();
    let scan = fixture().scan("000001");
    let cloud = read_scan(&scan).unwrap().cloud;
    let lines = |detect: &mut Command| {
        let output = succeed(detect.args(["--run"]).arg(&fixture().run).args(["--min-score", "0"]));
        let lines = String::from_utf8(output.stdout).unwrap();
        assert!(!lines.is_empty());
        // The name of the frame is that of the file.
        lines.lines().map(|line| line.split_once(",").unwrap().1.to_owned()).collect::<Vec<_>>()
    };
    let expected = lines(&mut voxelnet!("detect", scan));
    let ply = sandbox.path("a.ply");
    write_ply(&ply, &cloud).unwrap();
    assert_eq!(lines(&mut voxelnet!("detect", ply)), expected);
    for (ending, bytes) in other_formats(&cloud) {
        let path = sandbox.file(ending, bytes);
        assert_eq!(lines(&mut voxelnet!("detect", path)), expected, "{ending}");
    }
    let wide = sandbox.file("wide.bin", rows_with_more(&cloud, 2));
    assert_eq!(lines(&mut voxelnet!("detect", wide, "--columns", "6")), expected);
    let bytes = fs::read(&scan).unwrap();
    assert_eq!(lines(voxelnet!("detect", "-", "--out", "-").write_stdin(bytes)), expected);
}

#[test]
fn intensities_of_eight_bits_are_recognised_and_it_is_said() {
    let sandbox = Sandbox::new();
    let mut cloud = read_scan(&fixture().scan("000001")).unwrap().cloud;
    for point in &mut cloud.points {
        point.intensity = (255. * point.intensity).round();
    }
    let scan = sandbox.path("a.bin");
    write_bin(&scan, &cloud).unwrap();
    let detect = |more: &[&str]| {
        let mut detect = voxelnet!("detect", scan, "--run", fixture().run);
        succeed(detect.args(more).args(["--min-score", "0"]))
    };
    let (auto, typed) = (detect(&[]), detect(&["--intensity-scale", "255"]));
    assert_eq!(auto.stdout, typed.stdout);
    assert!(said(&auto).contains("divided by 255"), "{}", said(&auto));
    assert_ne!(detect(&["--intensity-scale", "1"]).stdout, typed.stdout);
}

#[test]
fn folders_and_patterns_mean_the_scans_in_them() {
    let sandbox = Sandbox::new();
    let folder = fixture().file("velodyne");
    let detect = |scans: &Path, out: &str| {
        let out = sandbox.path(out);
        let mut detect = voxelnet!("detect", scans, "--run", fixture().run, "--out", out);
        let output = succeed(detect.args(["--min-score", "0"]));
        assert!(said(&output).contains(" scans/s"), "{}", said(&output));
        contents(&out)
    };
    assert!(detect(&folder, "folder") == detect(&folder.join("*.bin"), "pattern"));
    let nothing = sandbox.path("nothing");
    fs::create_dir(&nothing).unwrap();
    for (typed, expected) in [
        (nothing.clone(), "there is no scan in this folder"),
        (nothing.join("*.bin"), "no file is matched by this pattern"),
    ] {
        let said = sandbox.refusal_of(&mut voxelnet!("detect", typed, "--run", fixture().run));
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_turned_sensor_is_turned_back() {
    let sandbox = Sandbox::new();
    let scan = fixture().scan("000001");
    let mut cloud = read_scan(&scan).unwrap().cloud;
    for point in &mut cloud.points {
        // The sensor looks left, and stands 1 m ahead.
        (point.x, point.y) = (point.y, -(point.x - 1.));
    }
    let turned = sandbox.path("000001.bin");
    write_bin(&turned, &cloud).unwrap();
    let detect = |scan: &Path, more: &[&str]| -> Vec<[f64; 3]> {
        let mut detect = voxelnet!("detect", scan, "--run", fixture().run, "--min-score", "0.1");
        let output = succeed(detect.args(more));
        let lines = str::from_utf8(&output.stdout).unwrap().lines();
        let object = |line| serde_json::from_str::<Value>(line).unwrap();
        lines.map(|line| numbers(&object(line)["center"])).collect()
    };
    let expected = detect(&scan, &[]);
    let pose = format!("1,0,0,0,0,{}", std::f64::consts::FRAC_PI_2);
    let found = detect(&turned, &["--lidar-transform", &pose]);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        let error = (0..3).map(|axis| (found[axis] - expected[axis]).abs()).fold(0., f64::max);
        assert!(error < 0.01, "{found:?} {expected:?}");
    }
    assert_ne!(detect(&turned, &[]), expected);
}

#[test]
fn points_outside_the_image_can_be_left_out() {
    let sandbox = Sandbox::new();
    let scan = fixture().scan("000001");
    let mut cloud = read_scan(&scan).unwrap().cloud;
    let behind: Vec<Point> =
        cloud.points.iter().map(|p| Point { x: 5., y: 20., z: p.z, ..*p }).collect();
    let expected = succeed(&mut voxelnet!("detect", scan, "--run", fixture().run));
    cloud.points.extend(behind);
    let more = sandbox.path("000001.bin");
    write_bin(&more, &cloud).unwrap();
    let calib = fixture().file("calib");
    let mut detect = voxelnet!("detect", more, "--run", fixture().run, "--crop-to-image", calib);
    assert_eq!(succeed(&mut detect).stdout, expected.stdout);
}
