//! `voxelnet synth`

use std::path::PathBuf;

use voxelnet_kitti::KittiDataset;
use voxelnet_scene::read_scan;

use crate::support::{
    Fixture, Sandbox, contents, fixture, read_json, said, shipped_config, succeed,
};

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let sandbox = Sandbox::new();
    let dataset = |threads: &str, seed: &str| {
        let out = sandbox.path(&format!("threads-{threads}-seed-{seed}"));
        let mut synth = voxelnet!("synth", "--out", out, "--frames", "3", "--seed", seed);
        succeed(synth.args(["--threads", threads]));
        contents(&out)
    };
    let first = dataset("1", "7");
    assert_eq!(first.len(), 3 * 4 + 3 + 1);
    assert!(first == dataset("2", "7"));
    let scan = PathBuf::from("training/velodyne/000000.bin");
    assert!(first[&scan] != dataset("2", "8")[&scan]);
}

#[test]
fn a_simulated_dataset_has_the_layout_of_kitti() {
    let names: Vec<PathBuf> = contents(&fixture().data).into_keys().collect();
    let frames = [&Fixture::TRAIN[..], &Fixture::VAL].concat();
    let folders = [("velodyne", "bin"), ("label_2", "txt"), ("calib", "txt"), ("planes", "txt")];
    let mut expected: Vec<PathBuf> = folders
        .iter()
        .flat_map(|(folder, extension)| {
            frames.iter().map(move |frame| format!("training/{folder}/{frame}.{extension}").into())
        })
        .chain(["train", "val", "trainval"].map(|split| format!("ImageSets/{split}.txt").into()))
        .chain(["manifest.json".into()])
        .collect();
    expected.sort();
    assert_eq!(names, expected);

    let dataset = KittiDataset::open(&fixture().data).unwrap();
    assert_eq!(dataset.frame_ids("train").unwrap(), Fixture::TRAIN);
    assert_eq!(dataset.frame_ids("val").unwrap(), Fixture::VAL);
    let mut num_cars = 0;
    for frame in frames {
        dataset.calibration(frame).unwrap();
        let labels = dataset.labels(frame).unwrap();
        num_cars += labels.iter().filter(|label| label.is_kind("Car")).count();
        let scan = read_scan(&fixture().scan(frame)).unwrap();
        assert!(scan.cloud.len() > 5_000 && scan.warnings.is_empty(), "{frame}");
    }
    assert!(num_cars >= 6, "{num_cars}");
}

#[test]
fn an_interrupted_simulation_is_continued() {
    let sandbox = Sandbox::new();
    let data = sandbox.data();
    let whole = contents(&data);
    for name in ["training/velodyne/000003.bin", "training/calib/000005.txt", "ImageSets/val.txt"] {
        std::fs::remove_file(data.join(name)).unwrap();
    }
    let mut synth = voxelnet!("synth", "--out", data, "--frames", "6", "--seed", "3", "--quiet");
    let output = succeed(synth.args(["--val-fraction", "0.34"]));
    assert_eq!(said(&output), "");
    assert!(contents(&data) == whole);
}

#[test]
fn other_sensors_scenarios_and_classes_are_simulated_and_recorded() {
    let sandbox = Sandbox::new();
    let out = sandbox.path("os1");
    let mut synth = voxelnet!("synth", "--out", out, "--frames", "4", "--seed", "2", "--quiet");
    synth.args(["--sensor", "os1-128", "--scenario", "open-road", "--full-circle"]);
    succeed(synth.args(["--classes", "Pedestrian,cyclist"]));
    let manifest = read_json(&out.join("manifest.json"));
    assert_eq!(manifest["scenario"], "open-road");
    assert_eq!(manifest["classes"], serde_json::json!(["Pedestrian", "Cyclist"]));
    assert_eq!(manifest["sensor"]["channels"][0]["count"], 128);
    let dataset = KittiDataset::open(&out).unwrap();
    for frame in dataset.frame_ids("trainval").unwrap() {
        for label in dataset.labels(&frame).unwrap() {
            let is_wanted = ["Pedestrian", "Cyclist", "DontCare"].map(|kind| label.is_kind(kind));
            assert!(is_wanted.contains(&true), "{label}");
        }
    }
}

#[test]
fn a_sensor_of_ones_own_scans_rings_of_the_radii_of_its_channels() {
    let sandbox = Sandbox::new();
    let (file, out) = (sandbox.path("ideal.toml"), sandbox.path("rings"));
    let shipped = std::fs::read_to_string(shipped_config("sensors/vlp-16.toml")).unwrap();
    let ideal = shipped
        .replace("divergence_mrad = 3.0", "divergence_mrad = 0.0")
        .replace("noise_m = 0.02", "noise_m = 0.0")
        .replace("noise_per_m = 0.0001", "noise_per_m = 0.0")
        .replace("share = 0.02", "share = 0.0")
        .replace("half_range_m = 110.0", "half_range_m = inf");
    std::fs::write(&file, ideal).unwrap();
    let mut synth = voxelnet!("synth", "--out", out, "--frames", "1", "--sensor", file, "--quiet");
    succeed(synth.args(["--scenario", "empty", "--full-circle"]));
    let cloud = read_scan(&out.join("training/velodyne/000000.bin")).unwrap().cloud;
    // Eight channels look down, at odd degrees; that at -1 degree comes down 99 m ahead.
    assert_eq!(cloud.len(), 8 * 1800);
    for (ring, degrees) in cloud.points.chunks(1800).zip([1., 3., 5., 7., 9., 11., 13., 15.]) {
        let radius = 1.73 / f64::to_radians(degrees).tan();
        for point in ring {
            let measured = point.position().coords.xy().norm();
            assert!((measured - radius).abs() < 0.01, "{measured} m, expected {radius} m");
        }
    }
}

#[test]
fn previews_are_drawn_beside_the_dataset_and_leave_it_alone() {
    let sandbox = Sandbox::new();
    let out = sandbox.path("previewed");
    let synth = |preview: &[&str]| {
        let mut synth = voxelnet!("synth", "--out", out, "--frames", "2", "--seed", "2", "--quiet");
        succeed(synth.args(preview));
        contents(&out)
    };
    let plain = synth(&[]);
    let mut drawn = synth(&["--preview", "1"]);
    for name in ["preview/000000-above.png", "preview/000000-range.png"] {
        let picture = drawn.remove(&PathBuf::from(name)).unwrap();
        assert!(picture.starts_with(b"\x89PNG") && picture.len() > 10_000, "{name}");
    }
    assert!(drawn == plain);
}
