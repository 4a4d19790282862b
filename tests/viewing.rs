//! `voxelnet view`

use std::fs;

use crate::support::{Sandbox, fixture, shipped_config, succeed};

fn pictures(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_frame_is_drawn_as_each_epoch_sees_it() {
    let sandbox = Sandbox::new();
    let (out, config) = (sandbox.path("out"), shipped_config("quick.toml"));
    let scan = fixture().scan("000001");
    succeed(&mut voxelnet!("view", scan, "--config", config, "--augment", "3", "--out", out));
    let names = ["000001-epoch-001.png", "000001-epoch-002.png", "000001-epoch-003.png"];
    assert_eq!(pictures(&out), names);
    let bytes = names.map(|name| fs::read(out.join(name)).unwrap());
    assert!(bytes[0].starts_with(b"\x89PNG") && bytes[0] != bytes[1] && bytes[1] != bytes[2]);

    let again = sandbox.path("again");
    succeed(&mut voxelnet!("view", scan, "--config", config, "--augment", "1", "--out", again));
    assert_eq!(fs::read(again.join(names[0])).unwrap(), bytes[0]);
}

#[test]
fn without_augmentation_there_is_one_picture_a_scan() {
    let sandbox = Sandbox::new();
    let (out, config) = (sandbox.path("out"), shipped_config("quick.toml"));
    let scans = ["000000", "000001"].map(|frame| fixture().scan(frame));
    succeed(&mut voxelnet!("view", scans[0], scans[1], "--config", config, "--out", out));
    assert_eq!(pictures(&out), ["000000.png", "000001.png"]);
}

#[test]
fn a_scan_outside_of_a_dataset_is_refused() {
    let sandbox = Sandbox::new();
    let (out, config) = (sandbox.path("out"), shipped_config("quick.toml"));
    let scan = sandbox.file("a.bin", [0; 16]);
    let said = sandbox.refusal_of(&mut voxelnet!("view", scan, "--config", config, "--out", out));
    assert!(said.contains("expected DATASET/training/velodyne/FRAME.bin"), "{said}");
}
