//! The score from which detections are best kept.

use crate::evaluated_frame::EvaluatedFrame;
use crate::kitti_rules::verdict::{DetectionVerdict, ObjectVerdict};

/// The scores of the true and the false positives of a class, and how many objects there were to find.
///
/// ```
/// use voxelnet_metrics::ClassScores;
///
/// let (true_positives, false_positives) = (vec![0.9, 0.6, 0.3], vec![0.5, 0.4, 0.35]);
/// let scores = ClassScores { true_positives, false_positives, num_objects: 4 };
/// // From 0.6 on two of four are found, and none is a false positive.
/// let best = scores.best_f1().unwrap();
/// assert_eq!((best.score, best.precision, best.recall), (0.6, 1., 0.5));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassScores {
    /// Scores of detections that find an object.
    pub true_positives: Vec<f64>,
    /// Scores of detections that find none.
    pub false_positives: Vec<f64>,
    /// Objects that must be found.
    pub num_objects: usize,
}

impl ClassScores {
    /// The scores of a class, under the name that reports give it, in some frames.
    ///
    /// Objects with fewer than `min_points` points are left out, and so are the detections that find them.
    /// False positives count whatever their points.
    pub fn of(frames: &[EvaluatedFrame], class: &str, min_points: usize) -> Self {
        let mut scores = Self::default();
        let objects = frames.iter().flat_map(|frame| &frame.objects);
        for object in objects.filter(|of| of.class == class && of.num_points >= min_points) {
            match object.verdict {
                ObjectVerdict::Found { score } => scores.true_positives.push(score),
                ObjectVerdict::Missed => {}
                ObjectVerdict::Ignored => continue,
            }
            scores.num_objects += 1;
        }
        let detections = frames.iter().flat_map(|frame| &frame.detections);
        let false_positives = detections
            .filter(|of| of.class == class && of.verdict == DetectionVerdict::FalsePositive);
        scores.false_positives = false_positives.map(|of| of.score).collect();
        scores
    }

    /// The same detections with other scores.
    pub fn mapped(&self, shown: impl Fn(f64) -> f64) -> Self {
        let all = |scores: &[f64]| scores.iter().map(|&score| shown(score)).collect();
        Self {
            true_positives: all(&self.true_positives),
            false_positives: all(&self.false_positives),
            num_objects: self.num_objects,
        }
    }

    /// All detections with whether they are true positives, in no order.
    pub(crate) fn judged(&self) -> Vec<JudgedScore> {
        let judged = |scores: &[f64], is_right| -> Vec<JudgedScore> {
            scores.iter().map(|&score| JudgedScore { score, is_right }).collect()
        };
        [judged(&self.true_positives, true), judged(&self.false_positives, false)].concat()
    }

    /// The operating points at each score, from the highest down.
    pub(crate) fn points(&self) -> Vec<OperatingPoint> {
        let mut all = self.judged();
        all.sort_by(|a, b| b.score.total_cmp(&a.score));
        let (mut num_true, mut num_kept) = (0, 0);
        let same_scores = all.chunk_by(|a, b| a.score == b.score);
        same_scores
            .map(|same_score| {
                num_true += same_score.iter().filter(|of| of.is_right).count();
                num_kept += same_score.len();
                OperatingPoint {
                    score: same_score[0].score,
                    precision: num_true as f64 / num_kept as f64,
                    recall: num_true as f64 / self.num_objects.max(1) as f64,
                    num_false: num_kept - num_true,
                }
            })
            .collect()
    }

    /// The operating point with the highest F1, of several the one with the highest score; none when nothing
    /// is found.
    pub fn best_f1(&self) -> Option<OperatingPoint> {
        let mut best: Option<OperatingPoint> = None;
        for point in self.points().into_iter().filter(|point| point.recall > 0.) {
            if best.is_none_or(|best| point.f1() > best.f1()) {
                best = Some(point);
            }
        }
        best
    }
}

/// The score of a detection, and whether it is a true positive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JudgedScore {
    pub(crate) score: f64,
    pub(crate) is_right: bool,
}

/// The precision and recall of the detections from a score on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OperatingPoint {
    /// The lowest score that is kept.
    pub score: f64,
    /// Share of the kept detections that find an object.
    pub precision: f64,
    /// Share of the objects that they find.
    pub recall: f64,
    /// Kept detections that find none.
    pub num_false: usize,
}

impl OperatingPoint {
    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        2. * self.precision * self.recall / (self.precision + self.recall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_frames::{detection, frame, object};

    #[test]
    fn what_is_not_counted_is_in_neither_list() {
        use DetectionVerdict::{FalsePositive, TruePositive};
        use ObjectVerdict::{Found, Missed};
        let found = [
            (0.9, TruePositive),
            (0.8, FalsePositive),
            (0.7, DetectionVerdict::Ignored),
            (0.6, TruePositive),
        ];
        let detections = found.map(|(score, verdict)| detection(score, verdict)).to_vec();
        let verdicts = [Found { score: 0.9 }, ObjectVerdict::Ignored, Missed, Found { score: 0.6 }];
        let objects = verdicts.map(object).to_vec();
        let frames = [frame("000000", objects, detections)];
        let expected = ClassScores {
            true_positives: vec![0.9, 0.6],
            false_positives: vec![0.8],
            num_objects: 3,
        };
        assert_eq!(ClassScores::of(&frames, "car", 0), expected);
        assert_eq!(ClassScores::of(&frames, "cyclist", 0), ClassScores::default());
    }

    fn best(true_positives: &[f64], false_positives: &[f64], num: usize) -> Option<OperatingPoint> {
        let [true_positives, false_positives] =
            [true_positives, false_positives].map(<[f64]>::to_vec);
        ClassScores { true_positives, false_positives, num_objects: num }.best_f1()
    }

    #[test]
    fn the_best_score_weighs_found_against_false() {
        // From 0.6 on two of four are found and none is false: F1 2/3. From 0.3 on three are found, and
        // three are false: F1 3/5.
        let best = best(&[0.9, 0.3, 0.6], &[0.5, 0.4, 0.35], 4);
        let expected = OperatingPoint { score: 0.6, precision: 1., recall: 0.5, num_false: 0 };
        assert_eq!(best, Some(expected));
        assert!((expected.f1() - 2. / 3.).abs() < 1e-12);
    }

    #[test]
    fn detections_of_one_score_are_kept_or_dropped_together() {
        let best = best(&[0.5, 0.5], &[0.5, 0.5], 2);
        assert_eq!(
            best,
            Some(OperatingPoint { score: 0.5, precision: 0.5, recall: 1., num_false: 2 })
        );
    }

    #[test]
    fn without_a_true_positive_there_is_no_best_score() {
        assert_eq!(best(&[], &[0.9], 3), None);
        assert_eq!(best(&[], &[], 0), None);
    }
}
