//! Evaluated frames for tests, those of the crate `report` too.

use nalgebra::Point3;
use voxelnet_metrics::{
    DetectionVerdict, EvaluatedDetection, EvaluatedFrame, EvaluatedObject, ObjectVerdict,
};
use voxelnet_scene::{Box3d, BoxSize};

/// A car 20 m ahead.
fn car() -> Box3d {
    Box3d::new(Point3::new(20., 0., -1.), BoxSize { length: 4., width: 1.6, height: 1.5 }, 0.)
}

/// A labelled car with 50 points where the network looks.
pub(crate) fn object(verdict: ObjectVerdict) -> EvaluatedObject {
    EvaluatedObject {
        class: "car".into(),
        kind: "Car".into(),
        box3d: car(),
        distance_m: 20.,
        num_points: 50,
        occlusion: 0,
        verdict,
        closest: None,
        is_learned: true,
        is_in_grid: true,
    }
}

/// A detected car.
pub(crate) fn detection(score: f64, verdict: DetectionVerdict) -> EvaluatedDetection {
    EvaluatedDetection {
        class: "car".into(),
        kind: "Car".into(),
        box3d: car(),
        distance_m: 20.,
        num_points: 50,
        score,
        verdict,
        is_background: false,
        iou_3d: 0.,
    }
}

/// A frame of such rows.
pub(crate) fn frame(
    name: &str,
    objects: Vec<EvaluatedObject>,
    detections: Vec<EvaluatedDetection>,
) -> EvaluatedFrame {
    EvaluatedFrame { name: name.to_owned(), objects, detections }
}
