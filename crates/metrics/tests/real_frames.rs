//! Real frames in KITTI layout, from the folder that `VOXELNET_KITTI_MINI` names.

#![allow(clippy::unwrap_used)]

use std::env;
use std::io::Write;

use voxelnet_kitti::{KittiDataset, Label, result_label};
use voxelnet_metrics::{Evaluator, Measure};

fn objects(labels: Vec<Label>) -> impl Iterator<Item = Label> {
    labels.into_iter().filter(|label| !label.is_kind("DontCare"))
}

#[test]
fn labels_written_as_detections_find_every_valid_object() {
    let Some(root) = env::var_os("VOXELNET_KITTI_MINI") else {
        say("skipped: VOXELNET_KITTI_MINI is not set");
        return;
    };
    let dataset = KittiDataset::open(root).unwrap();
    let mut evaluator = Evaluator::official();
    for frame in dataset.frame_ids("train").unwrap() {
        let calibration = dataset.calibration(&frame).unwrap();
        let image = dataset.image_size(&frame).unwrap().unwrap();
        let labels = dataset.labels(&frame).unwrap();
        let detections: Vec<Label> = objects(labels.clone())
            .filter_map(|label| {
                let lidar_box = calibration.lidar_box_from_camera(&label.camera_box);
                result_label(&label.kind, &lidar_box, 0.9, &calibration, image)
            })
            .collect();
        evaluator.add_frame(&labels, &detections);
    }
    let report = evaluator.finish();
    let car = report.classes.get("car").unwrap();
    for measure in Measure::ALL {
        let (metric, row) = (measure.name(), car.get(measure));
        let (best_r11, best_r40) = row.hard().best_possible();
        let slack = if metric == "aos" { 0.1 } else { 1e-9 };
        assert!(row.hard().n_gt > 0);
        assert!((row.hard().r11.unwrap() - best_r11).abs() < slack, "{metric}: {:?}", row.hard());
        assert!((row.hard().r40.unwrap() - best_r40).abs() < slack, "{metric}: {:?}", row.hard());
    }
}

/// Past the capture of what tests print, so that it is seen.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
