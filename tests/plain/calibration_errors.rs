//! The counts of each class at its threshold, and the reliability of its scores.

use serde_json::Value;

use crate::sandbox::Sandbox;

const WEIGHTS: &str = "../../data/weights/synthetic.safetensors";
/// Halves scores up to 0.5 and stretches those above.
const MAPS: &str = "detection.calibration.maps={ Car = [[0.5, 0.25]] }";

/// Twelve simulated frames, which the weights of the program are evaluated on.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    let frames = ["--frames", "12", "--seed", "5", "--val-fraction", "1"];
    sandbox.succeed(&[&["synth", "--out", "data"][..], &frames].concat());
    sandbox
}

/// The tables of an evaluation and their JSON.
fn evaluate(sandbox: &Sandbox, more: &[&str]) -> (String, Value) {
    let weights = format!("{}/{WEIGHTS}", env!("CARGO_MANIFEST_DIR"));
    let eval = ["eval", "--weights", &weights, "--data", "data", "--results", "results"];
    let (table, _) = sandbox.succeed(&[&eval[..], &["--json", "eval.json"], more].concat());
    (table, sandbox.json("eval.json"))
}

fn number(class: &Value, field: &str) -> f64 {
    class[field].as_f64().unwrap_or_else(|| panic!("{field} in {class}"))
}

#[test]
fn eval_counts_at_the_thresholds_of_the_weights_and_score_all_rows() {
    let sandbox = sandbox();
    let set = "detection.min_score={ Car = 0.3, Pedestrian = 0.6, Cyclist = 0.5 }";
    let (table, json) = evaluate(&sandbox, &["--full", "--set", set]);
    assert!(table.contains("Detections from each class's threshold on: in 3D"), "{table}");
    for (class, min_score) in [("car", 0.3), ("pedestrian", 0.6), ("cyclist", 0.5)] {
        assert_eq!(json["reliability"][class]["min_score"], min_score);
    }
    let car = &json["reliability"]["car"];
    let [objects, found, wrong] = ["objects", "found", "false"].map(|field| number(car, field));
    assert!(found > 10. && wrong > 0., "{car}");
    assert_eq!(number(car, "recall"), found / objects);
    assert_eq!(number(car, "precision"), found / (found + wrong));
    assert_eq!(number(car, "false_per_frame"), wrong / 12.);
    let bins = car["reliability"]["count"].as_array().unwrap();
    assert_eq!(bins.iter().map(|count| count.as_f64().unwrap()).sum::<f64>(), found + wrong);
    let line = table.lines().find(|line| line.starts_with("car            0.3000")).unwrap();
    assert!(line.ends_with(&format!("{:.4}", number(car, "d_ece"))), "{line}");

    // The files hold nothing below the thresholds.
    let labels = ["score", "--labels", "data/training/label_2", "--results", "results"];
    let (table, _) = sandbox.succeed(&[&labels[..], &["--json", "score.json"]].concat());
    assert!(!table.contains("D-ECE"), "{table}");
    let mut of_files = sandbox.json("score.json")["reliability"]["car"].clone();
    assert_eq!(of_files["min_score"], Value::Null);
    of_files["min_score"] = car["min_score"].clone();
    assert_eq!(&of_files, car);
}

#[test]
fn scores_of_a_map_stand_beside_those_of_the_network() {
    let sandbox = sandbox();
    let (_, raw) = evaluate(&sandbox, &["--set", "detection.min_score=0.2"]);
    let [map, least] = [MAPS, "detection.min_score={ Car = 0.1, Cyclist = 0.2 }"];
    let (_, mapped) = evaluate(&sandbox, &["--set", map, "--set", least, "--report", "page"]);
    let [raw, mapped] = [raw, mapped].map(|json| json["reliability"].clone());
    assert_eq!(raw["car"]["d_ece_raw"], Value::Null);
    assert_eq!(mapped["cyclist"], raw["cyclist"]);
    assert_eq!(mapped["car"]["found"], raw["car"]["found"]);
    let before = number(&mapped["car"], "d_ece_raw");
    assert!((before - number(&raw["car"], "d_ece")).abs() < 1e-6, "{mapped} {raw}");
    let after = number(&mapped["car"], "d_ece");
    assert!((before - after).abs() > 1e-3, "{mapped}");

    let page =
        |folder: &str| std::fs::read_to_string(sandbox.path(folder).join("index.html")).unwrap();
    let drawn = page("page");
    assert!(
        drawn.contains(&format!("D-ECE {after:.3}, {before:.3} before calibration.")),
        "{drawn}"
    );
    assert_eq!(drawn.matches(">before</text>").count(), 1, "{drawn}");

    // Nobody knows of the maps behind files.
    let config = format!("{}/../../configs/synthetic.toml", env!("CARGO_MANIFEST_DIR"));
    let files = ["score", "--data", "data", "--config", &config, "--results", "results"];
    sandbox.succeed(&[&files[..], &["--report", "files"]].concat());
    let of_files = page("files");
    assert!(of_files.contains("All detections in the result files count"), "{of_files}");
    assert!(of_files.contains(&format!("D-ECE {after:.3}.")), "{of_files}");
}

#[test]
fn thresholds_that_keep_nothing_give_dashes() {
    let sandbox = sandbox();
    let (table, json) =
        evaluate(&sandbox, &["--full", "--set", "detection.min_score=1", "--report", "page"]);
    let car = &json["reliability"]["car"];
    assert_eq!((number(car, "found"), number(car, "recall")), (0., 0.));
    assert!(car["d_ece"].is_null() && car["precision"].is_null(), "{car}");
    let line = table.lines().find(|line| line.starts_with("car            1.0000")).unwrap();
    assert!(line.ends_with("         -       -"), "{line}");
    let page = std::fs::read_to_string(sandbox.path("page/index.html")).unwrap();
    assert!(!table.contains("NaN") && !page.contains("NaN"));
}
