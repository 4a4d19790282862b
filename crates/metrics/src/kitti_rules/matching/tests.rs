//! Tests of matching in one frame.

#![allow(clippy::unwrap_used)]

use voxelnet_kitti::Label;

use super::super::difficulty::Difficulty;
use super::super::test_rows::{detection, dont_care, frame_of, small, truth};
use super::*;

/// Recorded scores, and (true positives, false positives) with scores from 0 kept.
fn outcome(metric: Metric, truths: &[Label], detections: &[Label]) -> (Vec<f64>, (i64, i64)) {
    let tally = tally_of(metric, truths, detections);
    let counts = tally.counts_from(0., &[]);
    let recorded = tally.recorded_scores(&[]);
    (recorded, (counts.true_positives, counts.false_positives))
}

fn tally_of(metric: Metric, truths: &[Label], detections: &[Label]) -> Tally {
    let criterion =
        Criterion { class: 0, difficulty: Difficulty::Easy, metric, min_overlap: 0.5, slice: None };
    let frames = [frame_of(truths, detections)];
    let mut tally = Tally::default();
    let prepared = PreparedFrame::all(&frames);
    Matcher::new(&Levels::Pixels).add(0, &prepared[0], criterion, &mut tally);
    Tally::joined([&tally].into_iter(), detections.len())
}

/// (case, labels, detections, recorded scores, (true positives, false positives)).
type Case<'a> = (&'a str, Vec<Label>, Vec<Label>, Vec<f64>, (i64, i64));

fn check(metric: Metric, cases: Vec<Case>) {
    for (name, truths, detections, recorded, counts) in cases {
        assert_eq!(outcome(metric, &truths, &detections), (recorded, counts), "{name}");
    }
}

fn car(place: f64, score: f64) -> Label {
    detection("Car", place, score)
}

fn occluded(label: Label) -> Label {
    Label { occlusion: 3, ..label }
}

#[test]
fn each_detection_is_taken_once_and_the_rest_is_false() {
    check(
        Metric::Bev,
        vec![
            ("found", vec![truth("Car", 0.)], vec![car(0., 0.9)], vec![0.9], (1, 0)),
            ("missed", vec![truth("Car", 0.)], vec![], vec![], (0, 0)),
            ("elsewhere", vec![truth("Car", 0.)], vec![car(1., 0.9)], vec![], (0, 1)),
            (
                "a duplicate is false",
                vec![truth("Car", 0.)],
                vec![car(0., 0.9), car(0., 0.8)],
                vec![0.9],
                (1, 1),
            ),
            (
                "two objects cannot share one detection",
                vec![truth("Car", 0.), truth("Car", 0.)],
                vec![car(0., 0.9)],
                vec![0.9],
                (1, 0),
            ),
            (
                "another class is absent",
                vec![truth("Car", 0.)],
                vec![detection("Cyclist", 0., 0.9)],
                vec![],
                (0, 0),
            ),
        ],
    );
}

#[test]
fn pass_one_takes_the_highest_score_and_the_first_row_of_equal_ones() {
    // Place 0.1 overlaps place 0 by 2/3 and place 0.2 by 2/3; place 0 and 0.2 by 3/7 only.
    let truths = vec![truth("Car", 0.), truth("Car", 0.2)];
    let greedy = vec![car(0., 0.5), car(0.1, 0.6)];
    // The first object takes 0.6, nothing is left for the second; pass 2 takes the closest.
    check(Metric::Bbox, vec![("by score", truths.clone(), greedy, vec![0.6], (2, 0))]);
    let tied = vec![car(0.1, 0.6), car(0., 0.6)];
    check(Metric::Bbox, vec![("first of a tie", truths.clone(), tied, vec![0.6], (2, 0))]);
    let other_tie = vec![car(0., 0.6), car(0.1, 0.6)];
    check(Metric::Bbox, vec![("the other order", truths, other_tie, vec![0.6, 0.6], (2, 0))]);
}

#[test]
fn objects_choose_in_file_order() {
    let detections = vec![car(0.1, 0.6)];
    let ignored_first = vec![occluded(truth("Car", 0.)), truth("Car", 0.2)];
    let valid_first = vec![truth("Car", 0.2), occluded(truth("Car", 0.))];
    check(
        Metric::Bbox,
        vec![
            ("ignored first", ignored_first, detections.clone(), vec![], (0, 0)),
            ("valid first", valid_first, detections, vec![0.6], (1, 0)),
        ],
    );
}

#[test]
fn scores_of_minus_ten_million_are_not_recorded() {
    check(
        Metric::Bev,
        vec![("floor", vec![truth("Car", 0.)], vec![car(0., -1e7)], vec![], (0, 0))],
    );
}

