//! `voxelnet detect`

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use voxelnet_kitti::read_labels;
use voxelnet_scene::{Point, PointCloud, read_scan, write_bin, write_ply};

use crate::support::{Fixture, Sandbox, fixture, json_lines, numbers, results_in, said, succeed};

const KEYS: [&str; 7] = ["frame", "class", "score", "center", "size", "yaw", "num_points"];

/// Detection with the fixture's run, whose threshold lets everything through, and all digits.
fn detect(scan: &Path, out: &Path) -> Command {
    let mut detect = voxelnet!("detect", scan, "--run", fixture().run, "--out", out);
    detect.args(["--min-score", "0.0", "--full-precision"]);
    detect
}

fn names(folder: &Path) -> Vec<PathBuf> {
    results_in(folder).into_keys().collect()
}

#[test]
fn json_lines_have_the_documented_fields() {
    let sandbox = Sandbox::new();
    let out = sandbox.path("out");
    succeed(&mut detect(&fixture().scan("000000"), &out));
    assert_eq!(names(&out), [Path::new("detections.jsonl")]);
    let found = json_lines(&out.join("detections.jsonl"));
    assert!(!found.is_empty());
    let mut last_score = 1.;
    for object in found {
        let keys: Vec<&String> = object.as_object().unwrap().keys().collect();
        assert_eq!(keys, KEYS);
        assert_eq!((&object["frame"], &object["class"]), (&"000000".into(), &"car".into()));
        let score = object["score"].as_f64().unwrap();
        assert!((0. ..=last_score).contains(&score), "the best first: {object}");
        last_score = score;
        numbers::<3>(&object["center"]);
        assert!(numbers::<3>(&object["size"]).iter().all(|&extent| extent > 0.), "{object}");
        assert!(object["yaw"].as_f64().is_some_and(f64::is_finite), "{object}");
        assert!(object["num_points"].is_u64(), "{object}");
    }
}

#[test]
fn a_learned_car_is_found_where_it_is() {
    let sandbox = Sandbox::new();
    let out = sandbox.path("out");
    let cars_found: usize = Fixture::TRAIN
        .iter()
        .map(|frame| {
            succeed(&mut detect(&fixture().scan(frame), &out));
            let best = json_lines(&out.join("detections.jsonl")).remove(0);
            let dataset = voxelnet_kitti::KittiDataset::open(&fixture().data).unwrap();
            let calibration = dataset.calibration(frame).unwrap();
            let [x, y, _] = numbers(&best["center"]);
            let is_near = |label: &voxelnet_kitti::Label| {
                let center = calibration.lidar_box_from_camera(&label.camera_box).center;
                label.is_kind("Car") && (center.x - x).hypot(center.y - y) < 1.
            };
            usize::from(dataset.labels(frame).unwrap().iter().any(is_near))
        })
        .sum();
    assert!(cars_found >= 2, "{cars_found} of the best detections in 4 frames are cars");
}

#[test]
fn scans_give_the_same_detections_together_and_apart_in_the_order_of_their_names() {
    let sandbox = Sandbox::new();
    let scans = ["000002", "000004"].map(|frame| fixture().scan(frame));
    let apart = scans.each_ref().map(|scan| {
        let out = sandbox.path(&scan.file_stem().unwrap().to_string_lossy());
        succeed(&mut detect(scan, &out));
        fs::read_to_string(out.join("detections.jsonl")).unwrap()
    });
    let out = sandbox.path("together");
    succeed(detect(&scans[1], &out).arg(&scans[0]));
    assert_eq!(fs::read_to_string(out.join("detections.jsonl")).unwrap(), apart.concat());
}

#[test]
fn a_run_and_its_weights_file_give_the_same_detections() {
    let sandbox = Sandbox::new();
    let (by_run, by_weights) = (sandbox.path("run"), sandbox.path("weights"));
    let scan = fixture().scan("000005");
    succeed(&mut detect(&scan, &by_run));
    let weights = fixture().weights();
    let mut detect = voxelnet!("detect", scan, "--weights", weights, "--out", by_weights);
    succeed(detect.arg("--full-precision"));
    assert!(results_in(&by_run) == results_in(&by_weights));
}

