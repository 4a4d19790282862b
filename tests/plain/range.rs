//! Scans in which the network sees nothing, and detections that cannot be.

use std::fs;

use voxelnet_detection::{NUM_RESIDUALS, Weights};
use voxelnet_scene::Point;

use crate::sandbox::Sandbox;
use crate::scans;

/// The engines of this build of the program.
const ENGINES: &[&str] =
    if cfg!(feature = "libtorch") { &["native", "libtorch"] } else { &["native"] };

/// Writes the weights of the run of version 0.1.0 with boxes that are e³ times as long as they should be.
fn write_stretching_weights(sandbox: &Sandbox) {
    let path = sandbox.path("run/checkpoints/step-000324.safetensors");
    let mut weights = Weights::read(&path).unwrap();
    let bias = &mut weights.tensors.get_mut("rpn.residual.bias").unwrap().data;
    bias.chunks_exact_mut(NUM_RESIDUALS).for_each(|residual| residual[3] += 3.);
    fs::write(sandbox.path("long.safetensors"), weights.to_bytes().unwrap()).unwrap();
}

#[test]
fn impossible_boxes_are_dropped_with_a_warning_by_every_engine() {
    let sandbox = Sandbox::with_data();
    write_stretching_weights(&sandbox);
    fs::write(sandbox.path("street.bin"), scans::bin(&scans::street())).unwrap();
    for engine in ENGINES {
        let args = ["--weights", "long.safetensors", "--min-score", "0.05", "--engine", engine];
        let (found, said) = sandbox.succeed(&[&["detect", "street.bin"], &args[..]].concat());
        assert_eq!(found, "", "{engine}");
        assert!(said.contains("warning: street.bin: ") && said.contains("impossible"), "{said}");

        let data = ["--data", "data", "--split", "val", "--results", "results"];
        let args = ["--weights", "long.safetensors", "--engine", engine];
        let (_, said) = sandbox.succeed(&[&["eval"], &args[..], &data].concat());
        assert!(said.contains("warning: 000002: ") && said.contains("impossible"), "{said}");
        let any_size = ["--set", "detection.max_size_ratio=0"];
        let (_, said) = sandbox.succeed(&[&["eval"], &args[..], &data, &any_size].concat());
        assert!(!said.contains("impossible boxes"), "{said}");
    }
}

#[test]
fn a_limit_of_sizes_below_one_is_refused() {
    let sandbox = Sandbox::with_data();
    for value in ["0.5", "-1", "inf", "nan"] {
        let ratio = format!("detection.max_size_ratio={value}");
        let said = sandbox
            .refuse(&["eval", "--run", "run", "--data", "data", "--split", "val", "--set", &ratio]);
        assert!(said.contains("detection.max_size_ratio") && said.contains("0 or a"), "{said}");
    }
}

/// Changes every point of a scan.
fn changed(mut points: Vec<Point>, change: impl Fn(&mut Point)) -> Vec<Point> {
    points.iter_mut().for_each(change);
    points
}

/// The words behind `give` in a warning, as a shell splits them.
fn proposed(said: &str) -> Vec<String> {
    let options = said.split("give ").nth(1).unwrap();
    let options = options.split([';', '\n']).next().unwrap().split(", or run").next().unwrap();
    options.replace('\'', "").split(' ').map(str::to_owned).collect()
}

/// Detects in a scan with options; the number of objects, and the warnings.
fn detect(sandbox: &Sandbox, scan: &str, options: &[String]) -> (usize, String) {
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let (found, said) = sandbox.succeed(&[&["detect", scan, "--quiet"], &options[..]].concat());
    (found.lines().count(), said)
}

