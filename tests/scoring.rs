//! `voxelnet eval` and `voxelnet score`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use voxelnet_kitti::{read_labels, write_labels};

use crate::support::{Fixture, Sandbox, fixture, metrics, read_json, said, succeed};

const CLASSES: [&str; 3] = ["car", "pedestrian", "cyclist"];
const METRICS: [&str; 4] = ["bbox", "aos", "bev", "3d"];
const LEVELS: [&str; 3] = ["easy", "moderate", "hard"];

/// Copies the label files of these frames into a folder.
fn copy_labels(frames: &[&str], folder: &Path) {
    fs::create_dir(folder).unwrap();
    for frame in frames {
        let name = format!("{frame}.txt");
        fs::copy(fixture().file(&format!("label_2/{name}")), folder.join(name)).unwrap();
    }
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn assert_is_class_table(table: &Value) {
    assert_eq!(keys(table), CLASSES);
    for class in CLASSES {
        assert_eq!(keys(&table[class]), METRICS);
        for metric in METRICS {
            assert_eq!(keys(&table[class][metric]), LEVELS);
            for level in LEVELS {
                let cell = &table[class][metric][level];
                assert_eq!(keys(cell), ["R11", "R40", "n_gt"]);
                assert!(cell["n_gt"].is_u64(), "{cell}");
                let percent = |value: &Value| {
                    value.as_f64().map_or(value.is_null(), |v| (0. ..=100.).contains(&v))
                };
                assert!(percent(&cell["R11"]) && percent(&cell["R40"]), "{cell}");
            }
        }
    }
}

#[test]
fn eval_prints_a_table_and_writes_the_documented_json() {
    let sandbox = Sandbox::new();
    let (run, json) = (sandbox.run(), sandbox.path("ap.json"));
    let output =
        succeed(&mut voxelnet!("eval", "--run", run, "--data", fixture().data, "--json", json));

    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.starts_with("Average precision in percent over 2 frames\n"), "{table}");
    // Official, and the caps.
    assert_eq!(table.lines().filter(|line| line.starts_with("car ")).count(), 2, "{table}");

    let report = read_json(&json);
    let expected = [
        "frames",
        "classes",
        "loose",
        "distance",
        "plain",
        "precision_recall",
        "reliability",
        "box_errors",
        "difficulty",
    ];
    assert_eq!(keys(&report), expected);
    assert_eq!(report["frames"], 2);
    assert_is_class_table(&report["classes"]);
    assert_is_class_table(&report["loose"]);
    assert_eq!(keys(&report["distance"]), ["0-30", "30-50", "50+"]);
    report["distance"].as_object().unwrap().values().for_each(assert_is_class_table);
    for frame in Fixture::VAL {
        assert!(run.join(format!("results/val/{frame}.txt")).is_file(), "{frame}");
    }
}

#[test]
fn frames_known_by_heart_are_found_again() {
    let sandbox = Sandbox::new();
    let (run, json) = (sandbox.run(), sandbox.path("ap.json"));
    let mut eval = voxelnet!("eval", "--run", run, "--data", fixture().data, "--json", json);
    succeed(eval.args(["--split", "train"]));
    let cell = &read_json(&json)["loose"]["car"]["bev"]["moderate"];
    assert!(cell["R11"].as_f64().is_some_and(|percent| percent > 0.), "{cell}");
}

#[test]
fn the_result_files_of_eval_score_like_eval() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    for (split, frames) in [("val", &Fixture::VAL[..]), ("train", &Fixture::TRAIN)] {
        let [labels, by_eval, by_score] = ["labels", "eval.json", "score.json"]
            .map(|name| sandbox.path(&(split.to_owned() + name)));
        copy_labels(frames, &labels);
        let mut eval = voxelnet!("eval", "--run", run, "--data", fixture().data);
        let eval = succeed(eval.args(["--split", split, "--json"]).arg(&by_eval));
        let results = run.join("results").join(split);
        let mut score = voxelnet!("score", "--labels", labels, "--results", results);
        let score = succeed(score.arg("--json").arg(&by_score));
        assert_eq!(metrics(&by_score), metrics(&by_eval), "{split}");
        assert_eq!(score.stdout, eval.stdout, "{split}");
        assert_eq!(said(&score), "");
    }
}

#[test]
fn a_split_can_be_a_file() {
    let sandbox = Sandbox::new();
    let (run, json) = (sandbox.run(), sandbox.path("ap.json"));
    let split = sandbox.file("chosen.txt", "000001\n");
    let mut eval = voxelnet!("eval", "--run", run, "--data", fixture().data, "--split", split);
    succeed(eval.arg("--json").arg(&json));
    assert_eq!(read_json(&json)["frames"], 1);
    assert!(run.join("results/chosen/000001.txt").is_file());
}