#[test]
fn small_detections_absorb_objects_without_gain_or_loss() {
    let car_and_small = vec![car(0., 0.5), small(car(0., 0.9))];
    check(
        Metric::Bev,
        vec![
            ("small alone", vec![truth("Car", 0.)], vec![small(car(0., 0.9))], vec![], (0, 0)),
            // Pass 1 sees only the better score, pass 2 prefers the live one.
            ("a better small one", vec![truth("Car", 0.)], car_and_small, vec![], (1, 0)),
            (
                "small ones of any type absorb",
                vec![truth("Car", 0.)],
                vec![small(detection("Misc", 0., 0.9)), car(0., 0.5)],
                vec![],
                (1, 0),
            ),
            ("never false", vec![truth("Car", 0.)], vec![small(car(1., 0.9))], vec![], (0, 0)),
        ],
    );
}

#[test]
fn the_live_candidate_with_the_largest_overlap_is_taken_at_a_threshold() {
    let truths = [truth("Car", 0.)];
    let detections =
        [Label { alpha: 3., ..car(0.1, 0.9) }, car(0., 0.5), Label { alpha: 1., ..car(0., 0.6) }];
    let tally = tally_of(Metric::Bbox, &truths, &detections);
    let similarity = |alpha: f64| (1. + alpha.cos()) / 2.;
    for (threshold, alpha, false_positives) in
        [(0.9, 3., 0), (0.7, 3., 0), (0.6, 1., 1), (0.5, 0., 2), (0.1, 0., 2)]
    {
        let counts = tally.counts_from(threshold, &[]);
        assert_eq!((counts.true_positives, counts.false_positives), (1, false_positives));
        assert!((counts.similarity - similarity(alpha)).abs() < 1e-12, "{threshold}");
    }
}

#[test]
fn ignored_objects_absorb_one_detection_each() {
    check(
        Metric::Bev,
        vec![
            ("occluded", vec![occluded(truth("Car", 0.))], vec![car(0., 0.9)], vec![], (0, 0)),
            ("van", vec![truth("Van", 0.)], vec![car(0., 0.9)], vec![], (0, 0)),
            ("truck", vec![truth("Truck", 0.)], vec![car(0., 0.9)], vec![], (0, 1)),
            (
                "a second one is false",
                vec![truth("Van", 0.)],
                vec![car(0., 0.9), car(0., 0.8)],
                vec![],
                (0, 1),
            ),
        ],
    );
}

#[test]
fn dont_care_areas_forgive_what_lies_in_them() {
    let areas = vec![truth("Car", 1.), dont_care(0.), dont_care(0.)];
    check(
        Metric::Bbox,
        vec![
            ("inside two", areas.clone(), vec![car(0., 0.9)], vec![], (0, 0)),
            ("less than half inside", areas.clone(), vec![car(0.3, 0.9)], vec![], (0, 1)),
            ("exactly half inside", areas.clone(), vec![car(0.25, 0.9)], vec![], (0, 1)),
            (
                "a found object stays found",
                vec![truth("Car", 0.), dont_care(0.)],
                vec![car(0., 0.9)],
                vec![0.9],
                (1, 0),
            ),
        ],
    );
    check(Metric::Bev, vec![("real boxes", areas, vec![car(0., 0.9)], vec![], (0, 1))]);
}

#[test]
fn an_overlap_on_the_limit_is_no_match() {
    // The lower half of the box: an overlap of exactly 0.5, and high enough to count.
    let mut half = car(0., 0.9);
    half.rect.bottom = 150.;
    check(Metric::Bbox, vec![("half", vec![truth("Car", 0.)], vec![half], vec![], (0, 1))]);
}

#[test]
fn a_dont_care_row_with_a_3d_box_forgives_in_space_too() {
    let area = Label { camera_box: truth("Car", 3.).camera_box, ..dont_care(0.) };
    let truths = vec![truth("Car", 0.), area];
    let found = car(3., 0.9);
    for (metric, false_positives) in [(Metric::Bbox, 1), (Metric::Bev, 0), (Metric::Volume, 0)] {
        let counts = (vec![], (0, false_positives));
        assert_eq!(outcome(metric, &truths, std::slice::from_ref(&found)), counts);
    }
}

#[test]
fn a_detection_without_a_3d_box_is_forgiven_from_above_where_a_dont_care_row_is() {
    let row = Label { camera_box: dont_care(0.).camera_box, ..car(3., 0.9) };
    let with = vec![truth("Car", 0.), dont_care(1.)];
    let without = vec![truth("Car", 0.)];
    for (metric, truths, false_positives) in [
        (Metric::Bev, &with, 0),
        (Metric::Volume, &with, 1),
        (Metric::Bev, &without, 1),
        (Metric::Volume, &without, 1),
    ] {
        assert_eq!(
            outcome(metric, truths, std::slice::from_ref(&row)),
            (vec![], (0, false_positives))
        );
    }
}

#[test]
fn a_flipped_2d_box_is_false_in_the_image_and_right_in_space() {
    let mut flipped = car(0., 0.9);
    (flipped.rect.top, flipped.rect.bottom) = (flipped.rect.bottom, flipped.rect.top);
    let truths = [truth("Car", 0.)];
    assert_eq!(outcome(Metric::Bbox, &truths, &[flipped.clone()]), (vec![], (0, 1)));
    assert_eq!(outcome(Metric::Volume, &truths, &[flipped]), (vec![0.9], (1, 0)));
}
