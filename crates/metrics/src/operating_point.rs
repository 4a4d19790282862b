//! What a class gives at a threshold.

use crate::best_f1::ClassScores;
use crate::evaluated_frame::EvaluatedFrame;

/// The objects that a class finds and the false positives that it makes from a score on.
///
/// The verdicts are those of [`EvaluatedFrame`]: in 3D at the strict overlap and the hard level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassOperation {
    /// Detections below are left out.
    pub min_score: f64,
    /// Objects that must be found.
    pub num_objects: usize,
    /// Objects that are found.
    pub num_found: usize,
    /// Detections that find none.
    pub num_false: usize,
    /// Frames in all.
    pub num_frames: usize,
}

impl ClassOperation {
    /// The operation of a class, under the name that reports give it, in some frames.
    pub fn of(frames: &[EvaluatedFrame], class: &str, min_score: f64) -> Self {
        Self::at(&ClassScores::of(frames, class, 0), min_score, frames.len())
    }

    /// The same from the scores of a class in so many frames.
    pub fn at(scores: &ClassScores, min_score: f64, num_frames: usize) -> Self {
        let count = |scores: &[f64]| scores.iter().filter(|&&score| score >= min_score).count();
        Self {
            min_score,
            num_objects: scores.num_objects,
            num_found: count(&scores.true_positives),
            num_false: count(&scores.false_positives),
            num_frames,
        }
    }

    /// The share of the objects that are found; none without objects.
    pub fn recall(&self) -> Option<f64> {
        share(self.num_found, self.num_objects)
    }

    /// The share of the detections that find an object; none without detections.
    pub fn precision(&self) -> Option<f64> {
        share(self.num_found, self.num_found + self.num_false)
    }

    /// False positives for each frame; none without frames.
    pub fn false_per_frame(&self) -> Option<f64> {
        share(self.num_false, self.num_frames)
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_below_the_threshold_is_missed_and_not_false() {
        let scores = ClassScores {
            true_positives: vec![0.9, 0.6, 0.3],
            false_positives: vec![0.5, 0.2],
            num_objects: 4,
        };
        let at = ClassOperation::at(&scores, 0.5, 10);
        assert_eq!((at.num_found, at.num_false), (2, 1));
        assert_eq!((at.recall(), at.false_per_frame()), (Some(0.5), Some(0.1)));
        assert_eq!(at.precision(), Some(2. / 3.));
        let nothing = ClassOperation::at(&ClassScores::default(), 0.5, 0);
        assert_eq!((nothing.recall(), nothing.precision()), (None, None));
        assert_eq!(nothing.false_per_frame(), None);
    }
}
