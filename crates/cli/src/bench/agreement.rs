//! Whether two engines find the same objects.

use serde::Serialize;
use voxelnet_detection::Detection;
use voxelnet_scene::bev_iou;

/// Scores that are this near are equal.
const SCORE: f64 = 2e-3;

/// Boxes that overlap so much are equal.
const OVERLAP: f64 = 0.99;

/// The detections of an engine beside those of the reference, over all scans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// Candidates before suppression, in the scan with the fewest.
    pub least_candidates: usize,
    /// Detections after suppression, in the scan with the fewest.
    pub least_detections: usize,
    /// Detections after suppression, of all scans.
    pub detections: usize,
    /// Detections that the reference finds too: same class, scores within 0.002, overlap seen from above
    /// 0.99.
    pub same: usize,
    /// Detections of the reference that are not found.
    pub missing: usize,
    #[serde(skip)]
    num_scans: usize,
}

impl Agreement {
    /// Adds what was found in a scan.
    pub fn add(&mut self, num_candidates: usize, found: &[Detection], reference: &[Detection]) {
        let least =
            |least: usize, number| if self.num_scans == 0 { number } else { least.min(number) };
        self.least_candidates = least(self.least_candidates, num_candidates);
        self.least_detections = least(self.least_detections, found.len());
        self.num_scans += 1;
        self.detections += found.len();
        self.same += found.iter().filter(|detection| is_among(detection, reference)).count();
        self.missing += reference.iter().filter(|detection| !is_among(detection, found)).count();
    }
}

fn is_among(detection: &Detection, others: &[Detection]) -> bool {
    others.iter().any(|other| {
        detection.class == other.class
            && (detection.score - other.score).abs() <= SCORE
            && bev_iou(&detection.box3d, &other.box3d) >= OVERLAP
    })
}

#[cfg(test)]
mod tests {
    use voxelnet_scene::{Box3d, BoxSize};

    use super::*;

    fn detection(x: f64, score: f64) -> Detection {
        let size = BoxSize { length: 4., width: 2., height: 1.5 };
        Detection {
            class: 0,
            score,
            raw_score: None,
            box3d: Box3d::new([x, 0., 0.].into(), size, 0.),
        }
    }

    #[test]
    fn detections_are_the_same_when_class_score_and_box_are() {
        let reference = [detection(0., 0.9), detection(10., 0.8), detection(20., 0.7)];
        let found = [detection(0.001, 0.901), detection(10.5, 0.8), detection(20., 0.69)];
        let mut agreement = Agreement::default();
        agreement.add(7, &found, &reference);
        agreement.add(5, &reference, &reference);
        let expected = Agreement {
            least_candidates: 5,
            least_detections: 3,
            detections: 6,
            same: 4,
            missing: 2,
            num_scans: 2,
        };
        assert_eq!(agreement, expected);
    }
}