#[test]
fn results_that_repeat_the_labels_score_as_high_as_the_official_rules_allow() {
    let sandbox = Sandbox::new();
    let [labels, results, json] = ["labels", "results", "ap.json"].map(|name| sandbox.path(name));
    let frames = [&Fixture::TRAIN[..], &Fixture::VAL].concat();
    copy_labels(&frames, &labels);
    fs::create_dir(&results).unwrap();
    let mut score = 1.;
    for frame in frames {
        let name = format!("{frame}.txt");
        let mut rows = read_labels(&labels.join(&name)).unwrap();
        rows.retain(|row| !row.is_kind("DontCare"));
        for row in &mut rows {
            score -= 0.001;
            row.score = Some(score);
        }
        write_labels(&results.join(&name), &rows).unwrap();
    }
    succeed(&mut voxelnet!("score", "--labels", labels, "--results", results, "--json", json));
    let report = read_json(&json);
    for metric in METRICS {
        for level in LEVELS {
            let cell = &report["classes"]["car"][metric][level];
            let num_valid = cell["n_gt"].as_u64().unwrap();
            // A curve of 41 entries, one per valid object and the first not counted.
            let best = num_valid.saturating_sub(1).min(40) as f64 * 2.5;
            let found = cell["R40"].as_f64().unwrap();
            assert!(num_valid > 2 && (found - best).abs() < 1e-9, "{metric} {level}: {cell}");
        }
    }
}

#[test]
fn a_missing_result_file_is_refused_unless_it_may_be() {
    let sandbox = Sandbox::new();
    let (labels, results) = (sandbox.path("labels"), sandbox.path("results"));
    copy_labels(&Fixture::VAL, &labels);
    sandbox.file("results/000004.txt", "");
    let mut score = voxelnet!("score", "--labels", labels, "--results", results);
    let assert = score.assert().code(1);
    let expected = format!("error: {}: missing", results.join("000005.txt").display());
    assert!(said(assert.get_output()).starts_with(&expected), "{}", said(assert.get_output()));
    succeed(score.arg("--missing-as-empty"));
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let labels = fixture().data.join("training/label_2");
    let mut score = Command::new(env!("CARGO_BIN_EXE_voxelnet"));
    score.arg("score").arg("--labels").arg(&labels).arg("--results").arg(&labels);
    let mut child = score.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    assert!(child.wait().unwrap().success());
}

/// Labels and results of 60 frames with a car each, found in two of three.
fn two_of_three(sandbox: &Sandbox) -> [PathBuf; 2] {
    const CAR: &str = "Car 0.00 0 -1.6 600 170 700 230 1.5 1.6 4.2 3.0 1.7";
    for frame in 0..60 {
        sandbox.file(&format!("labels/{frame:06}.txt"), format!("{CAR} 30.0 -1.5\n"));
        let found = if frame % 3 == 0 { "40.0" } else { "30.0" };
        let row = format!("{CAR} {found} -1.5 0.{frame:02}\n");
        sandbox.file(&format!("results/{frame:06}.txt"), row);
    }
    ["labels", "results"].map(|name| sandbox.path(name))
}

#[test]
fn other_overlaps_and_intervals_are_added_on_request() {
    let sandbox = Sandbox::new();
    let [labels, results] = two_of_three(&sandbox);
    let json = sandbox.path("ap.json");
    let mut score = voxelnet!("score", "--labels", labels, "--results", results, "--json", json);
    let output =
        succeed(score.args(["--iou", "0.6/0.4/0.4,0.1/0.1/0.1,0.6/0.4/0.4", "--bootstrap", "50"]));
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(
        table.contains("\nMinimum overlaps 0.6/0.4/0.4 in bird's-eye view and 3D\n"),
        "{table}"
    );
    assert!(table.contains("50 resamples of the frames, seed 0"), "{table}");

    let report = read_json(&json);
    assert_eq!(keys(&report["overlaps"]), ["0.1/0.1/0.1", "0.6/0.4/0.4"]);
    report["overlaps"].as_object().unwrap().values().for_each(assert_is_class_table);
    let value = report["classes"]["car"]["3d"]["moderate"]["R40"].as_f64().unwrap();
    let interval = &report["intervals"]["classes"]["car"]["3d"]["moderate"]["R40"];
    let [low, high] = [0, 1].map(|end| interval[end].as_f64().unwrap());
    assert!(low < value && value < high, "{low} {value} {high}");
    let curve = &report["precision_recall"]["car"]["3d"]["moderate"];
    assert_eq!(keys(curve), ["score", "recall", "precision"]);
    assert_eq!(curve["recall"].as_array().unwrap().len(), curve["score"].as_array().unwrap().len());
}

