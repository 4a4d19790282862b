//! The score from which detections are best kept.

use crate::scores::ClassScores;

/// What detections from a score on achieve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OperatingPoint {
    pub(crate) score: f64,
    /// Share of them that find an object.
    pub(crate) precision: f64,
    /// Share of the objects that they find.
    pub(crate) recall: f64,
}

impl OperatingPoint {
    /// The harmonic mean of precision and recall.
    pub(crate) fn f1(&self) -> f64 {
        2. * self.precision * self.recall / (self.precision + self.recall)
    }

    /// The point with the highest F1, of several the one with the highest score; none when nothing is
    /// found.
    pub(crate) fn best(scores: &ClassScores) -> Option<Self> {
        let judged = |scores: &[f64], is_right| -> Vec<(f64, bool)> {
            scores.iter().map(|&score| (score, is_right)).collect()
        };
        let mut all = judged(&scores.right, true);
        all.extend(judged(&scores.wrong, false));
        all.sort_by(|a, b| b.0.total_cmp(&a.0));

        let (mut num_right, mut num_kept) = (0, 0);
        let mut best: Option<Self> = None;
        for same_score in all.chunk_by(|a, b| a.0 == b.0) {
            num_right += same_score.iter().filter(|(_, is_right)| *is_right).count();
            num_kept += same_score.len();
            if num_right == 0 {
                continue;
            }
            let point = Self {
                score: same_score[0].0,
                precision: num_right as f64 / num_kept as f64,
                recall: num_right as f64 / scores.num_objects as f64,
            };
            if best.is_none_or(|best| point.f1() > best.f1()) {
                best = Some(point);
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(right: &[f64], wrong: &[f64], num_objects: usize) -> ClassScores {
        ClassScores { right: right.to_vec(), wrong: wrong.to_vec(), num_objects }
    }

    #[test]
    fn the_best_score_weighs_found_against_false() {
        // From 0.6 on two of four are found and none is false: F1 2/3. From 0.3 on three are found, and
        // three are false: F1 3/5.
        let best = OperatingPoint::best(&scores(&[0.9, 0.3, 0.6], &[0.5, 0.4, 0.35], 4));
        let expected = OperatingPoint { score: 0.6, precision: 1., recall: 0.5 };
        assert_eq!(best, Some(expected));
        assert!((expected.f1() - 2. / 3.).abs() < 1e-12);
    }

    #[test]
    fn detections_of_one_score_are_kept_or_dropped_together() {
        let best = OperatingPoint::best(&scores(&[0.5, 0.5], &[0.5, 0.5], 2));
        assert_eq!(best, Some(OperatingPoint { score: 0.5, precision: 0.5, recall: 1. }));
    }

    #[test]
    fn without_a_right_detection_there_is_no_best_score() {
        assert_eq!(OperatingPoint::best(&scores(&[], &[0.9], 3)), None);
        assert_eq!(OperatingPoint::best(&scores(&[], &[], 0)), None);
    }
}
