//! Random cases that are as nasty as the rules allow, with the numbers of a second implementation.
//!
//! `data/oracle-cases.json` was written by `scripts/oracle/metrics/make_fixture.py`, which shares no code
//! with this crate.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;
use serde_json::{Value, json};
use voxelnet_metrics::{EvaluatedFrames, MissingResults, ReportOptions, Rules};

const TOLERANCE_PERCENT: f64 = 1e-9;

#[derive(Deserialize)]
struct Case {
    seed: u64,
    /// By the name of the frame.
    labels: BTreeMap<String, String>,
    results: BTreeMap<String, String>,
    expected: Value,
}

impl Case {
    fn score(&self) -> Value {
        let folder = tempfile::tempdir().unwrap();
        let [labels, results] = ["labels", "results"].map(|name| folder.path().join(name));
        for (folder, texts) in [(&labels, &self.labels), (&results, &self.results)] {
            fs::create_dir(folder).unwrap();
            for (frame, text) in texts {
                fs::write(folder.join(format!("{frame}.txt")), text).unwrap();
            }
        }
        let (rules, missing) = (Rules::default(), MissingResults::Refuse);
        let frames =
            EvaluatedFrames::read_folders(rules, &labels, &results, missing, |_, _| {}).unwrap();
        serde_json::to_value(frames.average_precision(&ReportOptions::default())).unwrap()
    }
}

/// Returns how many numbers it compared.
fn compare(place: &str, expected: &Value, found: &Value) -> usize {
    match expected {
        Value::Object(members) if members.get("n_gt") == Some(&Value::from(0)) => {
            // The official program says 0 where there is nothing to find.
            assert_eq!(found, &json!({ "R11": null, "R40": null, "n_gt": 0 }), "{place}");
            members.len()
        }
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| compare(&format!("{place}/{key}"), value, &found[key]))
            .sum(),
        Value::Null => {
            assert!(found.is_null(), "{place}: {found}, expected null");
            1
        }
        _ => {
            let (expected, found) = (expected.as_f64().unwrap(), found.as_f64().unwrap());
            let difference = (found - expected).abs();
            assert!(difference < TOLERANCE_PERCENT, "{place}: {found}, expected {expected}");
            1
        }
    }
}

#[test]
fn the_numbers_of_the_second_implementation_are_reproduced() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("data/oracle-cases.json")).unwrap();
    assert_eq!(cases.len(), 10);
    for case in &cases {
        let num_compared = compare(&format!("seed {}", case.seed), &case.expected, &case.score());
        assert_eq!(num_compared, 1 + 2 * 3 * 4 * 3 * 3);
    }
    // Zeros and nulls say little.
    let num_telling: usize = cases.iter().map(|case| count_above_zero(&case.expected)).sum();
    assert!(num_telling > 300, "{num_telling}");
    let has_many = cases.iter().filter(|case| {
        let of = |class: &str| &case.expected["classes"][class]["3d"]["hard"]["n_gt"];
        ["car", "pedestrian", "cyclist"].iter().any(|class| of(class).as_u64() > Some(41))
    });
    assert!(has_many.count() >= 2);
}

/// Average precisions over 40 recalls that are not 0.
fn count_above_zero(value: &Value) -> usize {
    match value {
        Value::Object(members) => {
            let own =
                members.get("R40").and_then(Value::as_f64).is_some_and(|percent| percent > 0.);
            usize::from(own) + members.values().map(count_above_zero).sum::<usize>()
        }
        _ => 0,
    }
}
