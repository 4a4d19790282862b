//! Labels scored against themselves reach exactly 100 at any yaw, where the official measure can.

#![allow(clippy::unwrap_used)]

use std::env;
use std::f64::consts::PI;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use voxelnet_kitti::{Label, parse_labels, read_truths};
use voxelnet_metrics::{Difficulty, Evaluator, Measure, Report};

/// The detections of a detector that repeats the labels; DontCare areas are no objects.
fn repeated(labels: &[Label]) -> Vec<Label> {
    let objects = labels.iter().filter(|label| !label.is_kind("DontCare"));
    objects.map(|label| Label { score: Some(1.), ..label.clone() }).collect()
}

fn report_of(frames: &[Vec<Label>]) -> Report {
    let mut evaluator = Evaluator::official();
    frames.iter().for_each(|labels| evaluator.add_frame(labels, &repeated(labels)));
    evaluator.finish()
}

/// Returns how many values were compared.
fn assert_exactly_100(report: &Report) -> usize {
    let mut num_compared = 0;
    for (class, of_class) in report.classes.iter() {
        for measure in Measure::ALL {
            for difficulty in Difficulty::ALL {
                let ap = of_class.get(measure).get(difficulty);
                if ap.n_gt >= 41 {
                    let place = format!("{class} {} {}", measure.name(), difficulty.name());
                    assert_eq!((ap.r11, ap.r40), (Some(100.), Some(100.)), "{place}");
                    num_compared += 1;
                }
            }
        }
    }
    num_compared
}

/// A frame with an object of each class, each in a place of its own, at any yaw.
fn frame(yaws: [f64; 3], depth: f64) -> Vec<Label> {
    let rows = [("Car", "1.5 1.6 4.2"), ("Pedestrian", "1.7 0.6 0.8"), ("Cyclist", "1.7 0.6 1.8")];
    let text: String = (0..)
        .zip(rows)
        .zip(yaws)
        .map(|((place, (kind, size)), yaw)| {
            let (left, x) = (100 + 200 * place, 10 * place);
            let right = left + 100;
            format!("{kind} 0 0 {yaw} {left} 100 {right} 200 {size} {x} 1.7 {depth} {yaw}\n")
        })
        .collect();
    parse_labels(&text, Path::new("labels")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn generated_labels_reach_100_at_any_yaw(
        frames in prop::collection::vec(([-3. * PI..3. * PI, -PI..PI, -PI..PI], 5.0..70.0), 41..60),
    ) {
        let frames: Vec<_> = frames.into_iter().map(|(yaws, depth)| frame(yaws, depth)).collect();
        prop_assert_eq!(assert_exactly_100(&report_of(&frames)), 3 * 4 * 3);
    }
}

#[test]
fn the_labels_of_the_official_case_reach_100() {
    let Some(folder) = env::var_os("VOXELNET_KITTI_EVAL").map(PathBuf::from) else {
        return; // said by the comparison with the official numbers
    };
    let mut frames = Vec::new();
    let files = std::fs::read_dir(folder.join("label_2")).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    frames.extend(paths.iter().map(|path| read_truths(path).unwrap()));
    assert!(assert_exactly_100(&report_of(&frames)) > 0);
}

#[test]
fn a_small_row_of_another_class_may_absorb_an_object() {
    // A sitting person's 2D box is so low that it is small, and it is the first row there.
    let low = |kind: &str| format!("{kind} 0 0 0 100 100 200 110 1.5 1.6 4.2 0 1.7 20 0\n");
    let high = "Car 0 0 0 100 100 200 200 1.5 1.6 4.2 0 1.7 20 0\n";
    let frames = |other: &str| -> Vec<_> {
        let text = format!("{}{high}", low(other));
        (0..41).map(|_| parse_labels(&text, Path::new("labels")).unwrap()).collect()
    };
    let moderate = |report: &Report| report.classes.get("car").unwrap().bev.moderate().r40;
    // The first of the rows with equal scores is taken, and nothing is recorded for the car.
    assert_eq!(moderate(&report_of(&frames("Person_sitting"))), Some(0.));
}
