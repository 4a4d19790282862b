//! `voxelnet voxelize`

use std::fs;
use std::io::{Cursor, Read, Seek};
use std::path::Path;

use assert_cmd::Command;
use npyz::npz::NpzArchive;
use voxelnet_scene::{Point, PointCloud, read_scan, write_bin};

use crate::support::{Sandbox, fixture, read_json, said, shipped_config, succeed};

const KEYS: [&str; 12] = [
    "points_read",
    "points_outside_image",
    "points_in_range",
    "points_kept",
    "dropped_by_point_limit",
    "dropped_by_voxel_cap",
    "voxels",
    "grid",
    "milliseconds",
    "sampling",
    "seed",
    "occupancy",
];

fn voxelize(scan: &Path) -> Command {
    voxelnet!("voxelize", scan, "--config", shipped_config("kitti-car.toml"))
}

/// An array of an archive with its shape.
fn array<T: npyz::Deserialize>(
    archive: &mut NpzArchive<impl Read + Seek>,
    name: &str,
) -> (Vec<u64>, Vec<T>) {
    let array = archive.by_name(name).unwrap().unwrap();
    (array.shape().to_vec(), array.into_vec().unwrap())
}

#[test]
fn the_statistics_add_up() {
    let sandbox = Sandbox::new();
    let json = sandbox.path("stats.json");
    let scan = fixture().scan("000000");
    let limits = ["--set", "network.limits.max_voxels=500"];
    let points = ["--set", "network.limits.max_points_per_voxel=3"];
    let output = succeed(voxelize(&scan).args(limits).args(points).arg("--json").arg(&json));
    let table = String::from_utf8(output.stdout).unwrap();

    let stats = read_json(&json);
    let keys: Vec<&String> = stats.as_object().unwrap().keys().collect();
    assert_eq!(keys, KEYS);
    let number = |key: &str| stats[key].as_u64().unwrap();
    assert_eq!(number("points_read"), read_scan(&scan).unwrap().cloud.len() as u64);
    assert_eq!(
        number("points_in_range"),
        number("points_kept") + number("dropped_by_point_limit") + number("dropped_by_voxel_cap")
    );
    assert!(number("dropped_by_point_limit") > 0 && number("dropped_by_voxel_cap") > 0);
    assert_eq!((number("voxels"), number("seed")), (500, 0));
    assert_eq!((&stats["grid"], &stats["sampling"]), (&[10, 400, 352].into(), &"random".into()));
    let occupied: u64 = stats["occupancy"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bin| bin["voxels"].as_u64().unwrap())
        .sum();
    assert!(occupied > 500, "{occupied} voxels before any limit");
    for key in ["points_read", "points_kept", "voxels"] {
        assert!(table.contains(&number(key).to_string()), "{key}: {table}");
    }
}

#[test]
fn the_arrays_are_those_of_the_voxels() {
    let sandbox = Sandbox::new();
    let (out, json) = (sandbox.path("voxels.npz"), sandbox.path("stats.json"));
    let scan = fixture().scan("000001");
    let output = succeed(voxelize(&scan).arg("--out").arg(&out));
    assert!(output.stdout.is_empty(), "{}", said(&output));
    let output = succeed(voxelize(&scan).arg("--out").arg(&out).arg("--stats"));
    assert!(!output.stdout.is_empty());
    succeed(voxelize(&scan).arg("--json").arg(&json));
    let stats = read_json(&json);
    let (num_points, num_voxels) =
        (stats["points_kept"].as_u64().unwrap(), stats["voxels"].as_u64().unwrap());

    let mut archive = NpzArchive::new(Cursor::new(fs::read(&out).unwrap())).unwrap();
    let (shape, points) = array::<f32>(&mut archive, "points");
    assert_eq!(shape, [num_points, 4]);
    let (shape, features) = array::<f32>(&mut archive, "features");
    assert_eq!(shape, [num_points, 7]);
    let (shape, offsets) = array::<i64>(&mut archive, "offsets");
    assert_eq!(shape, [num_voxels + 1]);
    let (shape, indices) = array::<i32>(&mut archive, "indices");
    assert_eq!(shape, [num_voxels, 3]);

    assert!(points.chunks(4).zip(features.chunks(7)).all(|(point, row)| row[..4] == *point));
    assert_eq!((offsets[0], *offsets.last().unwrap()), (0, num_points as i64));
    for (voxel, index) in indices.chunks(3).enumerate() {
        let rows = offsets[voxel] as usize..offsets[voxel + 1] as usize;
        assert!((1..=35).contains(&rows.len()));
        for point in points[4 * rows.start..4 * rows.end].chunks(4) {
            let near = |axis: usize, min_m: f32, size_m: f32| {
                ((point[axis] - min_m) / size_m - index[2 - axis] as f32 - 0.5).abs() < 0.5001
            };
            assert!(near(0, 0., 0.2) && near(1, -40., 0.2) && near(2, -3., 0.4), "{point:?}");
        }
    }
}

