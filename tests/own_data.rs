//! Data of one's own: other names, no camera, boxes in the frame of the scans, another sensor.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use voxelnet_kitti::KittiDataset;
use voxelnet_scene::{PointCloud, read_scan, write_bin};

use crate::support::{Sandbox, fixture, metrics, overrides, read_json, shipped_config, succeed};

/// Height of the other sensor above that of the fixture, metres.
const LIFT_M: f32 = 0.7;

/// The options that turn its scans into those that the network was trained on.
const OWN_DATA: [&str; 6] = [
    "train.crop_to_image=false",
    "dataset.boxes=lidar",
    "dataset.difficulty=points",
    "dataset.names={ vehicle = \"Car\" }",
    "dataset.scan.intensity_scale=0.00392156862745098",
    "dataset.scan.translation_m=[0.0, 0.0, 0.7]",
];

/// The fixture's dataset as somebody else would have it: 8-bit intensities, a sensor that stands higher,
/// cars that are called vehicles, boxes in the frame of the scan, neither calibration nor images.
fn own_data(sandbox: &Sandbox) -> PathBuf {
    let theirs = KittiDataset::open(&fixture().data).unwrap();
    let data = sandbox.path("own");
    for folder in ["velodyne", "label_2"] {
        fs::create_dir_all(data.join("training").join(folder)).unwrap();
    }
    for frame in theirs.frame_ids("trainval").unwrap() {
        let mut cloud: PointCloud = read_scan(&theirs.scan_path(&frame).unwrap()).unwrap().cloud;
        for point in &mut cloud.points {
            point.z -= LIFT_M;
            point.intensity *= 255.;
        }
        write_bin(&data.join(format!("training/velodyne/{frame}.bin")), &cloud).unwrap();
        let calibration = theirs.calibration(&frame).unwrap();
        let mut rows = String::new();
        for label in theirs.labels(&frame).unwrap() {
            if label.is_kind("Car") {
                let box3d = calibration.lidar_box_from_camera(&label.camera_box);
                let (size, center) = (box3d.size, box3d.center);
                let z = center.z - f64::from(LIFT_M);
                writeln!(
                    rows,
                    "Vehicle 0 0 -10 -1 -1 -1 -1 {} {} {} {} {} {z} {}",
                    size.height, size.width, size.length, center.x, center.y, box3d.yaw
                )
                .unwrap();
            }
        }
        fs::write(data.join(format!("training/label_2/{frame}.txt")), rows).unwrap();
    }
    data
}

#[test]
fn it_is_prepared_trained_on_evaluated_and_detected_in() {
    let sandbox = Sandbox::new();
    let (data, run, json) = (own_data(&sandbox), sandbox.path("run"), sandbox.path("ap.json"));
    let config = shipped_config("quick.toml");
    let mut prepare = voxelnet!("prepare", "--data", data, "--config", config);
    let prepared = succeed(prepare.args(overrides(&OWN_DATA)));
    assert!(String::from_utf8(prepared.stdout).unwrap().contains(" Vehicle"));

    let mut train = voxelnet!("train", "--data", data, "--run", run, "--config", config);
    train.args(overrides(&OWN_DATA)).args(overrides(&[
        crate::support::SMALL_NETWORK,
        "augment.sampling.fill_to.Car=8",
        "detection.min_score=0.0",
        "train.validation.every_epochs=0",
    ]));
    succeed(train.args(["--max-steps", "2", "--split", "trainval"]));

    let mut eval = voxelnet!("eval", "--run", run, "--data", data, "--split", "trainval");
    let output = succeed(eval.arg("--json").arg(&json));
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(
        table.contains("Levels by points, at least, and distance, at most: easy 30"),
        "{table}"
    );
    let report = read_json(&json);
    let car = &report["classes"]["car"];
    assert!(car["bbox"]["hard"]["R40"].is_null() && !car["3d"]["hard"]["R40"].is_null(), "{car}");
    assert!(car["3d"]["hard"]["n_gt"].as_u64().unwrap() > 0);
    let by_score = sandbox.path("score.json");
    let results = run.join("results/trainval");
    let mut score = voxelnet!("score", "--data", data, "--results", results, "--config");
    score.arg(run.join("config.toml")).args(["--split", "trainval"]);
    succeed(score.arg("--json").arg(&by_score));
    assert_eq!(metrics(&by_score), metrics(&json));

    let (out, scan) = (sandbox.path("out"), data.join("training/velodyne/000000.bin"));
    let mut detect = voxelnet!("detect", scan, "--run", run, "--out", out);
    // On the engine that evaluates, as the files have all digits.
    succeed(detect.args(["--format", "json,kitti"]));
    let rows = fs::read_to_string(out.join("000000.txt")).unwrap();
    assert_eq!(rows, fs::read_to_string(results.join("000000.txt")).unwrap());
}

#[test]
fn its_own_labels_are_found_whole() {
    let sandbox = Sandbox::new();
    let (data, results) = (own_data(&sandbox), sandbox.path("results"));
    fs::create_dir(&results).unwrap();
    for entry in fs::read_dir(data.join("training/label_2")).unwrap() {
        let path = entry.unwrap().path();
        let rows = fs::read_to_string(&path).unwrap().replace("Vehicle", "Car");
        let scored: String = rows.lines().map(|row| format!("{row} 1\n")).collect();
        fs::write(results.join(path.file_name().unwrap()), scored).unwrap();
    }
    let json = sandbox.path("ap.json");
    let config = shipped_config("quick.toml");
    let mut score = voxelnet!("score", "--data", data, "--results", results, "--config", config);
    score.args(overrides(&OWN_DATA)).args(["--split", "all", "--json"]);
    succeed(score.arg(&json));
    let plain = &read_json(&json)["plain"]["classes"]["car"]["3d"];
    for level in ["easy", "moderate", "hard"] {
        assert_eq!(plain[level]["AP"], 100., "{level}: {plain}");
    }
}
