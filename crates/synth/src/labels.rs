//! Labels as KITTI's annotators draw them.
//!
//! | seen of the object | label |
//! |---|---|
//! | its 2D box misses the image | none |
//! | less than 5% of its beams, and no return | none: it is hidden |
//! | centre beyond 70 m, or no return though in sight | DontCare |
//! | at least 80% of its beams | occlusion 0 |
//! | at least 40% | occlusion 1 |
//! | at least 5% | occlusion 2 |
//! | less, but with a return | occlusion 3 |
//!
//! A beam is an object's when it would meet the object standing alone; it is seen when it meets
//! nothing else before.

use nalgebra::{Point2, Point3, Rotation3, Vector3};
use voxelnet_kitti::{
    Calibration, CameraBox, ImageSize, Label, Rect, RowText, alpha_of, project_box,
};
use voxelnet_scene::BoxSize;

use crate::{cast::BeamCount, object::Object};

/// Horizontal distance beyond which annotators draw no 3D box, metres.
const MAX_LABEL_DISTANCE: f64 = 70.;

/// Nearest depth at which a corner is projected, metres.
const MIN_DEPTH: f64 = 1.;

/// What the scan shows of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sighting {
    pub beams: BeamCount,
    /// Points returned from it inside the image.
    pub num_returns: u32,
}

impl Sighting {
    /// Share of the object's beams that reach it, 0 to 1.
    pub fn visible_share(&self) -> f64 {
        if self.beams.alone == 0 {
            return 0.;
        }
        f64::from(self.beams.visible) / f64::from(self.beams.alone)
    }

    fn occlusion(&self) -> i32 {
        match self.visible_share() {
            share if share >= 0.8 => 0,
            share if share >= 0.4 => 1,
            share if share >= 0.05 => 2,
            _ => 3,
        }
    }
}

/// The labels of a frame: labelled objects in the order given, then DontCare areas.
pub(crate) fn labels(
    objects: &[Object],
    sightings: &[Sighting],
    calibration: &Calibration,
) -> Vec<Label> {
    let mut labels: Vec<Label> = objects
        .iter()
        .zip(sightings)
        .filter_map(|(object, sighting)| label(object, sighting, calibration))
        .collect();
    labels.sort_by_key(|label| label.is_kind(DONT_CARE));
    labels
}

fn label(object: &Object, sighting: &Sighting, calibration: &Calibration) -> Option<Label> {
    let kind = object.kind.label()?;
    let rect = project_box(&object.bounds, calibration, ImageSize::default())?;
    let is_returned = sighting.num_returns > 0;
    if sighting.occlusion() == 3 && !is_returned {
        return None;
    }
    let is_far = object.bounds.center.coords.xy().norm() > MAX_LABEL_DISTANCE;
    if is_far || !is_returned {
        return Some(dont_care(rect));
    }
    let camera_box = calibration.camera_box_from_lidar(&object.bounds);
    Some(Label {
        kind: kind.to_owned(),
        truncation: truncation(&camera_box, &rect, calibration),
        occlusion: sighting.occlusion(),
        alpha: alpha_of(&camera_box),
        rect,
        camera_box,
        score: None,
        text: RowText::default(),
    })
}

const DONT_CARE: &str = "DontCare";

fn dont_care(rect: Rect) -> Label {
    let camera_box = CameraBox {
        bottom_center: Point3::new(-1000., -1000., -1000.),
        size: BoxSize { length: -1., width: -1., height: -1. },
        rotation_y: -10.,
    };
    Label {
        kind: DONT_CARE.to_owned(),
        truncation: -1.,
        occlusion: -1,
        alpha: -10.,
        rect,
        camera_box,
        score: None,
        text: RowText::default(),
    }
}

