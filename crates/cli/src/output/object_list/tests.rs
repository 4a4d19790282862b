//! Lists of hand-made frames.

use nalgebra::Point3;
use voxelnet_scene::{Box3d, BoxSize};

use super::*;

/// A box so far ahead; all are equally large.
fn box_at(ahead_m: f64) -> Box3d {
    Box3d::new(Point3::new(ahead_m, 0., 0.), BoxSize { length: 4., width: 1.6, height: 1.5 }, 0.)
}

/// An object with a detection, given by score and overlap, as the closest one.
fn object(
    kind: &str,
    num_points: usize,
    verdict: ObjectVerdict,
    closest: Option<(f64, f64)>,
) -> EvaluatedObject {
    EvaluatedObject {
        class: kind.to_lowercase(),
        kind: kind.into(),
        box3d: box_at(20.),
        distance_m: 20.,
        num_points,
        occlusion: 0,
        verdict,
        closest: closest.map(|(score, iou)| ClosestDetection { score, bev_iou: iou, iou_3d: iou }),
        is_learned: true,
        is_in_grid: true,
    }
}

fn detection(kind: &str, score: f64, verdict: DetectionVerdict) -> EvaluatedDetection {
    EvaluatedDetection {
        class: kind.to_lowercase(),
        kind: kind.into(),
        box3d: box_at(30.),
        distance_m: 30.,
        num_points: 9,
        score,
        verdict,
        is_background: false,
        iou_3d: 0.2,
    }
}

fn frame() -> EvaluatedFrame {
    use DetectionVerdict::{FalsePositive, TruePositive};
    use ObjectVerdict::{Found, Ignored, Missed};
    let objects = vec![
        object("Car", 50, Found { score: 0.9 }, Some((0.9, 0.8))),
        object("Car", 50, Found { score: 0.6 }, Some((0.6, 0.75))),
        object("Car", 50, Missed, Some((0.3, 0.55))),
        object("Car", 50, Missed, Some((0.8, 0.4))),
        object("Car", 50, Ignored, None),
        object("Car", 3, Missed, None),
    ];
    let background =
        EvaluatedDetection { is_background: true, ..detection("Car", 0.5, FalsePositive) };
    let detections = vec![
        detection("Car", 0.9, TruePositive),
        detection("Car", 0.6, TruePositive),
        background,
        detection("Car", 0.4, FalsePositive),
        detection("Car", 0.35, FalsePositive),
        detection("Car", 0.95, DetectionVerdict::Ignored),
    ];
    EvaluatedFrame { name: "000000".into(), objects, detections }
}

#[test]
fn objects_are_listed_and_counted_from_their_points_on() {
    let text = object_list(&[frame()], &Rules::default(), 20);
    assert_eq!(text.lines().filter(|line| line.starts_with("000000      Car")).count(), 9);
    let sums = "Car with 20 points or more: 5 in all, 4 evaluated, 2 of these found at 3D IoU 0.7; 3 overlapped \
                at BEV IoU 0.5; 3 false positives, 1 of them background, in 1 scan, at most 3 in one";
    assert!(text.contains(sums), "{text}");
}

#[test]
fn every_object_is_listed_with_its_verdict_and_every_false_positive_with_its_place() {
    let text = object_list(&[frame()], &Rules::default(), 20);
    let (objects, rest) = text.split_once("\n\n").unwrap_or_default();
    let verdicts: Vec<&str> =
        objects.lines().filter_map(|line| line.split_whitespace().last()).collect();
    assert_eq!(verdicts, ["verdict", "found", "found", "missed", "missed", "ignored", "missed"]);
    let columns = "000000      Car           20.0 m     50        0    0.800   0.800  0.900 found";
    assert_eq!(objects.lines().nth(1), Some(columns));
    let places: Vec<&str> =
        rest.lines().skip(1).map_while(|line| line.split(", ").nth(2)).collect();
    assert_eq!(places, ["background", "not background", "not background"]);
}

#[test]
fn the_best_threshold_weighs_found_against_false() {
    // From 0.6 on two of four are found and none is false; from 0.35 on two, and three are false.
    let text = object_list(&[frame()], &Rules::default(), 20);
    let expected = format!(
        "highest F1 at 3D IoU 0.7: {:.3} with detections from score 0.600 on",
        2. * 2. / (2. + 4.)
    );
    assert!(text.contains(&expected), "{text}");
}

#[test]
fn pedestrians_are_found_at_their_own_overlap() {
    let found = object("Pedestrian", 50, ObjectVerdict::Found { score: 0.9 }, Some((0.9, 0.55)));
    let true_positive = detection("Pedestrian", 0.9, DetectionVerdict::TruePositive);
    let frame = EvaluatedFrame {
        name: "000000".into(),
        objects: vec![found],
        detections: vec![true_positive],
    };
    let text = object_list(&[frame], &Rules::default(), 1);
    assert!(text.contains("1 evaluated, 1 of these found at 3D IoU 0.5;"), "{text}");
    assert!(text.contains("highest F1 at 3D IoU 0.5: 1.000 with"), "{text}");
}

#[test]
fn a_class_that_is_not_evaluated_has_no_overlap_to_be_found_at() {
    let tram = object("Tram", 50, ObjectVerdict::Ignored, Some((0.9, 0.55)));
    let frame = EvaluatedFrame { name: "000000".into(), objects: vec![tram], detections: vec![] };
    let text = object_list(&[frame], &Rules::default(), 1);
    let sums = "Tram with 1 point or more: 1 in all, 0 evaluated; 1 overlapped at BEV IoU 0.5; 0 false positives";
    assert!(text.contains(sums), "{text}");
}
