//! Labels as KITTI's annotators draw them, who see the image and the scan.
//!
//! | seen of the object | label |
//! |---|---|
//! | its 2D box misses the image | none |
//! | farther than 70 m, in sight | DontCare |
//! | no beam would meet it even alone | DontCare |
//! | at least 80% of its beams, and returns | occlusion 0 |
//! | at least 80% of its beams, but no return: too dark or too far | DontCare |
//! | at least 40% | occlusion 1 |
//! | at least 5% | occlusion 2 |
//! | less, what hides it being mostly other labelled objects, up to 30 m | occlusion 3 |
//! | the same, farther | DontCare |
//! | less, hidden by scenery, but not wholly | DontCare |
//! | nothing, hidden by scenery | none: nobody knows of it |
//!
//! A beam is an object's when it would meet the object standing alone; it is seen when it meets
//! nothing else before.

use nalgebra::{Point2, Point3};
use voxelnet_kitti::{
    Calibration, CameraBox, ImageSize, Label, Rect, RowText, alpha_of, project_box,
};
use voxelnet_scene::{Box3d, BoxSize};

use crate::{
    annotation::annotated, class::Class, object::Object, random::SceneRng, scan::sighting::Sighting,
};

/// Horizontal distance beyond which annotators draw no 3D box, metres.
const MAX_LABEL_DISTANCE: f64 = 70.;

/// Horizontal distance beyond which annotators do not make out what other road users hide, metres.
const MAX_HIDDEN_DISTANCE: f64 = 30.;

/// Nearest depth at which a corner is projected, metres.
const MIN_DEPTH: f64 = 1.;

/// The decision of an annotator about an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Labelled, with this level of occlusion.
    Labelled { occlusion: i32 },
    /// Its place in the image is marked as not to be judged.
    DontCare,
    /// Not noticed.
    Unseen,
}

impl Sighting {
    fn verdict(&self, distance: f64) -> Verdict {
        if self.alone == 0 {
            return Verdict::DontCare;
        }
        let share = self.visible_share();
        let is_hidden = share < 0.05;
        if distance > MAX_LABEL_DISTANCE {
            return if is_hidden { Verdict::Unseen } else { Verdict::DontCare };
        }
        if is_hidden {
            let is_behind_scenery = 2 * self.behind_scenery >= self.alone - self.visible;
            return match (is_behind_scenery, self.visible) {
                (false, _) if distance <= MAX_HIDDEN_DISTANCE => Verdict::Labelled { occlusion: 3 },
                (false, _) => Verdict::DontCare,
                (true, 0) => Verdict::Unseen,
                (true, _) => Verdict::DontCare,
            };
        }
        if share < 0.8 {
            return Verdict::Labelled { occlusion: if share < 0.4 { 2 } else { 1 } };
        }
        if self.num_returns == 0 {
            return Verdict::DontCare;
        }
        Verdict::Labelled { occlusion: 0 }
    }
}

/// The labels of a frame: labelled objects in the order given, then DontCare areas.
///
/// A box is drawn of every object that has a class, whether or not it is labelled: what `rng` gives does not depend
/// on what is in sight.
pub(crate) fn labels(
    objects: &[Object],
    sightings: &[Sighting],
    calibration: &Calibration,
    rng: &mut SceneRng,
) -> Vec<Label> {
    let mut labels: Vec<Label> = objects
        .iter()
        .zip(sightings)
        .filter_map(|(object, sighting)| {
            let class = object.class()?;
            let drawn = annotated(&object.bounds, class, rng);
            label(class, &drawn, sighting, calibration)
        })
        .collect();
    labels.sort_by_key(|label| label.is_kind(DONT_CARE));
    labels
}

