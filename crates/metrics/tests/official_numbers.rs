//! The numbers of the official program on a set of label and result files.
//!
//! `VOXELNET_KITTI_EVAL` names a folder with `label_2`, `results` and `expected.json`, the last being
//! `{"official"|"official_loose": {class: {metric: {difficulty: {"R11", "R40", "n_gt"}}}}}`.

#![allow(clippy::unwrap_used)]

use std::env;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use serde_json::Value;
use voxelnet_metrics::{EvaluatedFrames, MissingResults, ReportOptions, Rules, TableOptions};

const TOLERANCE_PERCENT: f64 = 1e-4;

#[test]
fn every_official_number_is_reproduced() {
    let Some(folder) = env::var_os("VOXELNET_KITTI_EVAL").map(PathBuf::from) else {
        say("skipped: VOXELNET_KITTI_EVAL is not set");
        return;
    };
    let expected: Value =
        serde_json::from_slice(&fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let (labels, results) = (folder.join("label_2"), folder.join("results"));
    let (rules, missing) = (Rules::default(), MissingResults::Refuse);
    let frames =
        EvaluatedFrames::read_folders(rules, &labels, &results, missing, |_, _| {}).unwrap();
    let report = frames.average_precision(&ReportOptions::default());
    let found = serde_json::to_value(&report).unwrap();

    let mut num_compared = 0;
    for (theirs, ours) in [("official", "classes"), ("official_loose", "loose")] {
        num_compared += compare(ours, &expected[theirs], &found[ours]);
    }
    println!("{num_compared} numbers compared\n{}", report.table(&TableOptions::default()));
    assert!(num_compared >= 2 * 3 * 4 * 3 * 3, "{num_compared}");
}

/// Walks down both values; returns how many numbers it compared.
fn compare(place: &str, expected: &Value, found: &Value) -> usize {
    match expected {
        Value::Object(members) if members.get("n_gt") == Some(&Value::from(0)) => {
            // The official program says 0 where there is nothing to find.
            assert!(found["R11"].is_null() && found["R40"].is_null(), "{place}: {found}");
            members.len()
        }
        Value::Object(members) => members
            .iter()
            .filter(|(key, _)| *key != "n_thresholds")
            .map(|(key, value)| compare(&format!("{place}.{key}"), value, &found[key]))
            .sum(),
        Value::Null => {
            assert!(found.is_null() || found["R40"].is_null(), "{place}: {found}, expected null");
            1
        }
        _ => {
            let (expected, found) = (expected.as_f64().unwrap(), found.as_f64().unwrap());
            assert!(
                (found - expected).abs() < TOLERANCE_PERCENT,
                "{place}: {found}, not {expected}"
            );
            1
        }
    }
}

/// Past the capture of what tests print, so that it is seen.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