#[test]
fn every_format_writes_its_file() {
    let sandbox = Sandbox::new();
    let out = sandbox.path("out");
    let scan = fixture().scan("000000");
    let mut all = detect(&scan, &out);
    let image = sandbox.path("000000-seen.png");
    image::RgbImage::new(1242, 375).save(&image).unwrap();
    all.args(["--format", "json,csv,kitti,html,png,camera,ply", "--image"]).arg(&image);
    all.arg("--calib").arg(fixture().file("calib"));
    let output = succeed(&mut all);
    let expected = [
        "000000-camera.png",
        "000000.html",
        "000000.ply",
        "000000.png",
        "000000.txt",
        "detections.csv",
        "detections.jsonl",
    ];
    assert_eq!(names(&out), expected.map(PathBuf::from));
    let drawn = image::open(out.join("000000-camera.png")).unwrap().into_rgb8();
    // Below the image is a legend.
    assert!(drawn.width() == 1242 && drawn.height() > 375);
    assert!(drawn.pixels().any(|pixel| pixel.0 != [0; 3]), "boxes are drawn");

    let objects = json_lines(&out.join("detections.jsonl"));
    let expected = format!("{} detections in 1 scan, ", objects.len());
    let said = said(&output);
    assert!(said.starts_with(&expected), "{said}");
    assert!(said.contains(&format!(" scans/s, written to {};", out.display())), "{said}");

    let csv = fs::read_to_string(out.join("detections.csv")).unwrap();
    let mut rows = csv.lines();
    assert_eq!(rows.next(), Some("frame,class,score,x,y,z,length,width,height,yaw,num_points"));
    for (row, object) in rows.zip(&objects) {
        assert_csv_row_is(row, object);
    }
    assert_eq!(csv.lines().count(), 1 + objects.len());

    let labels = read_labels(&out.join("000000.txt")).unwrap();
    assert!(!labels.is_empty() && labels.len() <= objects.len());
    assert!(labels.iter().all(|label| label.kind == "Car" && label.score.is_some()));

    let png = fs::read(out.join("000000.png")).unwrap();
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n") && png.len() > 1000);

    let drawn = read_scan(&out.join("000000.ply")).unwrap().cloud;
    let cloud = read_scan(&scan).unwrap().cloud;
    assert!(drawn.len() > cloud.len(), "points and edges of boxes: {}", drawn.len());
}

fn assert_csv_row_is(row: &str, object: &Value) {
    let mut numbers_expected = vec![object["score"].as_f64().unwrap()];
    numbers_expected.extend(numbers::<3>(&object["center"]));
    numbers_expected.extend(numbers::<3>(&object["size"]));
    numbers_expected.push(object["yaw"].as_f64().unwrap());
    numbers_expected.push(object["num_points"].as_f64().unwrap());
    let columns = row.strip_prefix("000000,car,").unwrap_or_else(|| panic!("{row}"));
    let found: Vec<f64> = columns.split(',').map(|column| column.parse().unwrap()).collect();
    assert_eq!(found.len(), numbers_expected.len(), "{row}");
    // The JSON reader rounds the last bit of a number its own way.
    let is_close = found.iter().zip(&numbers_expected).all(|(a, b)| (a - b).abs() < 1e-12);
    assert!(is_close, "{row}\n{object}");
}

#[test]
fn the_calibration_is_a_file_or_a_folder_with_one_per_scan() {
    let sandbox = Sandbox::new();
    let result = |name: &str, calibration: PathBuf| {
        let out = sandbox.path(name);
        let mut detect = detect(&fixture().scan("000003"), &out);
        succeed(detect.args(["--format", "kitti", "--calib"]).arg(calibration));
        results_in(&out)
    };
    let by_file = result("file", fixture().file("calib/000003.txt"));
    assert!(by_file == result("folder", fixture().file("calib")));
    assert_eq!(by_file.into_keys().collect::<Vec<_>>(), [Path::new("000003.txt")]);
}

