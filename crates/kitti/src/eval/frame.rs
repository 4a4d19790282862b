//! The rows of one frame in the roles they can play.

use super::class::Role;
use crate::Label;

/// A row and what its type name means.
pub(super) struct Row {
    pub(super) role: Role,
    pub(super) label: Label,
}

impl Row {
    pub(super) fn new(label: Label) -> Self {
        Self { role: Role::of(&label.kind), label }
    }
}

/// One frame's rows, in file order within each list: matching depends on it.
pub(super) struct Frame {
    /// Objects of evaluated classes and their neighbours.
    pub(super) truths: Vec<Row>,
    /// DontCare areas.
    pub(super) dont_cares: Vec<Label>,
    /// Detections of any type: even one of no evaluated class can absorb an object when it is small.
    pub(super) detections: Vec<Row>,
    /// Of each detection.
    pub(super) scores: Vec<f64>,
}

impl Frame {
    /// Detections without a finite score are left out (official KITTI rules, 1 and 9).
    pub(super) fn new(labels: &[Label], detections: &[Label]) -> Self {
        let (mut truths, mut dont_cares) = (Vec::new(), Vec::new());
        for label in labels {
            let row = Row::new(label.clone());
            match row.role {
                Role::Member(_) | Role::Neighbour(_) => truths.push(row),
                Role::DontCare => dont_cares.push(row.label),
                Role::Unrelated => {}
            }
        }
        let (scores, detections) = detections
            .iter()
            .filter_map(|label| {
                Some((label.score.filter(|score| score.is_finite())?, Row::new(label.clone())))
            })
            .unzip();
        Self { truths, dont_cares, detections, scores }
    }
}
