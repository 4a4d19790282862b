//! Intensities that are not from 0 to 1.

use std::fs;

use voxelnet_scene::Point;

use crate::sandbox::Sandbox;
use crate::scans::{bin, street};

/// The detections in a scan that is a change of the street, and the warnings about it.
fn detect(change: impl Fn(usize, &mut Point), more: &[&str]) -> (String, String) {
    let sandbox = Sandbox::new();
    let mut points = street();
    points.iter_mut().enumerate().for_each(|(index, point)| change(index, point));
    fs::write(sandbox.path("street.bin"), bin(&points)).unwrap();
    sandbox.succeed(&[&["detect", "street.bin", "--quiet"][..], more].concat())
}

fn unchanged() -> String {
    detect(|_, _| {}, &[]).0
}

#[test]
fn wild_intensities_change_no_detection_and_are_counted() {
    for (wild, count) in [(65535., 1), (1e6, 1), (255., 3), (f32::MAX, 2)] {
        // Intensities beside the objects, which themselves are seen as before.
        let change = |index: usize, point: &mut Point| {
            if index < count {
                point.intensity = wild;
            }
        };
        let (found, said) = detect(change, &[]);
        assert_eq!(found.lines().count(), unchanged().lines().count(), "{wild}");
        let expected = format!("{count} of 15187 intensities");
        assert!(said.contains(&expected) && said.contains("clamped"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn intensities_that_are_no_numbers_are_0_and_the_points_stay() {
    let change = |index: usize, point: &mut Point| {
        if index.is_multiple_of(3) {
            point.intensity = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY][index / 3 % 3];
        }
    };
    let (found, said) = detect(change, &[]);
    assert!(said.contains("5063 points with an intensity that is not finite got intensity 0"));
    let dark = |index: usize, point: &mut Point| {
        if index.is_multiple_of(3) {
            point.intensity = 0.;
        }
    };
    assert_eq!(found, detect(dark, &[]).0);
}

#[test]
fn unknown_intensities_are_taken_as_0_with_a_warning() {
    let (dark, _) = detect(|_, point| point.intensity = 0., &[]);
    for unknown in [-1., -100.] {
        let (found, said) = detect(|_, point| point.intensity = unknown, &[]);
        assert_eq!(found, dark);
        let expected = format!("15187 of 15187 intensities are below 0, down to {unknown}");
        assert!(said.contains(&expected), "{said}");
    }
}

#[test]
fn intensities_of_more_bits_are_recognised_with_and_without_outliers() {
    let close = |found: &str| found.lines().count().abs_diff(unchanged().lines().count()) <= 1;
    for full_scale in [255., 65535.] {
        let bits = |_, point: &mut Point| point.intensity = (point.intensity * full_scale).round();
        let (found, said) = detect(bits, &[]);
        assert!(close(&found) && said.contains(&format!("divided by {full_scale}")), "{said}");
        let typed = detect(bits, &["--intensity-scale", &full_scale.to_string()]);
        assert_eq!((found, ""), (typed.0, typed.1.as_str()));
    }
    let outlier = |index: usize, point: &mut Point| {
        point.intensity = if index == 0 { 65535. } else { (point.intensity * 255.).round() };
    };
    let (found, said) = detect(outlier, &[]);
    assert!(close(&found), "{found}");
    assert!(said.contains("divided by 255") && said.contains("1 of 15187"), "{said}");
}

#[test]
fn a_scale_that_contradicts_the_scan_is_told() {
    let (_, said) = detect(|_, _| {}, &["--intensity-scale", "255"]);
    assert!(said.contains("intensities look like 0 to 1, but are divided by 255"), "{said}");
}

#[test]
fn a_scale_of_one_is_taken_by_its_word() {
    let sandbox = Sandbox::new();
    let mut points = street();
    points.iter_mut().for_each(|point| point.intensity = (255. * point.intensity).round());
    fs::write(sandbox.path("street.bin"), bin(&points)).unwrap();
    let one = ["street.bin", "--intensity-scale", "1"];
    let (_, said) = sandbox.succeed(&[&["detect"][..], &one].concat());
    let contradicted = "ntensities look like 0 to 255, but ";
    assert!(said.contains(contradicted), "{said}");
    let doctor = [&["doctor"][..], &one].concat();
    let report = sandbox.command(&doctor).assert().code(1).get_output().stdout.clone();
    let report = String::from_utf8(report).unwrap();
    assert!(report.contains(contradicted), "{report}");
    assert!(report.contains("`voxelnet detect --intensity-scale 255`"), "{report}");
}

/// A dataset whose scans have 8 bits but for one.
fn mixed() -> Sandbox {
    let sandbox = Sandbox::with_data();
    for frame in ["000000", "000001", "000003"] {
        let path = sandbox.path(&format!("data/training/velodyne/{frame}.bin"));
        let bytes = fs::read(&path).unwrap();
        let (numbers, _) = bytes.as_chunks::<4>();
        let scaled = numbers.iter().enumerate().flat_map(|(index, &number)| {
            let number = f32::from_le_bytes(number);
            let is_intensity = index % 4 == 3;
            if is_intensity { (255. * number).round() } else { number }.to_le_bytes()
        });
        fs::write(&path, scaled.collect::<Vec<u8>>()).unwrap();
    }
    sandbox
}

#[test]
fn the_scale_is_decided_once_for_all_scans_and_the_one_that_contradicts_is_named() {
    let sandbox = mixed();
    let decided = "warning: the scans have intensities from 0 to 255; they are divided by 255";
    let contradicted = "intensities look like 0 to 1, but are divided by 255";
    let results = ["--results", "results", "--data", "data", "--split", "all"];
    let eval = [&["eval", "--run", "run"][..], &results].concat();
    for args in [
        &["detect", "data/training/velodyne", "--run", "run", "--out", "out"][..],
        &["prepare", "--data", "data"],
        &["view", "data/training/velodyne", "--out", "scans.html"],
        &eval,
    ] {
        let (_, said) = sandbox.succeed(args);
        assert_eq!(said.matches(decided).count(), 1, "{args:?}: {said}");
        let named: Vec<&str> = said.lines().filter(|line| line.contains(contradicted)).collect();
        assert!(named.len() == 1 && named[0].contains("000002"), "{args:?}: {said}");
    }
    let (report, _) = sandbox.succeed(&["doctor", "--data", "data", "--split", "all"]);
    assert!(report.contains("written from 0 to 255"), "{report}");
    assert!(report.contains("as those of 000002"), "{report}");
}

#[test]
fn every_command_reads_the_columns_that_are_named() {
    let sandbox = Sandbox::with_data();
    for frame in ["000000", "000001", "000002", "000003"] {
        let path = sandbox.path(&format!("data/training/velodyne/{frame}.bin"));
        let bytes = fs::read(&path).unwrap();
        let rows = bytes.chunks_exact(16).zip(0_u16..);
        let wide = rows.flat_map(|(row, ring)| [row, &f32::from(ring % 64).to_le_bytes()].concat());
        fs::write(&path, wide.collect::<Vec<u8>>()).unwrap();
    }
    let scan = "data/training/velodyne/000000.bin";
    let of_dataset = "dataset.scan.columns=5";
    for args in [
        &["detect", scan, "--run", "run", "--columns", "5"][..],
        &["doctor", scan, "--columns", "5"],
        &["view", scan, "--out", "a.html", "--columns", "5"],
        &["voxelize", scan, "--config", "run/config.toml", "--columns", "5"],
        &["bench", scan, "--run", "run", "--engine", "native", "--repeat", "1", "--columns", "5"],
        &["eval", "--run", "run", "--data", "data", "--split", "val", "--set", of_dataset],
        &["prepare", "--data", "data", "--config", "run/config.toml", "--set", of_dataset],
        &["doctor", "--data", "data", "--config", "run/config.toml", "--set", of_dataset],
        &["doctor", "--data", "data", "--config", "run/config.toml", "--columns", "5"],
    ] {
        sandbox.succeed(args);
    }
    let said = sandbox.fail(&["prepare", "--data", "data", "--config", "run/config.toml"]);
    assert!(said.contains("dataset.scan.columns"), "{said}");
}