#[test]
fn a_scan_without_a_point_in_range_gives_nothing_but_a_warning() {
    let sandbox = Sandbox::new();
    let millimetres = changed(scans::street(), |point| {
        (point.x, point.y, point.z) = (1000. * point.x, 1000. * point.y, 1000. * point.z);
    });
    let on_a_map = changed(scans::street(), |point| {
        (point.x, point.y, point.z) = (point.x + 448_251., point.y + 5_411_932., point.z + 113.);
    });
    let not_a_number = changed(scans::cars(), |point| point.y = f32::NAN);
    for (points, expected) in [
        (vec![], "no point is left"),
        (not_a_number, "no point is left"),
        (vec![Point::default(); 3000], "all 3000 points lie at the sensor"),
        (scans::cars()[..1].to_vec(), "the only point lies in the network's range"),
        (millimetres, "no point lies in the network's range, x 0.0 to 57.6, y -25.6 to 25.6, z"),
        (on_a_map, "; the points lie in x 4482"),
    ] {
        fs::write(sandbox.path("odd.bin"), scans::bin(&points)).unwrap();
        let (num_found, said) = detect(&sandbox, "odd.bin", &[]);
        assert_eq!(num_found, 0, "{said}");
        assert!(said.contains("warning: odd.bin: ") && said.contains(expected), "{said}");
        assert!(said.contains("run `voxelnet doctor odd.bin`"), "{said}");
        assert!(!said.contains("--lidar-transform"), "{said}");
    }
    fs::write(sandbox.path("cars.bin"), scans::bin(&scans::cars())).unwrap();
    fs::write(sandbox.path("street.bin"), scans::bin(&scans::street())).unwrap();
    assert_eq!(detect(&sandbox, "cars.bin", &[]), (3, String::new()));
    assert_eq!(detect(&sandbox, "street.bin", &[]), (9, String::new()));
}

#[test]
fn the_proposed_transform_of_detect_mends_the_scan_on_top_of_the_one_that_is_typed() {
    let sandbox = Sandbox::new();
    let turn = |point: &mut Point| (point.x, point.y) = (-point.y, point.x);
    for (points, typed) in [
        (changed(scans::street(), |point| point.z += 1.42), ""),
        (changed(scans::street(), |point| point.z -= 0.8), "0,0,2,0,0,0"),
        (changed(scans::street(), turn), ""),
        (changed(scans::street(), turn), "0,0,0.1,0,0,3.141593"),
    ] {
        fs::write(sandbox.path("moved.bin"), scans::bin(&points)).unwrap();
        let typed: Vec<String> = match typed {
            "" => vec![],
            typed => vec!["--lidar-transform".into(), typed.into()],
        };
        let (_, said) = detect(&sandbox, "moved.bin", &typed);
        assert_eq!(said.lines().count(), 1, "{said}");
        let (num_found, then) = detect(&sandbox, "moved.bin", &proposed(&said));
        assert!(num_found >= 8 && then.is_empty(), "{said}{num_found} found\n{then}");
    }
}

#[test]
fn points_behind_the_range_are_told_once_and_are_found_with_the_proposed_turn() {
    let sandbox = Sandbox::new();
    let behind = changed(scans::street(), |point| (point.x, point.y) = (-point.x, -point.y));
    let around = [scans::street(), behind].concat();
    for name in ["a", "b", "c"] {
        fs::write(sandbox.path(&format!("{name}.bin")), scans::bin(&around)).unwrap();
    }
    let (num_found, said) = detect(&sandbox, "a.bin", &[]);
    assert_eq!(num_found, 9);
    assert!(said.contains("warning: a.bin: 50% of the points lie behind"), "{said}");
    let (num_behind, _) = detect(&sandbox, "a.bin", &proposed(&said));
    assert_eq!(num_behind, 9);
    let (_, said) = detect(&sandbox, "*.bin", &[]);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("(as in 2 other scans)"), "{said}");
}

#[test]
fn the_proposed_key_of_eval_mends_the_scans() {
    let sandbox = Sandbox::with_data();
    let velodyne = sandbox.path("data/training/velodyne");
    for entry in fs::read_dir(velodyne).unwrap() {
        let path = entry.unwrap().path();
        let cloud = voxelnet_scene::read_scan(&path).unwrap().cloud;
        let raised = changed(cloud.points, |point| point.z += 1.2);
        fs::write(&path, scans::bin(&raised)).unwrap();
    }
    let eval = ["eval", "--run", "run", "--data", "data", "--split", "val"];
    let (_, said) = sandbox.succeed(&eval);
    assert!(said.contains("warning: 000002: the road lies at z = -0."), "{said}");
    assert!(said.contains("warning: 000003: the road lies at z = -0."), "{said}");
    let options = proposed(&said);
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let (_, said) = sandbox.succeed(&[&eval, &options[..]].concat());
    assert!(!said.contains("warning"), "{said}");
}
