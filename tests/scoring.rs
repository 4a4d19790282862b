//! `voxelnet eval` and `voxelnet score`

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use voxelnet_kitti::{read_labels, write_labels};

use crate::support::{Fixture, Sandbox, fixture, read_json, said, succeed};

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
    // Official, loose, by distance, the caps, and the plain measures at both overlaps.
    assert_eq!(table.lines().filter(|line| line.starts_with("car ")).count(), 6, "{table}");

    let report = read_json(&json);
    let expected =
        ["frames", "classes", "loose", "distance", "plain", "precision_recall", "difficulty"];
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
        assert_eq!(read_json(&by_score), read_json(&by_eval), "{split}");
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