fn label(
    class: Class,
    drawn: &Box3d,
    sighting: &Sighting,
    calibration: &Calibration,
) -> Option<Label> {
    let rect = project_box(drawn, calibration, ImageSize::default())?;
    match sighting.verdict(drawn.center.coords.xy().norm()) {
        Verdict::Unseen => None,
        Verdict::DontCare => Some(dont_care(rect)),
        Verdict::Labelled { occlusion } => {
            let camera_box = calibration.camera_box_from_lidar(drawn);
            Some(Label {
                kind: class.kitti_name().to_owned(),
                truncation: truncation(&camera_box, &rect, calibration),
                occlusion,
                alpha: alpha_of(&camera_box),
                rect,
                camera_box,
                score: None,
                text: RowText::default(),
            })
        }
    }
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
    let pixels = camera_box.corners().map(|mut corner| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        calibration::kitti_like,
        placement::Placement,
        random::{Purpose, stream},
        test_bodies::car,
    };

    fn car_at(x: f64, y: f64) -> Object {
        Object::new(car(), Placement { x, y, yaw: 0. }, -1.73)
    }

    fn seen(alone: u32, visible: u32, num_returns: u32) -> Sighting {
        Sighting { alone, visible, behind_scenery: 0, num_returns }
    }

    fn rng() -> SceneRng {
        stream(1, 0, Purpose::Annotation)
    }

    fn labels_of(object: Object, sighting: Sighting) -> Vec<Label> {
        labels(&[object], &[sighting], &kitti_like(1.73), &mut rng())
    }

    #[test]
    fn occlusion_follows_the_visible_share_of_beams() {
        for (visible, expected) in [(100, 0), (80, 0), (79, 1), (40, 1), (39, 2), (5, 2), (4, 3)] {
            let labels = labels_of(car_at(20., 0.), seen(100, visible, 3));
            assert_eq!(labels[0].occlusion, expected, "{visible} of 100");
            assert_eq!(labels[0].kind, "Car");
        }
    }

    #[test]
    fn no_object_is_labelled_without_a_return_unless_it_is_occluded() {
        let kind = |sighting| labels_of(car_at(60., 0.), sighting).pop().map(|label| label.kind);
        assert_eq!(kind(seen(9, 9, 0)).as_deref(), Some("DontCare"));
        assert_eq!(kind(seen(9, 9, 1)).as_deref(), Some("Car"));
        assert_eq!(kind(seen(9, 3, 0)).as_deref(), Some("Car"));
        assert_eq!(kind(seen(0, 0, 0)).as_deref(), Some("DontCare"), "between the beams");
    }

    #[test]
    fn what_is_hidden_by_scenery_is_unknown_and_what_is_far_is_dont_care() {
        let hidden = |behind_scenery, visible| {
            let sighting = Sighting { behind_scenery, ..seen(100, visible, 0) };
            labels_of(car_at(20., 0.), sighting).pop()
        };
        assert_eq!(hidden(0, 0).map(|label| label.occlusion), Some(3), "behind other cars");
        let far = labels_of(car_at(40., 0.), seen(100, 0, 0)).pop();
        assert_eq!(far.map(|label| label.kind).as_deref(), Some("DontCare"), "far behind them");
        assert_eq!(hidden(100, 0), None);
        assert_eq!(hidden(97, 3).map(|label| label.kind).as_deref(), Some("DontCare"));
        assert_eq!(labels_of(car_at(20., 40.), seen(9, 9, 9)), [], "beside the image");
        assert_eq!(labels_of(car_at(75., 0.), seen(9, 0, 0)), []);
        let row = labels_of(car_at(75., 0.), seen(9, 9, 9))[0].to_string();
        assert!(row.starts_with("DontCare -1 -1 -10 "), "{row}");
        assert!(row.ends_with(" -1 -1 -1 -1000 -1000 -1000 -10"), "{row}");
    }

    #[test]
    fn truncation_is_none_in_the_middle_half_at_the_border_and_most_beside_the_camera() {
        let truncation_at = |x, y| labels_of(car_at(x, y), seen(9, 9, 9))[0].truncation;
        assert!(truncation_at(20., 0.) < 1e-9);
        let at_the_border = truncation_at(12., 9.6);
        assert!((0.2..0.8).contains(&at_the_border), "{at_the_border}");
        let beside = truncation_at(2.2, 2.5);
        assert!(beside > at_the_border, "{beside}");
    }

    #[test]
    fn dont_care_rows_come_last() {
        let objects = [car_at(75., 0.), car_at(20., 0.)];
        let labels = labels(&objects, &[seen(9, 9, 9); 2], &kitti_like(1.73), &mut rng());
        let kinds: Vec<&str> = labels.iter().map(|label| label.kind.as_str()).collect();
        assert_eq!(kinds, ["Car", "DontCare"]);
    }
}
