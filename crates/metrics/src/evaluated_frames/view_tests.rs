//! All views of frames that are read once.

#![allow(clippy::unwrap_used)]

use std::fs;

use super::*;
use crate::best_f1::ClassScores;
use crate::calibration_error::CalibrationError;
use crate::kitti_rules::verdict::{DetectionVerdict, ObjectVerdict};
use crate::operating_point::ClassOperation;
use crate::test_dataset::TestDataset;
use crate::test_reader::{quick_reader, reader};

const CAR: &str = "Car 0 0 0 500 100 700 300 1.5 1.6 4.0 0 1.65 20 0";
const FAR_CAR: &str = "Car 0 0 0 500 100 700 300 1.5 1.6 4.0 10 1.65 40 0";
/// 0.8 m long; a detection moved by 0.2 m along it has an IoU of 0.6.
const PEDESTRIAN: [&str; 2] = [
    "Pedestrian 0 0 0 500 100 700 300 1.7 0.6 0.8 -8 1.65 15 0",
    "Pedestrian 0 0 0 500 100 700 300 1.7 0.6 0.8 -7.8 1.65 15 0 0.9",
];

/// Two frames with a found car each, one of which has five points; one has a false positive.
fn dataset() -> TestDataset {
    let dataset = TestDataset::new();
    let points = [[20., 0., -0.9, 0.5]; 5];
    dataset.frame("000000", &points, &format!("{CAR}\n{}\n", PEDESTRIAN[0]));
    dataset.frame("000001", &[[5., 5., 0., 0.5]], CAR);
    dataset.write("results/000000.txt", &format!("{CAR} 0.9\n{}\n", PEDESTRIAN[1]));
    dataset.write("results/000001.txt", &format!("{CAR} 0.8\n{FAR_CAR} 0.85\n"));
    dataset
}

fn read(reader: &FrameReader, dataset: &TestDataset, detail: Detail) -> EvaluatedFrames {
    let frames = ["000000", "000001"].map(str::to_owned);
    let (results, missing) = (dataset.path("results"), MissingResults::Refuse);
    EvaluatedFrames::read(reader, &frames, &results, missing, detail, |_, _| {}).unwrap()
}

#[test]
fn no_view_reads_a_file_again() {
    let dataset = dataset();
    let frames = read(&quick_reader(&dataset), &dataset, Detail::Scans);
    for folder in ["training", "results"] {
        fs::remove_dir_all(dataset.path(folder)).unwrap();
    }
    let options = ReportOptions { by_points: true, ..ReportOptions::default() };
    let report = frames.average_precision(&options);
    assert_eq!((report.frames, frames.num_frames()), (2, 2));
    assert_eq!(report.classes.get("car").unwrap().volume.hard().n_gt, 2);
    assert_eq!(report.points.get("1-20").unwrap().get("car").unwrap().volume.hard().n_gt, 1);
    let names: Vec<&str> = frames.frames().iter().map(|frame| frame.name.as_str()).collect();
    assert_eq!(names, ["000000", "000001"]);
    assert_eq!(frames.frames()[0].objects[0].num_points, 5);
    assert_eq!(ClassScores::of(frames.frames(), "car", 0).num_objects, 2);
    assert_eq!(frames.warnings(), []);
}

#[test]
fn scoring_alone_reads_neither_scans_nor_calibrations() {
    let dataset = dataset();
    let reader = quick_reader(&dataset);
    let with_scans = read(&reader, &dataset, Detail::Scans);
    for folder in ["training/velodyne", "training/calib"] {
        fs::remove_dir_all(dataset.path(folder)).unwrap();
    }
    let rows = read(&reader, &dataset, Detail::Rows);
    let options = ReportOptions::default();
    assert_eq!(rows.average_precision(&options), with_scans.average_precision(&options));
}

