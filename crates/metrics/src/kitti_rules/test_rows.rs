//! Rows for tests: cars 100 px wide and high, 10 m apart along x, told apart by their place.

use nalgebra::Point3;
use voxelnet_kitti::{CameraBox, Label, Rect, RowText};
use voxelnet_scene::BoxSize;

use super::class::EvaluatedClass;
use super::frame::{Frame, PointCounts};

/// A frame under the official rules.
pub(super) fn frame_of(labels: &[Label], detections: &[Label]) -> Frame {
    Frame::new(labels, detections, &PointCounts::default(), &EvaluatedClass::official())
}

/// A fully visible object at place 0, 1, ..; parts of a place overlap in image, ground and space alike.
pub(super) fn truth(kind: &str, place: f64) -> Label {
    let left = 200. * place;
    Label {
        kind: kind.to_owned(),
        truncation: 0.,
        occlusion: 0,
        alpha: 0.,
        rect: Rect { left, top: 100., right: left + 100., bottom: 200. },
        camera_box: CameraBox {
            bottom_center: Point3::new(8. * place, 1.7, 20.),
            size: BoxSize { length: 4., width: 1.6, height: 1.5 },
            rotation_y: 0.,
        },
        score: None,
        text: RowText::default(),
    }
}

/// A detection of the same shape: at distance d from a place its overlap there is (1 - 2d) / (1 + 2d).
pub(super) fn detection(kind: &str, place: f64, score: f64) -> Label {
    Label { truncation: -1., occlusion: -1, score: Some(score), ..truth(kind, place) }
}

/// The same row with a 2D box of 10 px height: small at every level.
pub(super) fn small(label: Label) -> Label {
    let rect = Rect { bottom: label.rect.top + 10., ..label.rect };
    Label { rect, ..label }
}

/// A DontCare row as official files write it, over the 2D box of a place.
pub(super) fn dont_care(place: f64) -> Label {
    let camera_box = CameraBox {
        bottom_center: Point3::new(-1000., -1000., -1000.),
        size: BoxSize { length: -1., width: -1., height: -1. },
        rotation_y: -10.,
    };
    Label { truncation: -1., occlusion: -1, alpha: -10., camera_box, ..truth("DontCare", place) }
}
