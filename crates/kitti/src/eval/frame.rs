//! The rows of one frame in the roles they can play.

use super::class::{EvaluatedClass, Role};
use crate::{CameraBox, Label, Rect};

/// What the evaluation needs of a row.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) role: Role,
    pub(super) truncation: f64,
    pub(super) occlusion: i32,
    pub(super) alpha: f64,
    pub(super) rect: Rect,
    pub(super) camera_box: CameraBox,
    /// From the camera along the ground, metres.
    pub(super) distance: f64,
    /// Of the scan inside the box; counted for labels of data without images only.
    pub(super) num_points: usize,
}

impl Row {
    pub(super) fn new(label: &Label, classes: &[EvaluatedClass]) -> Self {
        Self {
            role: Role::of(&label.kind, classes),
            truncation: label.truncation,
            occlusion: label.occlusion,
            alpha: label.alpha,
            rect: label.rect,
            camera_box: label.camera_box,
            distance: label.camera_box.bottom_center.x.hypot(label.camera_box.bottom_center.z),
            num_points: 0,
        }
    }
}

/// One frame's rows, in file order within each list: matching depends on it.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// Objects of evaluated classes and their neighbours.
    pub(super) truths: Vec<Row>,
    /// DontCare areas.
    pub(super) dont_cares: Vec<Row>,
    /// Detections of any type: even one of no evaluated class can absorb an object when it is small.
    pub(super) detections: Vec<Row>,
    /// Of each detection.
    pub(super) scores: Vec<f64>,
    /// The detections from the highest score to the lowest, equal ones in file order.
    pub(super) by_score: Vec<usize>,
}

impl Frame {
    /// Detections without a finite score are left out (official KITTI rules, 1 and 9). `num_points`
    /// is that of each label, or empty.
    pub(super) fn new(
        labels: &[Label],
        num_points: &[usize],
        detections: &[Label],
        classes: &[EvaluatedClass],
    ) -> Self {
        let (mut truths, mut dont_cares) = (Vec::new(), Vec::new());
        for (i, label) in labels.iter().enumerate() {
            let num_points = num_points.get(i).copied().unwrap_or(0);
            let row = Row { num_points, ..Row::new(label, classes) };
            match row.role {
                Role::Member(_) | Role::Neighbour(_) => truths.push(row),
                Role::DontCare => dont_cares.push(row),
                Role::Unrelated => {}
            }
        }
        let (scores, detections): (Vec<f64>, Vec<Row>) = detections
            .iter()
            .filter_map(|label| {
                let score = label.score.filter(|score| score.is_finite())?;
                Some((score, Row::new(label, classes)))
            })
            .unzip();
        let mut by_score: Vec<usize> = (0..scores.len()).collect();
        by_score.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        Self { truths, dont_cares, detections, scores, by_score }
    }
}