#[test]
fn the_least_score_can_be_raised() {
    let sandbox = Sandbox::new();
    let (all, best) = (sandbox.path("all"), sandbox.path("best"));
    let scan = fixture().scan("000000");
    succeed(&mut detect(&scan, &all));
    let mut objects = json_lines(&all.join("detections.jsonl"));
    let score = |object: &Value| object["score"].as_f64().unwrap();
    let middle = objects.len() / 2;
    let limit = f64::midpoint(score(&objects[middle - 1]), score(&objects[middle]));
    let run = &fixture().run;
    let mut raised = voxelnet!("detect", scan, "--run", run, "--out", best, "--full-precision");
    succeed(raised.args(["--min-score", &limit.to_string()]));
    objects.truncate(middle);
    assert_eq!(json_lines(&best.join("detections.jsonl")), objects);
}

#[test]
fn an_empty_scan_has_no_detections() {
    let sandbox = Sandbox::new();
    let scan = sandbox.file("nothing.bin", "");
    let out = sandbox.path("out");
    let mut detect = detect(&scan, &out);
    detect.args(["--format", "json,csv,kitti,png,ply", "--calib"]);
    succeed(detect.arg(fixture().file("calib/000000.txt")));
    let files = results_in(&out);
    assert_eq!(files.len(), 5);
    assert!(files[Path::new("detections.jsonl")].is_empty());
    assert!(files[Path::new("nothing.txt")].is_empty());
    assert_eq!(files[Path::new("detections.csv")].iter().filter(|&&b| b == b'\n').count(), 1);
}

#[test]
fn a_scan_outside_the_range_of_the_network_has_no_detections() {
    let sandbox = Sandbox::new();
    let scan = sandbox.path("behind.bin");
    write_bin(&scan, &PointCloud::new(vec![Point::new(-5., 0., 0., 0.5); 10])).unwrap();
    let out = sandbox.path("out");
    succeed(&mut detect(&scan, &out));
    assert!(results_in(&out)[Path::new("detections.jsonl")].is_empty());
}

#[test]
fn points_that_are_not_finite_are_left_out_and_counted() {
    let sandbox = Sandbox::new();
    let mut points = read_scan(&fixture().scan("000002")).unwrap().cloud.points;
    let (clean, spoilt) = (sandbox.path("clean/a.bin"), sandbox.path("spoilt/a.bin"));
    for path in [&clean, &spoilt] {
        fs::create_dir(path.parent().unwrap()).unwrap();
    }
    write_bin(&clean, &PointCloud::new(points.clone())).unwrap();
    points.insert(0, Point::new(f32::NAN, 1., 0., 0.5));
    points.insert(100, Point::new(10., f32::INFINITY, 0., 0.5));
    points.push(Point::new(10., 1., f32::NEG_INFINITY, 0.5));
    write_bin(&spoilt, &PointCloud::new(points)).unwrap();

    let outs = [sandbox.path("of-clean"), sandbox.path("of-spoilt")];
    succeed(&mut detect(&clean, &outs[0]));
    let output = succeed(&mut detect(&spoilt, &outs[1]));
    let expected = format!("warning: {}: dropped 3 points", spoilt.display());
    assert!(said(&output).starts_with(&expected), "{}", said(&output));
    assert!(results_in(&outs[0]) == results_in(&outs[1]));
}

#[test]
fn one_bad_scan_does_not_cost_the_others_their_results() {
    let sandbox = Sandbox::new();
    let bad = sandbox.file("000001.bin", [0; 17]);
    let out = sandbox.path("out");
    let output = detect(&bad, &out).arg(fixture().scan("000000")).assert().code(1);
    let said = said(output.get_output()).to_owned();
    assert!(said.contains(&format!("error: {}: size is 17 bytes", bad.display())), "{said}");
    assert!(said.ends_with("1 of 2 scans could not be used\n"), "{said}");
    assert!(json_lines(&out.join("detections.jsonl")).iter().all(|o| o["frame"] == "000000"));
}

#[test]
fn a_scan_is_not_overwritten_by_its_results() {
    let sandbox = Sandbox::new();
    let ply = sandbox.path("scans/a.ply");
    fs::create_dir(sandbox.path("scans")).unwrap();
    write_ply(&ply, &read_scan(&fixture().scan("000000")).unwrap().cloud).unwrap();
    let before = fs::read(&ply).unwrap();
    let said = sandbox.refusal_of(detect(&ply, &sandbox.path("scans")).args(["--format", "ply"]));
    assert!(said.ends_with("the result would overwrite the scan; choose another --out"), "{said}");
    assert!(fs::read(&ply).unwrap() == before);
}

