//! The rows of one frame in the roles they can play.

use voxelnet_kitti::{CameraBox, Label, Rect};

use super::class::{EvaluatedClass, Role};

/// The values of a row that the evaluation uses.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Among the labels or the detections of its frame.
    pub(super) place: usize,
    pub(super) role: Role,
    pub(super) truncation: f64,
    pub(super) occlusion: i32,
    pub(super) alpha: f64,
    pub(super) rect: Rect,
    pub(super) camera_box: CameraBox,
    /// Distance from the camera along the ground, metres.
    pub(super) distance: f64,
    /// Number of points of the scan inside the box, where they were counted.
    pub(super) num_points: Option<usize>,
}

impl Row {
    pub(super) fn new(label: &Label, classes: &[EvaluatedClass]) -> Self {
        Self {
            place: 0,
            role: Role::of(&label.kind, classes),
            truncation: label.truncation,
            occlusion: label.occlusion,
            alpha: label.alpha,
            rect: label.rect,
            camera_box: label.camera_box,
            distance: label.camera_box.bottom_center.x.hypot(label.camera_box.bottom_center.z),
            num_points: None,
        }
    }
}

/// The number of points of the scan in the box of each row of a frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PointCounts {
    /// One number for each label.
    pub labels: Vec<usize>,
    /// One for each detection, or none at all where nothing is asked about their points.
    pub detections: Vec<usize>,
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
    /// Score of each detection.
    pub(super) scores: Vec<f64>,
    /// The detections from the highest score to the lowest, equal ones in file order.
    pub(super) by_score: Vec<usize>,
}

impl Frame {
    /// Detections without a finite score are left out (official KITTI rules, 1 and 9). A list of
    /// counts that is empty means that nothing was counted.
    pub(super) fn new(
        labels: &[Label],
        detections: &[Label],
        counts: &PointCounts,
        classes: &[EvaluatedClass],
    ) -> Self {
        let (mut truths, mut dont_cares) = (Vec::new(), Vec::new());
        let row_at = |place: usize, label: &Label, counts: &[usize]| Row {
            place,
            num_points: counts.get(place).copied(),
            ..Row::new(label, classes)
        };
        for (place, label) in labels.iter().enumerate() {
            let row = row_at(place, label, &counts.labels);
            match row.role {
                Role::Member(_) | Role::Neighbour(_) => truths.push(row),
                Role::DontCare => dont_cares.push(row),
                Role::Unrelated => {}
            }
        }
        let (scores, detections): (Vec<f64>, Vec<Row>) = detections
            .iter()
            .enumerate()
            .filter_map(|(place, label)| {
                let score = label.score.filter(|score| score.is_finite())?;
                Some((score, row_at(place, label, &counts.detections)))
            })
            .unzip();
        let mut by_score: Vec<usize> = (0..scores.len()).collect();
        by_score.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        Self { truths, dont_cares, detections, scores, by_score }
    }

    /// Whether the points of all rows that matter are counted.
    pub(super) fn is_counted(&self) -> bool {
        self.truths.iter().chain(&self.detections).all(|row| row.num_points.is_some())
    }
}
