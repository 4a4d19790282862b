//! Real frames in KITTI layout, from the folder that `VOXELNET_KITTI_MINI` names.

#![allow(clippy::unwrap_used)]

use std::env;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use voxelnet_kitti::{Calibration, KittiDataset, Label, Rect, alpha_of, project_box};

fn dataset() -> Option<(PathBuf, KittiDataset)> {
    let Some(root) = env::var_os("VOXELNET_KITTI_MINI").map(PathBuf::from) else {
        say("skipped: VOXELNET_KITTI_MINI is not set");
        return None;
    };
    let dataset = KittiDataset::open(&root).unwrap();
    Some((root, dataset))
}

fn iou(a: &Rect, b: &Rect) -> f64 {
    let width = a.right.min(b.right) - a.left.max(b.left);
    let height = a.bottom.min(b.bottom) - a.top.max(b.top);
    let area = |rect: &Rect| (rect.right - rect.left) * (rect.bottom - rect.top);
    let shared = width.max(0.) * height.max(0.);
    shared / (area(a) + area(b) - shared)
}

fn objects(labels: Vec<Label>) -> impl Iterator<Item = Label> {
    labels.into_iter().filter(|label| !label.is_kind("DontCare"))
}

#[test]
fn label_files_are_written_as_they_were() {
    let Some((root, dataset)) = dataset() else { return };
    for frame in dataset.frame_ids("train").unwrap() {
        let rows = dataset.labels(&frame).unwrap();
        let written: String = rows.iter().map(|row| format!("{row}\n")).collect();
        let official =
            fs::read_to_string(root.join(format!("training/label_2/{frame}.txt"))).unwrap();
        assert_eq!(written, official, "{frame}");
    }
}

#[test]
fn the_lidar_box_of_a_label_leads_back_to_the_label() {
    let Some((_, dataset)) = dataset() else { return };
    for frame in dataset.frame_ids("train").unwrap() {
        let calibration = dataset.calibration(&frame).unwrap();
        assert_eq!(Calibration::parse(&calibration.to_text()).unwrap(), calibration);
        for label in objects(dataset.labels(&frame).unwrap()) {
            let camera_box = label.camera_box;
            let back =
                calibration.camera_box_from_lidar(&calibration.lidar_box_from_camera(&camera_box));
            assert!((back.bottom_center - camera_box.bottom_center).norm() < 1e-6);
            assert!((back.rotation_y - camera_box.rotation_y).abs() < 1e-6, "{frame} {label}");
        }
    }
}

#[test]
fn projected_cars_are_where_they_were_labelled() {
    let Some((_, dataset)) = dataset() else { return };
    let mut num_cars = 0;
    for frame in dataset.frame_ids("train").unwrap() {
        let calibration = dataset.calibration(&frame).unwrap();
        let image = dataset.image_size(&frame).unwrap().unwrap();
        let cars = objects(dataset.labels(&frame).unwrap())
            .filter(|label| label.is_kind("Car") && label.truncation == 0.);
        for car in cars {
            let lidar_box = calibration.lidar_box_from_camera(&car.camera_box);
            let rect = project_box(&lidar_box, &calibration, image).unwrap();
            assert!(iou(&rect, &car.rect) > 0.8, "{frame}: {rect:?} for {car}");
            assert!((alpha_of(&car.camera_box) - car.alpha).abs() < 0.02, "{frame}: {car}");
            num_cars += 1;
        }
    }
    assert!(num_cars > 0);
}

/// Past the capture of what tests print, so that it is seen.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
