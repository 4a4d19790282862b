//! `voxelnet prepare`

use std::fs;

use voxelnet_kitti::read_split;

use crate::support::{Fixture, Sandbox, fixture, said, shipped_config, succeed};

#[test]
fn a_dataset_is_checked_and_gets_its_splits_and_objects() {
    let sandbox = Sandbox::new();
    let data = sandbox.data();
    fs::remove_dir_all(data.join("ImageSets")).unwrap();
    let output = succeed(&mut voxelnet!("prepare", "--data", data, "--val-fraction", "0.34"));
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(text.contains("6 training and 0 testing frames"), "{text}");
    assert!(text.contains("train.txt: 4 frames") && text.contains("val.txt: 2 frames"), "{text}");
    assert!(text.lines().last().unwrap().contains("objects.db: 4 frames, "), "{text}");
    assert!(said(&output).contains("the 3712 and 3769 frames"), "{}", said(&output));
    let [train, val] = ["train", "val"]
        .map(|split| read_split(&data.join(format!("ImageSets/{split}.txt"))).unwrap());
    let mut all = [train, val].concat();
    all.sort();
    assert_eq!(all, [&Fixture::TRAIN[..], &Fixture::VAL].concat());

    // Again nothing is left to do, and nothing is overwritten.
    let again = succeed(&mut voxelnet!("prepare", "--data", data));
    let text = String::from_utf8(again.stdout).unwrap();
    assert!(text.ends_with("(was up to date)\n") && !text.contains("ImageSets"), "{text}");
    let mut other = voxelnet!("prepare", "--data", data, "--seed", "7");
    let assert = other.assert().code(1);
    assert!(said(assert.get_output()).contains("splits are never overwritten"));
}

#[test]
fn what_is_made_can_land_elsewhere() {
    let sandbox = Sandbox::new();
    let out = sandbox.path("made");
    let data = &fixture().data;
    succeed(&mut voxelnet!("prepare", "--data", data, "--out", out));
    assert!(out.join("objects.db").is_file() && !data.join("objects.db").exists());
    // Splits and objects are found there without further options.
    let mut train = voxelnet!("train", "--data", out, "--run", sandbox.path("run"));
    train.arg("--config").arg(shipped_config("quick.toml")).args(crate::support::overrides(&[
        crate::support::SMALL_NETWORK,
        "augment.sampling.fill_to.Car=12",
    ]));
    succeed(train.args(["--max-steps", "1"]));
}

#[test]
fn every_problem_is_told_at_once_and_nothing_is_written() {
    let sandbox = Sandbox::new();
    let data = sandbox.data();
    fs::remove_dir_all(data.join("ImageSets")).unwrap();
    let training = data.join("training");
    fs::write(training.join("label_2/000000.txt"), "Car 1 2\nCar 1 2 3\n").unwrap();
    fs::write(training.join("calib/000001.txt"), "P2: 1 2 3\n").unwrap();
    fs::write(training.join("velodyne/000002.bin"), [0; 5]).unwrap();
    fs::remove_file(training.join("label_2/000003.txt")).unwrap();
    let assert = voxelnet!("prepare", "--data", data).assert().code(1).stdout("");
    let text = said(assert.get_output());
    for expected in [
        "label_2/000000.txt:1: 3 columns",
        "label_2/000000.txt:2: 4 columns",
        "calib/000001.txt:1: P2 has 3 numbers",
        "calib/000001.txt: R0_rect is missing",
        "calib/000001.txt: Tr_velo_to_cam is missing",
        "velodyne/000002.bin: ",
        "label_2/000003.txt: the label file of frame 000003 is missing",
        "error: 7 problems, listed above; nothing was written",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert_eq!(text.lines().count(), 8, "{text}");
    assert!(!data.join("ImageSets").exists() && !data.join("objects.db").exists());
}

#[test]
fn training_takes_objects_from_the_database_and_is_refused_without_it() {
    let sandbox = Sandbox::new();
    let (data, run) = (sandbox.data(), sandbox.path("run"));
    let train = || {
        let mut train = voxelnet!("train", "--data", data, "--run", run, "--max-steps", "2");
        train.arg("--config").arg(shipped_config("quick.toml")).args(crate::support::overrides(&[
            crate::support::SMALL_NETWORK,
            "augment.sampling.fill_to.Car=12",
            "augment.objects.max_rotation=0.3",
            "augment.objects.translation_std_m=[1.0, 1.0, 0.2]",
            "augment.max_dropout=0.3",
        ]));
        train
    };
    let refused = sandbox.refusal_of(&mut train());
    assert!(refused.contains("objects.db") && refused.contains("voxelnet prepare"), "{refused}");
    succeed(&mut voxelnet!("prepare", "--data", data));
    succeed(&mut train());
}
