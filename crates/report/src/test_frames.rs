//! Judged frames for tests.

use nalgebra::Point3;
use voxelnet_dataset::{
    DetectionFate, JudgedDetection, JudgedFrame, JudgedObject, ObjectFate, SeenBox,
};
use voxelnet_scene::{Box3d, BoxSize};

use crate::scores::ScoreScale;

/// The scale of scores from 0 to 1.
pub(crate) const UNIT_SCALE: ScoreScale =
    ScoreScale { low: 0., high: 1., num_below: 0, num_above: 0 };

/// A car 20 m ahead with 50 points.
fn car() -> SeenBox {
    let size = BoxSize { length: 4., width: 1.6, height: 1.5 };
    SeenBox {
        class: "car".into(),
        box3d: Box3d::new(Point3::new(20., 0., -1.), size, 0.),
        distance_m: 20.,
        num_points: 50,
    }
}

/// A labelled car where the network looks.
pub(crate) fn object(fate: ObjectFate) -> JudgedObject {
    JudgedObject { seen: car(), fate, closest: None, is_in_grid: true }
}

/// A detected car.
pub(crate) fn detection(score: f64, fate: DetectionFate) -> JudgedDetection {
    JudgedDetection { seen: car(), score, fate, iou_3d: 0. }
}

pub(crate) fn frame(
    name: &str,
    objects: Vec<JudgedObject>,
    detections: Vec<JudgedDetection>,
) -> JudgedFrame {
    JudgedFrame { frame: name.to_owned(), objects, detections }
}
