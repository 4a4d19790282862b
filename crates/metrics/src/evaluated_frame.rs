//! One frame with the verdict on every object and every detection.

use voxelnet_scene::{Box3d, bev_iou, iou_3d};

use crate::kitti_rules::verdict::{DetectionVerdict, ObjectVerdict};

/// The labelled objects and the detections of a frame.
///
/// The verdicts are those in 3D at the strict overlap of each class and the hard level, which holds all
/// objects that an evaluation asks for; see [`Rules::judge`](crate::kitti_rules::rules::Rules::judge).
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluatedFrame {
    /// Its name.
    pub name: String,
    /// Labelled boxes in the order of their file, all but DontCare areas.
    pub objects: Vec<EvaluatedObject>,
    /// Detections in the order of their file, but for those without a score.
    pub detections: Vec<EvaluatedDetection>,
}

/// A labelled object.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluatedObject {
    /// The class as reports write it; other types as the file does.
    pub class: String,
    /// The type as the label file writes it, under the names of the configuration.
    pub kind: String,
    /// In the frame of the scan.
    pub box3d: Box3d,
    /// From the sensor along the ground, metres.
    pub distance_m: f64,
    /// Points of the whole scan inside the box.
    pub num_points: usize,
    /// Occlusion as in its label.
    pub occlusion: i32,
    /// The verdict on it.
    pub verdict: ObjectVerdict,
    /// The detection of its class that overlaps it most, if any overlaps it.
    pub closest: Option<ClosestDetection>,
    /// Whether it is of a class of the network.
    pub is_learned: bool,
    /// Whether its centre is where the network looks.
    pub is_in_grid: bool,
}

/// A detection.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluatedDetection {
    /// The class as reports write it; other types as the file does.
    pub class: String,
    /// The type as the result file writes it, under the names of the configuration.
    pub kind: String,
    /// In the frame of the scan.
    pub box3d: Box3d,
    /// From the sensor along the ground, metres.
    pub distance_m: f64,
    /// Points of the whole scan inside the box.
    pub num_points: usize,
    /// Its score.
    pub score: f64,
    /// The verdict on it.
    pub verdict: DetectionVerdict,
    /// Whether it is a false positive on the background, where nothing stands that it could mean; see
    /// [`BACKGROUND_IOU`](crate::background::BACKGROUND_IOU).
    pub is_background: bool,
    /// The largest overlap in space with a labelled object of its class.
    pub iou_3d: f64,
}

/// The detection that overlaps an object most, seen from above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClosestDetection {
    /// Its score.
    pub score: f64,
    /// Overlap of the boxes seen from above.
    pub bev_iou: f64,
    /// Overlap of the boxes in space.
    pub iou_3d: f64,
}

impl ClosestDetection {
    /// The one among the detections of a class.
    pub(crate) fn of(
        class: &str,
        box3d: &Box3d,
        detections: &[EvaluatedDetection],
    ) -> Option<Self> {
        let same_class = detections.iter().filter(|detection| detection.class == class);
        let overlaps = same_class.map(|detection| Self {
            score: detection.score,
            bev_iou: bev_iou(box3d, &detection.box3d),
            iou_3d: iou_3d(box3d, &detection.box3d),
        });
        let overlaps = overlaps.filter(|closest| closest.bev_iou > 0.);
        overlaps.max_by(|a, b| a.bev_iou.total_cmp(&b.bev_iou))
    }
}

impl EvaluatedFrame {
    /// The frame as if there were no detections below a score.
    ///
    /// The verdict on a detection depends on none with a lower score, so that the others keep theirs. Objects
    /// that a dropped detection finds are missed.
    #[must_use]
    pub fn kept_from(&self, min_score: f64) -> Self {
        let Self { name, objects, detections } = self.clone();
        let detections: Vec<_> =
            detections.into_iter().filter(|detection| detection.score >= min_score).collect();
        let objects = objects.into_iter().map(|object| EvaluatedObject {
            closest: ClosestDetection::of(&object.class, &object.box3d, &detections),
            verdict: object.verdict.kept_from(min_score),
            ..object
        });
        Self { name, objects: objects.collect(), detections }
    }
}