#[test]
fn several_results_are_compared_in_one_table() {
    let sandbox = Sandbox::new();
    let [labels, results] = two_of_three(&sandbox);
    let [found, labelled] = ["found.json", "labelled.json"].map(|name| sandbox.path(name));
    succeed(&mut voxelnet!("score", "--labels", labels, "--results", results, "--json", found));
    for frame in (0..60).step_by(3) {
        let name = format!("{frame:06}.txt");
        let label = fs::read_to_string(labels.join(&name)).unwrap();
        fs::write(results.join(&name), format!("{} 0.99\n", label.trim_end())).unwrap();
    }
    succeed(&mut voxelnet!("score", "--labels", labels, "--results", results, "--json", labelled));
    let output = succeed(&mut voxelnet!("score", "--compare", found, labelled));
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.starts_with("Average precision in percent over 60 frames\n"), "{table}");
    // Four measures of cars, and the line that sums up.
    assert_eq!(table.lines().filter(|line| line.contains("found.json")).count(), 5, "{table}");
    let last = table.lines().rfind(|line| line.contains("100.00")).unwrap();
    assert!(last.contains("labelled.json"), "{table}");

    let broken = sandbox.file("broken.json", "{}");
    let said = sandbox.refusal_of(&mut voxelnet!("score", "--compare", found, broken));
    assert!(said.starts_with(&format!("{}: not the JSON", broken.display())), "{said}");
}

#[test]
fn every_malformed_row_and_every_missing_result_is_named() {
    let sandbox = Sandbox::new();
    let [labels, results] = two_of_three(&sandbox);
    let said_by = |command: &mut assert_cmd::Command| {
        let assert = command.assert().code(1).stdout("");
        said(assert.get_output()).to_owned()
    };
    for frame in 0..60 {
        fs::write(results.join(format!("{frame:06}.txt")), "Car x\n").unwrap();
    }
    let text = said_by(&mut voxelnet!("score", "--labels", labels, "--results", results));
    assert_eq!(text.lines().filter(|line| line.contains(".txt:1: 2 columns")).count(), 60);
    fs::remove_dir_all(&results).unwrap();
    fs::create_dir(&results).unwrap();
    let text = said_by(&mut voxelnet!("score", "--labels", labels, "--results", results));
    assert_eq!(text.lines().filter(|line| line.contains(".txt: missing")).count(), 60);
}

#[test]
fn the_test_split_is_detected_on_and_packed_for_submission() {
    let sandbox = Sandbox::new();
    let (data, run, zip) = (sandbox.data(), sandbox.run(), sandbox.path("submission.zip"));
    fs::rename(data.join("training"), data.join("testing")).unwrap();
    fs::remove_dir_all(data.join("testing/label_2")).unwrap();
    let mut eval = voxelnet!("eval", "--run", run, "--data", data, "--split", "test");
    let output = succeed(eval.arg("--submission").arg(&zip));
    assert_eq!(output.stdout, b"");
    assert!(said(&output).contains("expects 7518 results"), "{}", said(&output));
    // The dataset is another than the run's own, and its results are kept apart.
    let results = format!("results/{}-test", data.file_name().unwrap().display());
    // The names stand in the archive as they are.
    let bytes = fs::read(&zip).unwrap();
    for frame in [&Fixture::TRAIN[..], &Fixture::VAL].concat() {
        let name = format!("{frame}.txt");
        assert!(bytes.windows(name.len()).any(|window| window == name.as_bytes()), "{name}");
        assert!(run.join(&results).join(&name).is_file());
    }
}

#[test]
fn the_evaluation_script_does_what_eval_does() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/evaluate.sh");
    let mut evaluate = assert_cmd::Command::new(script);
    evaluate.env("VOXELNET", env!("CARGO_BIN_EXE_voxelnet")).arg(&run).arg(&fixture().data);
    let output = succeed(&mut evaluate);
    let eval = succeed(&mut voxelnet!("eval", "--run", run, "--data", fixture().data));
    assert_eq!(output.stdout, eval.stdout);
    assert_eq!(read_json(&run.join("ap.json"))["frames"], 2);
    assert!(
        Fixture::VAL.iter().all(|frame| run.join(format!("results/val/{frame}.txt")).is_file())
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/evaluate.sh");
    assert_cmd::Command::new(script).assert().code(2);
}
