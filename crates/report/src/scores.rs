//! The scores of detections, and what is right and false at each.

use voxelnet_dataset::{DetectionFate, JudgedFrame, ObjectFate};

/// From the lowest to the highest score that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ScoreScale {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl ScoreScale {
    /// From 0 to 1 where all scores lie there, as those of networks do; else from the lowest to the
    /// highest.
    pub(crate) fn of(frames: &[JudgedFrame]) -> Self {
        let scores = frames.iter().flat_map(|frame| &frame.detections).map(|found| found.score);
        let (low, high) = scores.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), score| {
            (low.min(score), high.max(score))
        });
        if low >= 0. && high <= 1. || low >= high {
            Self { low: 0., high: 1. }
        } else {
            Self { low, high }
        }
    }

    /// Where a score lies, from 0 to 1.
    pub(crate) fn position(self, score: f64) -> f64 {
        // Halves, as the whole range may be too large for a number.
        let range = self.high / 2. - self.low / 2.;
        ((score / 2. - self.low / 2.) / range).clamp(0., 1.)
    }
}

/// The counted detections of a class, and how many objects there were to find.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ClassScores {
    /// Of detections that find an object.
    pub(crate) right: Vec<f64>,
    /// Of those that find none.
    pub(crate) wrong: Vec<f64>,
    pub(crate) num_objects: usize,
}

impl ClassScores {
    pub(crate) fn of(frames: &[JudgedFrame], class: &str) -> Self {
        let detections = frames.iter().flat_map(|frame| &frame.detections);
        let of_class = detections.filter(|found| found.seen.class == class);
        let scores = |fate| {
            let chosen = of_class.clone().filter(|found| found.fate == fate);
            chosen.map(|found| found.score).collect()
        };
        let objects = frames.iter().flat_map(|frame| &frame.objects);
        let asked = objects
            .filter(|object| object.seen.class == class && object.fate != ObjectFate::NotAsked);
        Self {
            right: scores(DetectionFate::Right),
            wrong: scores(DetectionFate::False),
            num_objects: asked.count(),
        }
    }
}

/// How many scores lie in each of `N` equal parts of the scale.
pub(crate) fn histogram<const N: usize>(scores: &[f64], scale: ScoreScale) -> [usize; N] {
    let mut counts = [0; N];
    for &score in scores {
        let bin = (scale.position(score) * N as f64) as usize;
        counts[bin.min(N - 1)] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_frames::{detection, frame, object};

    fn scale_of(scores: &[f64]) -> ScoreScale {
        let detections = scores.iter().map(|&score| detection(score, DetectionFate::False));
        ScoreScale::of(&[frame("000000", vec![], detections.collect())])
    }

    #[test]
    fn the_scale_is_0_to_1_unless_scores_lie_elsewhere() {
        for scores in [&[][..], &[0.3], &[0., 1.], &[0.2, 0.7], &[7.]] {
            assert_eq!(scale_of(scores), ScoreScale { low: 0., high: 1. }, "{scores:?}");
        }
        assert_eq!(scale_of(&[-3., 5., 0.5]), ScoreScale { low: -3., high: 5. });
        let wide = scale_of(&[f64::MIN, f64::MAX]);
        assert_eq!([f64::MIN, 0., f64::MAX].map(|score| wide.position(score)), [0., 0.5, 1.]);
    }

    #[test]
    fn a_bin_holds_its_lower_end_and_the_last_one_both() {
        let scale = ScoreScale { low: 0., high: 1. };
        let counts: [usize; 20] = histogram(&[0., 0.049, 0.05, 0.5, 0.99, 1.], scale);
        let expected = [(0, 2), (1, 1), (10, 1), (19, 2)];
        assert!(expected.iter().all(|&(bin, count)| counts[bin] == count), "{counts:?}");
        assert_eq!(counts.iter().sum::<usize>(), 6);
    }

    #[test]
    fn what_is_not_counted_is_in_neither_list() {
        use DetectionFate::{False, NotCounted, Right};
        let found = [(0.9, Right), (0.8, False), (0.7, NotCounted), (0.6, Right)];
        let detections = found.map(|(score, fate)| detection(score, fate)).to_vec();
        let fates = [ObjectFate::Found { score: 0.9 }, ObjectFate::NotAsked, ObjectFate::Missed];
        let frames = [frame("000000", fates.map(object).to_vec(), detections)];
        let expected = ClassScores { right: vec![0.9, 0.6], wrong: vec![0.8], num_objects: 2 };
        assert_eq!(ClassScores::of(&frames, "car"), expected);
        assert_eq!(ClassScores::of(&frames, "cyclist"), ClassScores::default());
    }
}
