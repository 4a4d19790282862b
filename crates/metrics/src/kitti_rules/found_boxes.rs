//! The errors of the boxes of each class, from frames that need no scans.

use nalgebra::Point3;
use voxelnet_kitti::CameraBox;
use voxelnet_scene::{Box3d, class_spelling};

use super::class::{ClassId, Role};
use super::frame::{Frame, Row};
use super::measure::Named;
use super::overlap::on_ground;
use super::rules::Rules;
use crate::box_errors::{BandErrors, BoxErrors};

/// The errors of the boxes of each class, by the detections from a score on.
pub(super) fn found_boxes(frames: &[Frame], rules: &Rules, min_score: f64) -> Named<BoxErrors> {
    let of_class = |class: ClassId| {
        let mut errors = BoxErrors::default();
        for (number, frame) in frames.iter().enumerate() {
            let scored = frame.detections.iter().zip(&frame.scores);
            let kept = scored.filter(|&(_, &score)| score >= min_score).map(|(row, _)| row);
            errors.add_frame(number, &boxes(frame.truths.iter(), class), &boxes(kept, class));
        }
        errors
    };
    let classes = rules.classes.iter().enumerate();
    classes.map(|(class, evaluated)| (class_spelling(&evaluated.name), of_class(class))).collect()
}

/// The errors in each of the ranges that reports tell apart and that holds enough objects.
pub(super) fn by_range(errors: &BoxErrors) -> Named<BandErrors> {
    let bands = BoxErrors::RANGES_M.into_iter();
    bands
        .filter_map(|(name, range_m)| Some((name.to_owned(), errors.within(&range_m, &[])?)))
        .collect()
}

/// The boxes of the rows of a class.
fn boxes<'a>(rows: impl Iterator<Item = &'a Row>, class: ClassId) -> Vec<Box3d> {
    let members = rows.filter(|row| row.role == Role::Member(class));
    members.map(|row| upright(&row.camera_box)).collect()
}

/// The box in a frame with the camera at its origin, x to the right, y ahead and z up.
fn upright(camera_box: &CameraBox) -> Box3d {
    let Box3d { center, size, yaw } = on_ground(camera_box);
    let z = size.height / 2. - camera_box.bottom_center.y;
    Box3d::new(Point3::new(center.x, center.y, z), size, yaw)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::f64::consts::PI;
    use std::slice::from_ref;

    use voxelnet_kitti::Label;

    use super::super::test_rows::{detection, frame_of, small, truth};
    use super::*;
    use crate::box_quantity::BoxQuantity;

    /// The formulas in the camera's frame, as they are usually written.
    fn in_camera_frame(object: &CameraBox, found: &CameraBox) -> [f64; 10] {
        let (dx, dz) = (
            found.bottom_center.x - object.bottom_center.x,
            found.bottom_center.z - object.bottom_center.z,
        );
        let (x, z, ry) = (object.bottom_center.x, object.bottom_center.z, object.rotation_y);
        let turn = (found.rotation_y - ry + PI).rem_euclid(2. * PI) - PI;
        [
            found.size.height - object.size.height,
            found.size.width - object.size.width,
            found.size.length - object.size.length,
            found.bottom_center.y - object.bottom_center.y,
            (dx * ry.cos() - dz * ry.sin()).abs(),
            (dx * ry.sin() + dz * ry.cos()).abs(),
            (dx * x + dz * z) / x.hypot(z),
            (dx * z - dz * x) / x.hypot(z),
            (turn + PI / 2.).rem_euclid(PI) - PI / 2.,
            if turn.abs() > PI / 2. { 1. } else { 0. },
        ]
    }

    fn moved(label: Label, offset: [f64; 3], rotation_y: f64) -> Label {
        let mut moved = label;
        moved.camera_box.bottom_center += nalgebra::Vector3::from(offset);
        moved.camera_box.rotation_y = rotation_y;
        moved.camera_box.size.height += offset[1];
        moved
    }

    #[test]
    fn errors_are_those_of_the_formulas_in_the_frame_of_the_camera() {
        let object = moved(truth("Car", 0.), [-3., 0.2, -4.], 0.4);
        let found = moved(detection("Car", 0., 0.3), [-2.8, 0.35, -4.3], 0.4 - 2.9);
        let frames: Vec<Frame> =
            (0..3).map(|_| frame_of(from_ref(&object), from_ref(&found))).collect();
        let errors = found_boxes(&frames, &Rules::default(), 0.3);
        let by_range = by_range(errors.get("car").unwrap());
        assert_eq!(by_range.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["0-20"]);
        let band = by_range.get("0-20").unwrap();
        let expected = in_camera_frame(&object.camera_box, &found.camera_box);
        for (quantity, expected) in BoxQuantity::ALL.into_iter().zip(expected) {
            let mean = band.get(quantity).mean;
            assert!((mean - expected).abs() < 1e-9, "{}: {mean}, {expected}", quantity.name());
        }
    }

    #[test]
    fn detections_of_another_class_or_a_lower_score_find_nothing_and_small_objects_count() {
        let labels = [0., 1., 2., 3., 4.].map(|place| small(truth("Car", place)));
        let detections = [
            detection("Car", 0., 0.29),
            detection("Cyclist", 1., 0.9),
            detection("Car", 2., 0.3),
            detection("Car", 3., 0.9),
            detection("car", 4., 0.9),
        ];
        let errors = found_boxes(&[frame_of(&labels, &detections)], &Rules::default(), 0.3);
        let band = errors.get("car").unwrap().within(&(0.0..80.), &[]).unwrap();
        assert_eq!(band.num_objects, 3);
        assert_eq!(errors.get("cyclist").unwrap(), &BoxErrors::default());
    }
}
