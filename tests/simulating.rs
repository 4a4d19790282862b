//! `voxelnet synth`

use std::path::PathBuf;

use voxelnet_kitti::KittiDataset;
use voxelnet_scene::read_scan;

use crate::support::{Fixture, Sandbox, contents, fixture, said, succeed};

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
    assert_eq!(first.len(), 3 * 3 + 3 + 1);
    assert!(first == dataset("2", "7"));
    let scan = PathBuf::from("training/velodyne/000000.bin");
    assert!(first[&scan] != dataset("2", "8")[&scan]);
}

#[test]
fn a_simulated_dataset_has_the_layout_of_kitti() {
    let names: Vec<PathBuf> = contents(&fixture().data).into_keys().collect();
    let frames = [&Fixture::TRAIN[..], &Fixture::VAL].concat();
    let mut expected: Vec<PathBuf> = [("velodyne", "bin"), ("label_2", "txt"), ("calib", "txt")]
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