/// Share of the area of the whole 2D box that lies outside the image, 0 to 1.
///
/// Corners beside or behind the camera are taken at 1 m depth: the 2D box of something the camera
/// looks along would otherwise have no end.
fn truncation(camera_box: &CameraBox, in_image: &Rect, calibration: &Calibration) -> f64 {
    let pixels = corners(camera_box).map(|mut corner| {
        corner.z = corner.z.max(MIN_DEPTH);
        calibration.image_from_camera(corner).unwrap_or_else(Point2::origin)
    });
    let extent = |axis: usize| {
        let values = pixels.iter().map(|pixel| pixel[axis]);
        let (min, max) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), value| {
            (min.min(value), max.max(value))
        });
        max - min
    };
    let inside = (in_image.right - in_image.left) * (in_image.bottom - in_image.top);
    (1. - inside / (extent(0) * extent(1))).clamp(0., 1.)
}

/// The eight corners of a box, camera frame.
fn corners(camera_box: &CameraBox) -> [Point3<f64>; 8] {
    let CameraBox { bottom_center, size, rotation_y } = camera_box;
    let turn = Rotation3::from_axis_angle(&Vector3::y_axis(), *rotation_y);
    std::array::from_fn(|i| {
        let half = |bit: usize, extent: f64| if i & bit == 0 { -extent / 2. } else { extent / 2. };
        let up = if i & 4 == 0 { 0. } else { size.height };
        bottom_center + turn * Vector3::new(half(1, size.length), -up, half(2, size.width))
    })
}

#[cfg(test)]
mod tests {
    use voxelnet_scene::Box3d;

    use super::*;
    use crate::{calibration::kitti_like, object::Kind};

    fn car_at(x: f64, y: f64) -> Object {
        let size = BoxSize { length: 4., width: 1.6, height: 1.5 };
        let bounds = Box3d::new(Point3::new(x, y, -0.95), size, 0.);
        Object { kind: Kind::Car, bounds, shapes: Vec::new() }
    }

    fn label_of(object: Object, alone: u32, visible: u32, num_returns: u32) -> Option<Label> {
        let sighting = Sighting { beams: BeamCount { alone, visible }, num_returns };
        labels(&[object], &[sighting], &kitti_like()).pop()
    }

    #[test]
    fn occlusion_follows_the_visible_share_of_beams() {
        for (visible, expected) in [(100, 0), (80, 0), (79, 1), (40, 1), (39, 2), (5, 2), (4, 3)] {
            let label = label_of(car_at(20., 0.), 100, visible, 3);
            assert_eq!(label.map(|l| l.occlusion), Some(expected), "{visible} of 100");
        }
    }

    #[test]
    fn what_is_hidden_has_no_label_and_what_is_too_far_or_too_dark_is_dont_care() {
        assert_eq!(label_of(car_at(20., 0.), 100, 2, 0), None);
        assert_eq!(label_of(car_at(20., 40.), 100, 100, 50), None, "beside the image");
        for label in [label_of(car_at(75., 0.), 9, 9, 9), label_of(car_at(60., 0.), 9, 9, 0)] {
            let row = label.map(|label| label.to_string()).unwrap_or_default();
            assert!(row.starts_with("DontCare -1 -1 -10 "), "{row}");
            assert!(row.ends_with(" -1 -1 -1 -1000 -1000 -1000 -10"), "{row}");
        }
    }

    #[test]
    fn truncation_is_none_in_the_middle_half_at_the_border_and_most_beside_the_camera() {
        let truncation_at =
            |x, y| label_of(car_at(x, y), 9, 9, 9).map_or(f64::NAN, |label| label.truncation);
        assert!(truncation_at(20., 0.) < 1e-9);
        let at_the_border = truncation_at(12., 9.6);
        assert!((0.2..0.8).contains(&at_the_border), "{at_the_border}");
        let beside = truncation_at(2.2, 2.5);
        assert!(beside > at_the_border, "{beside}");
    }

    #[test]
    fn dont_care_rows_come_last() {
        let objects = [car_at(75., 0.), car_at(20., 0.)];
        let seen = Sighting { beams: BeamCount { alone: 9, visible: 9 }, num_returns: 9 };
        let kinds: Vec<String> =
            labels(&objects, &[seen, seen], &kitti_like()).into_iter().map(|l| l.kind).collect();
        assert_eq!(kinds, ["Car", "DontCare"]);
    }
}
