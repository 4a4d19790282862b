//! Detections as rows of result files.

use voxelnet_scene::Box3d;

use crate::calibration::Calibration;
use crate::camera_box::CameraBox;
use crate::image_size::ImageSize;
use crate::label::{Label, RowText};
use crate::projection::{Rect, alpha_of, project_camera_box};

/// The row of a detection in a KITTI result file, `None` when no part of the box is in the image.
///
/// The 2D box is the hull of the projected corners clipped to the image: the official metric takes
/// difficulty from it even in bird's-eye view and 3D. Truncation and occlusion are -1. The class name
/// gets KITTI's capital (`car` becomes `Car`), and white space in it becomes `_`.
pub fn result_label(
    class: &str,
    lidar_box: &Box3d,
    score: f64,
    calibration: &Calibration,
    image: ImageSize,
) -> Option<Label> {
    let camera_box = calibration.camera_box_from_lidar(lidar_box);
    let rect = project_camera_box(&camera_box, calibration, image)?;
    Some(Label {
        kind: official_name(class),
        truncation: -1.,
        occlusion: -1,
        alpha: alpha_of(&camera_box),
        rect,
        camera_box,
        score: Some(score),
        text: RowText::default(),
    })
}

/// The row of a detection where boxes are given in the frame of the scans, as [`Label::lidar_box`]
/// reads it: the 2D box is -1, alpha -10, as neither is known without a camera.
pub fn lidar_result_label(class: &str, lidar_box: &Box3d, score: f64) -> Label {
    let Box3d { center, size, yaw } = *lidar_box;
    Label {
        kind: official_name(class),
        truncation: -1.,
        occlusion: -1,
        alpha: -10.,
        rect: Rect { left: -1., top: -1., right: -1., bottom: -1. },
        camera_box: CameraBox { bottom_center: center, size, rotation_y: yaw },
        score: Some(score),
        text: RowText::default(),
    }
}

fn official_name(class: &str) -> String {
    let name: Vec<&str> = class.split_whitespace().collect();
    let mut name = name.join("_");
    if let Some(initial) = name.get_mut(..1) {
        initial.make_ascii_uppercase();
    }
    name
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use nalgebra::Point3;
    use voxelnet_scene::BoxSize;

    use super::*;
    use crate::calibration::tests::slightly_turned;
    use crate::label_text::parse_labels;
    use crate::projection::project_box;

    const CAR: BoxSize = BoxSize { length: 4., width: 1.6, height: 1.5 };

    #[test]
    fn a_written_detection_reads_back_to_the_centimetre() {
        let calibration = slightly_turned();
        let lidar_box = Box3d::new(Point3::new(20., 3., -1.), CAR, 0.3);
        let image = ImageSize::default();
        let label = result_label("car", &lidar_box, 0.75, &calibration, image).unwrap();
        assert_eq!(Some(label.rect), project_box(&lidar_box, &calibration, image));

        let [back] = parse_labels(&label.to_string(), Path::new("x")).unwrap().try_into().unwrap();
        assert_eq!((&back.kind[..], back.truncation, back.occlusion), ("Car", -1., -1));
        assert_eq!(back.score, Some(0.75));
        let back = calibration.lidar_box_from_camera(&back.camera_box);
        assert!((back.center - lidar_box.center).norm() < 0.01);
        assert!((back.yaw - lidar_box.yaw).abs() < 0.006);
    }

    #[test]
    fn a_detection_outside_the_image_has_no_row() {
        let behind = Box3d::new(Point3::new(-20., 3., -1.), CAR, 0.3);
        let label = result_label("car", &behind, 0.75, &slightly_turned(), ImageSize::default());
        assert_eq!(label, None);
    }

    #[test]
    fn class_names_become_one_official_token() {
        for (class, expected) in [
            ("car", "Car"),
            ("Cyclist", "Cyclist"),
            ("traffic cone", "Traffic_cone"),
            ("éclair", "éclair"),
            ("", ""),
        ] {
            assert_eq!(official_name(class), expected);
        }
    }
}