#[test]
fn levels_by_points_count_them_whatever_the_detail() {
    let dataset = dataset();
    let level = "={ min_points = 5, max_distance_m = 50.0 }";
    let mut overrides = vec!["dataset.difficulty=points".to_owned()];
    overrides.extend(["easy", "moderate", "hard"].map(|of| format!("dataset.levels.{of}{level}")));
    let reader = reader(&dataset, &overrides);
    let [rows, scans] = [Detail::Rows, Detail::Scans]
        .map(|detail| read(&reader, &dataset, detail).average_precision(&ReportOptions::default()));
    assert_eq!(rows, scans);
    assert_eq!(rows.classes.get("car").unwrap().volume.hard().n_gt, 1);
}

#[test]
fn the_best_f1_leaves_out_objects_with_few_points_and_their_detections() {
    let dataset = dataset();
    let frames = read(&quick_reader(&dataset), &dataset, Detail::Scans);
    let scores = |min_points| ClassScores::of(frames.frames(), "car", min_points);
    let all =
        ClassScores { true_positives: vec![0.9, 0.8], false_positives: vec![0.85], num_objects: 2 };
    assert_eq!(scores(0), all);
    let with_points = ClassScores { true_positives: vec![0.9], num_objects: 1, ..all };
    assert_eq!(scores(5), with_points);
    assert_eq!(scores(0).best_f1().unwrap().f1(), 0.8);
    assert_eq!(scores(5).best_f1().unwrap().f1(), 1.);
}

#[test]
fn pedestrians_are_found_at_an_overlap_of_one_half() {
    let dataset = dataset();
    let frames = read(&quick_reader(&dataset), &dataset, Detail::Scans);
    let pedestrian = &frames.frames()[0].objects[1];
    assert!((pedestrian.closest.unwrap().iou_3d - 0.6).abs() < 1e-6);
    assert_eq!(pedestrian.verdict, ObjectVerdict::Found { score: 0.9 });
    assert!(!pedestrian.is_learned);
}

#[test]
fn frames_without_low_scores_are_as_if_these_had_not_been_there() {
    let dataset = dataset();
    let reader = quick_reader(&dataset);
    let all = read(&reader, &dataset, Detail::Scans);
    dataset.write("results/000001.txt", &format!("{FAR_CAR} 0.85\n"));
    let some = read(&reader, &dataset, Detail::Scans);
    let kept: Vec<EvaluatedFrame> =
        all.frames().iter().map(|frame| frame.kept_from(0.85)).collect();
    assert_eq!(kept, some.frames());
    assert_eq!(kept[1].objects[0].verdict, ObjectVerdict::Missed);
    assert_eq!(kept[1].detections[0].verdict, DetectionVerdict::FalsePositive);
    assert!(kept[1].detections[0].is_background);
}

#[test]
#[should_panic(expected = "the frames were read without scans")]
fn frames_read_without_scans_have_no_boxes_to_show() {
    let dataset = dataset();
    read(&quick_reader(&dataset), &dataset, Detail::Rows).frames();
}

#[test]
fn the_counts_without_scans_are_those_of_the_frames_with_scans() {
    let dataset = dataset();
    let reader = quick_reader(&dataset);
    let with_scans = read(&reader, &dataset, Detail::Scans);
    for frames in [read(&reader, &dataset, Detail::Rows), with_scans.clone()] {
        let report = frames.average_precision(&ReportOptions::default());
        for (class, of) in report.reliability.iter() {
            let expected = ClassOperation::of(with_scans.frames(), class, f64::NEG_INFINITY);
            assert_eq!(of.operation, expected, "{class}");
        }
        let car = report.reliability.get("car").unwrap();
        assert_eq!((car.operation.num_found, car.operation.num_false), (2, 1));
        let expected = CalibrationError::of(
            &ClassScores::of(with_scans.frames(), "car", 0),
            f64::NEG_INFINITY,
        );
        assert_eq!(car.scores.as_ref().map(|of| &of.error), expected.as_ref());
    }
}