#[test]
fn without_a_run_the_weights_of_the_program_find_what_stands_in_a_scan_and_print_it() {
    let (mut num_there, mut num_found) = (0, 0);
    for frame in Fixture::TRAIN.iter().chain(&Fixture::VAL) {
        let output = succeed(&mut voxelnet!("detect", fixture().scan(frame)));
        let lines = str::from_utf8(&output.stdout).unwrap().lines();
        let found: Vec<Value> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
        let classes = ["car", "pedestrian", "cyclist"];
        assert!(found.iter().all(|object| classes.iter().any(|class| object["class"] == *class)));
        let cars: Vec<[f64; 3]> = found
            .iter()
            .filter(|object| object["class"] == "car")
            .map(|object| numbers(&object["center"]))
            .collect();
        for label in read_labels(&fixture().file(&format!("label_2/{frame}.txt"))).unwrap() {
            let [right, ahead] =
                [label.camera_box.bottom_center.x, label.camera_box.bottom_center.z];
            let is_plain = label.is_kind("Car") && label.occlusion == 0 && label.truncation == 0.;
            if !is_plain || ahead > 35. {
                continue;
            }
            num_there += 1;
            // The camera stands 0.27 m ahead of the sensor.
            let near =
                |center: &&[f64; 3]| (center[0] - ahead - 0.27).hypot(center[1] + right) < 1.;
            num_found += usize::from(cars.iter().find(near).is_some());
        }
    }
    assert!(num_there >= 5, "{num_there} cars in plain view");
    assert!(10 * num_found >= 8 * num_there, "{num_found} of {num_there}");
}

#[test]
fn only_json_is_printed() {
    let scan = fixture().scan("000000");
    let output = voxelnet!("detect", scan, "--format", "csv").assert().code(2);
    let expected = "error: only json is printed; name a folder for other formats with --out\n";
    assert_eq!(said(output.get_output()), expected);
}

/// The detections of a JSON lines file.
fn detections(out: &std::path::Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(out.join("detections.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn both_engines_find_the_same() {
    let sandbox = Sandbox::new();
    let scans = ["000000", "000001", "000002"].map(|frame| fixture().scan(frame));
    let [native, libtorch] = ["native", "libtorch"].map(|engine| {
        let out = sandbox.path(engine);
        let mut detect = voxelnet!("detect", "--run", fixture().run, "--out", out);
        succeed(detect.args(["--engine", engine, "--full-precision"]).args(&scans));
        detections(&out)
    });
    assert!(!native.is_empty() && native.len() == libtorch.len());
    for (found, expected) in native.iter().zip(&libtorch) {
        assert_eq!((&found["frame"], &found["class"]), (&expected["frame"], &expected["class"]));
        let numbers = |detection: &serde_json::Value| {
            let of = |key: &str| detection[key].as_array().unwrap().clone();
            let mut numbers = [of("center"), of("size")].concat();
            numbers.extend([detection["score"].clone(), detection["yaw"].clone()]);
            numbers.into_iter().map(|number| number.as_f64().unwrap()).collect::<Vec<_>>()
        };
        for (found, expected) in numbers(found).into_iter().zip(numbers(expected)) {
            assert!((found - expected).abs() < 1e-3, "{found} for {expected}");
        }
    }
}

#[test]
fn an_engine_that_cannot_do_what_is_asked_says_so_in_a_line() {
    let sandbox = Sandbox::new();
    let scan = fixture().scan("000000");
    let dump = sandbox.path("dump.safetensors");
    let mut detect = voxelnet!("detect", scan, "--run", fixture().run, "--engine", "native");
    let output = detect.arg("--dump").arg(&dump).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        said(&output).trim(),
        "error: --dump writes what libtorch computes on the way, not the native engine"
    );
    let mut detect = voxelnet!("detect", scan, "--run", fixture().run, "--engine", "native");
    let output = detect.args(["--device", "cuda:0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        said(&output).trim(),
        "error: --engine native computes on the CPU; leave --device cuda:0 out"
    );
    let output =
        voxelnet!("detect", scan, "--run", fixture().run, "--engine", "fast").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