#[test]
fn the_seed_alone_decides_on_the_points() {
    let sandbox = Sandbox::new();
    let scan = sandbox.path("crowd.bin");
    let point = |i: u16| Point::new(10.05, 0.05, -1., f32::from(i) / 1000.);
    write_bin(&scan, &PointCloud::new((0..900).map(point).collect())).unwrap();
    let run = |seed: &str, threads: &str| {
        let out = sandbox.path("out.npz");
        let mut command = voxelize(&scan);
        succeed(command.args(["--seed", seed, "--threads", threads, "--out"]).arg(&out));
        fs::read(out).unwrap()
    };
    assert!(run("4", "1") == run("4", "3"));
    assert!(run("4", "1") != run("5", "1"));
}

#[test]
fn a_scan_without_points_has_no_voxels() {
    let sandbox = Sandbox::new();
    let (scan, out) = (sandbox.file("empty.bin", ""), sandbox.path("out.npz"));
    succeed(voxelize(&scan).arg("--stats").arg("--out").arg(&out));
    let mut archive = NpzArchive::new(Cursor::new(fs::read(&out).unwrap())).unwrap();
    assert_eq!(array::<f32>(&mut archive, "points").0, [0, 4]);
    assert_eq!(array::<i64>(&mut archive, "offsets").1, [0]);
}

#[test]
fn only_points_in_the_image_are_left_when_asked_for() {
    let sandbox = Sandbox::new();
    let scan = sandbox.path("scan.bin");
    let [seen, beside] = [Point::new(20., 0., 0., 0.5), Point::new(10., 15., 0., 0.5)];
    write_bin(&scan, &PointCloud::new(vec![seen, beside])).unwrap();
    let json = sandbox.path("stats.json");
    let calibration = fixture().file("calib/000000.txt");
    succeed(voxelize(&scan).arg("--json").arg(&json).arg("--crop-to-image").arg(calibration));
    let stats = read_json(&json);
    let found = ["points_read", "points_outside_image", "points_in_range"].map(|key| &stats[key]);
    assert_eq!(found, [2, 1, 1]);
}

#[test]
fn what_is_wrong_is_named_and_nothing_is_written() {
    let sandbox = Sandbox::new();
    let scan = fixture().scan("000000");
    let missing = sandbox.path("missing.bin");
    let half = sandbox.file("half.bin", [0; 20]);
    let calibration = sandbox.file("calib.txt", "P2: 1 2 3\n");
    let out = sandbox.path("out.npz");
    let said = sandbox.refusal_of(voxelize(&missing).arg("--out").arg(&out));
    assert!(said.contains("missing.bin"), "{said}");
    let said = sandbox.refusal_of(voxelize(&half).arg("--out").arg(&out));
    assert!(said.contains("half.bin"), "{said}");
    let crop = ["--crop-to-image".as_ref(), calibration.as_os_str()];
    let said = sandbox.refusal_of(voxelize(&scan).args(crop).arg("--out").arg(&out));
    assert!(said.contains("calib.txt"), "{said}");
    let nowhere = sandbox.path("no/such/folder.npz");
    let said = sandbox.refusal_of(voxelize(&scan).arg("--out").arg(&nowhere));
    assert!(said.contains("folder.npz"), "{said}");
    let set = ["--set", "network.limits.sampling=last"];
    let said = sandbox.wrong_usage_of(voxelize(&scan).args(set).arg("--out").arg(&out));
    assert!(said.contains("last"), "{said}");
}

#[test]
fn every_shipped_configuration_is_accepted() {
    let folder = shipped_config("");
    let mut num_configs = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let config = entry.unwrap().path();
        // The folder of sensors stands beside the configurations, and the recipe for weights, which bring a network.
        if config.is_dir() || config.ends_with("fine-tune.toml") {
            continue;
        }
        let scan = fixture().scan("000000");
        succeed(&mut voxelnet!("voxelize", scan, "--config", config));
        num_configs += 1;
    }
    assert!(num_configs >= 4);
}
