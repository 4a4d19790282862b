//! Thresholds and calibrated scores.

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::scans::{bin, street};

const MAPS: &str = "detection.calibration.maps={ Car = [[0.5, 0.05], [0.9, 0.99]] }";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    std::fs::write(sandbox.path("street.bin"), bin(&street())).unwrap();
    sandbox
}

/// The detections of a command, as JSON.
fn detections(sandbox: &Sandbox, args: &[&str]) -> Vec<Value> {
    let args = [&["detect", "street.bin", "--quiet", "--full-precision"], args].concat();
    let (lines, _) = sandbox.succeed(&args);
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn scores(found: &[Value], class: &str) -> Vec<f64> {
    let of_class = found.iter().filter(|found| found["class"] == class);
    of_class.map(|found| found["score"].as_f64().unwrap()).collect()
}

#[test]
fn each_class_has_a_threshold_of_its_own() {
    let sandbox = sandbox();
    let all = detections(&sandbox, &["--min-score", "0.05"]);
    let some = detections(
        &sandbox,
        &["--min-score", "car=0.7, Pedestrian=0.2", "--set", "detection.min_score=0.05"],
    );
    for (class, least) in [("car", 0.7), ("pedestrian", 0.2), ("cyclist", 0.05)] {
        let expected: Vec<f64> =
            scores(&all, class).into_iter().filter(|&score| score >= least).collect();
        assert_eq!(scores(&some, class), expected, "{class}");
    }
    let set = "detection.min_score={ Car = 0.7, Pedestrian = 0.2, Cyclist = 0.05 }";
    assert_eq!(detections(&sandbox, &["--set", set]), some);
    assert!(
        scores(&some, "car").len() > 1 && scores(&some, "car").len() < scores(&all, "car").len()
    );
}

#[test]
fn thresholds_of_no_class_are_wrong_usage_with_the_known_ones() {
    let sandbox = sandbox();
    for args in [
        ["--min-score", "Van=0.3"],
        ["--min-score", "Car=1.5"],
        ["--min-score", "Car"],
        ["--set", "detection.min_score={ Van = 0.3 }"],
        ["--set", "detection.calibration.maps={ Van = [[0.5, 0.1]] }"],
        ["--set", "detection.calibration.maps={ Car = [[0.5, 0.1], [0.4, 0.2]] }"],
        ["--set", "detection.calibration.enable=false"],
    ] {
        let said = sandbox.refuse(&[&["detect", "street.bin"], &args[..]].concat());
        assert!(said.contains("Car") || said.contains("enabled"), "{said}");
    }
}

#[test]
fn calibrated_scores_are_compared_and_shown_beside_those_of_the_network() {
    let sandbox = sandbox();
    let raw = detections(&sandbox, &["--min-score", "0.05"]);
    assert!(raw.iter().all(|found| found.get("raw_score").is_none()));
    let all = detections(&sandbox, &["--min-score", "0", "--set", MAPS]);
    let cars: Vec<&Value> = all.iter().filter(|found| found["class"] == "car").collect();
    // The order is that of the network; no other field differs.
    let network: Vec<f64> = cars.iter().map(|car| car["raw_score"].as_f64().unwrap()).collect();
    let known = scores(&raw, "car");
    assert_eq!(network[..known.len()], known);
    assert!(
        all.iter()
            .filter(|found| found["class"] != "car")
            .all(|found| found.get("raw_score").is_none())
    );
    let kept = detections(&sandbox, &["--min-score", "0.5", "--set", MAPS]);
    let expected: Vec<f64> =
        scores(&all, "car").into_iter().filter(|&score| score >= 0.5).collect();
    assert_eq!(scores(&kept, "car"), expected);

    let off =
        ["--min-score", "0.05", "--set", MAPS, "--set", "detection.calibration.enabled=false"];
    assert_eq!(detections(&sandbox, &off), raw);
    let harmless = ["--min-score", "0.05", "--set", "detection.calibration.enabled=false"];
    assert_eq!(detections(&sandbox, &harmless), raw);
}

#[test]
fn results_of_other_scores_are_not_resumed() {
    let sandbox = sandbox();
    let detect = ["detect", "street.bin", "--out", "results", "--set"];
    sandbox.succeed(&[&detect[..], &[MAPS]].concat());
    sandbox.succeed(&[&detect[..], &[MAPS, "--resume"]].concat());
    for other in [
        &["detection.min_score=0.34", "--resume"][..],
        &[MAPS, "--resume", "--min-score", "Car=0.9"],
    ] {
        sandbox.fail(&[&detect[..], other].concat());
    }
}

/// Metrics of result files of the sandbox's dataset.
fn precision(sandbox: &Sandbox, results: &str) -> Value {
    let json = format!("{results}.json");
    let labels = "data/training/label_2";
    sandbox.succeed(&["score", "--labels", labels, "--results", results, "--json", &json]);
    sandbox.json(&json)
}

fn assert_near(found: &Value, expected: &Value) {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            assert!(found.keys().eq(expected.keys()));
            found.iter().for_each(|(key, value)| assert_near(value, &expected[key]));
        }
        (Value::Array(found), Value::Array(expected)) => {
            assert_eq!(found.len(), expected.len());
            found.iter().zip(expected).for_each(|(found, expected)| assert_near(found, expected));
        }
        (Value::Number(found), Value::Number(expected)) => {
            let [found, expected] = [found, expected].map(|number| number.as_f64().unwrap());
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
        _ => assert_eq!(found, expected),
    }
}

#[test]
fn average_precision_is_that_of_the_scores_of_the_network() {
    let sandbox = Sandbox::new();
    sandbox.succeed(&["synth", "--out", "data", "--frames", "12", "--seed", "5"]);
    // Nearly flat from 0.3 to 0.9, so that few digits would not keep scores apart.
    let maps = "detection.calibration.maps={ Car = [[0.3, 0.4], [0.9, 0.40001]], Pedestrian = [[0.5, 0.001]] }";
    let detect = |results: &str, more: &[&str]| {
        let all = [
            "detect",
            "data/training/velodyne",
            "--format",
            "kitti",
            "--calib",
            "data/training/calib",
            "--out",
        ];
        sandbox.succeed(&[&all, &[results][..], more].concat());
        precision(&sandbox, results)
    };
    let raw = detect("raw", &["--min-score", "0.03"]);
    // The same thresholds on the scale of the maps.
    let least = "Car=0.04,Pedestrian=0.00006,Cyclist=0.03";
    let calibrated = detect("calibrated", &["--min-score", least, "--set", maps]);
    assert!(raw["classes"]["car"]["3d"]["moderate"]["R40"].as_f64().unwrap() > 20., "{raw}");
    assert_near(&calibrated["classes"], &raw["classes"]);
    assert_near(&calibrated["plain"], &raw["plain"]);
}
