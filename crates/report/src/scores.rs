//! The scale of the scores of detections, and their counts along it.

use voxelnet_metrics::EvaluatedFrame;

/// The usual scores are squeezed when all of them together take so many times their room.
const SQUEEZED: f64 = 4.;
/// Scores at each end that may be absurd: one, and one more for so many scores.
const SCORES_PER_ABSURD: usize = 50;

/// From the lowest to the highest score that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ScoreScale {
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Scores below, which stand at the lower end.
    pub(crate) num_below: usize,
    /// Scores above, which stand at the upper end.
    pub(crate) num_above: usize,
}

impl ScoreScale {
    /// From 0 to 1 where all scores lie there, as those of networks do; else from the lowest to the
    /// highest. A few absurd scores, which would squeeze all others into a quarter of the scale, are
    /// left beyond its ends.
    pub(crate) fn of(frames: &[EvaluatedFrame]) -> Self {
        let scores = frames.iter().flat_map(|frame| &frame.detections).map(|found| found.score);
        let mut scores: Vec<f64> = scores.collect();
        scores.sort_by(f64::total_cmp);
        let shown = without_absurd(&scores);
        let (low, high) = match shown {
            [low, .., high] if (*low < 0. || *high > 1.) && low < high => (*low, *high),
            _ => (0., 1.),
        };
        Self {
            low,
            high,
            num_below: scores.iter().filter(|&&score| score < low).count(),
            num_above: scores.iter().filter(|&&score| score > high).count(),
        }
    }

    /// The score at a position from 0 to 1.
    pub(crate) fn score_at(self, position: f64) -> f64 {
        self.low * (1. - position) + self.high * position
    }

    /// The position of a score, from 0 to 1.
    pub(crate) fn position(self, score: f64) -> f64 {
        let range = half_range(self.low, self.high);
        (half_range(self.low, score) / range).clamp(0., 1.)
    }

    /// Whether it is that of networks.
    pub(crate) fn is_unit(self) -> bool {
        (self.low, self.high) == (0., 1.)
    }
}

/// Half of what lies between, as the whole may be too large for a number.
fn half_range(low: f64, high: f64) -> f64 {
    high / 2. - low / 2.
}

/// Sorted scores, but for a few at the ends when they squeeze the others.
fn without_absurd(scores: &[f64]) -> &[f64] {
    let most = 1 + scores.len() / SCORES_PER_ABSURD;
    let usual = scores.get(most..scores.len().saturating_sub(most)).unwrap_or_default();
    let ([first, .., last], [low, .., high]) = (scores, usual) else { return scores };
    let width = half_range(*low, *high);
    if width == 0. || width * SQUEEZED >= half_range(*first, *last) {
        return scores;
    }
    // Those that are near the usual ones belong to them.
    let from = scores.partition_point(|score| half_range(*score, *low) > width);
    let to = scores.partition_point(|score| half_range(*high, *score) <= width);
    &scores[from..to]
}

/// The number of scores in each of `N` equal parts of the scale.
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
    use voxelnet_metrics::DetectionVerdict;

    use super::*;
    use crate::test_frames::{detection, frame};

    fn scale_of(scores: &[f64]) -> ScoreScale {
        let detections =
            scores.iter().map(|&score| detection(score, DetectionVerdict::FalsePositive));
        ScoreScale::of(&[frame("000000", vec![], detections.collect())])
    }

    fn scale(low: f64, high: f64, [num_below, num_above]: [usize; 2]) -> ScoreScale {
        ScoreScale { low, high, num_below, num_above }
    }

    #[test]
    fn the_scale_is_0_to_1_unless_scores_lie_elsewhere() {
        for scores in [&[][..], &[0.3], &[0., 1.], &[0.2, 0.7]] {
            assert_eq!(scale_of(scores), scale(0., 1., [0, 0]), "{scores:?}");
        }
        assert_eq!(scale_of(&[7.]), scale(0., 1., [0, 1]));
        assert_eq!(scale_of(&[-3., 5., 0.5]), scale(-3., 5., [0, 0]));
        let wide = scale_of(&[f64::MIN, f64::MAX]);
        assert_eq!([f64::MIN, 0., f64::MAX].map(|score| wide.position(score)), [0., 0.5, 1.]);
    }

    #[test]
    fn a_few_absurd_scores_lie_beyond_the_scale_and_squeeze_nothing() {
        let usual: Vec<f64> = (0..100).map(|place| place as f64 / 100.).collect();
        for (absurd, beyond) in [
            (&[1e30][..], [0, 1]),
            (&[-5.], [1, 0]),
            (&[-1e6, 1e30], [1, 1]),
            (&[f64::MIN, f64::MAX], [1, 1]),
            (&[1e6, 1e7, 1e8], [0, 3]),
        ] {
            let scores = [&usual[..], absurd].concat();
            assert_eq!(scale_of(&scores), scale(0., 1., beyond), "{absurd:?}");
            assert_eq!(scale_of(&scores).position(absurd[0]), if beyond[0] > 0 { 0. } else { 1. });
        }
        // Scores of another range keep theirs, with what is near.
        let logits: Vec<f64> = usual.iter().map(|score| 20. * score - 10.).collect();
        let scores = [&logits[..], &[12., 1e30]].concat();
        assert_eq!(scale_of(&scores), scale(-10., 12., [0, 1]));
    }

    #[test]
    fn scores_that_are_many_or_not_far_away_are_not_absurd() {
        let usual: Vec<f64> = (0..100).map(|place| place as f64 / 100.).collect();
        assert_eq!(scale_of(&[&usual[..], &[-1.]].concat()), scale(-1., 0.99, [0, 0]));
        assert_eq!(scale_of(&[&usual[..], &[1e3; 10]].concat()), scale(0., 1e3, [0, 0]));
    }

    #[test]
    fn a_bin_holds_its_lower_end_and_the_last_one_both() {
        let scale = scale(0., 1., [0, 0]);
        let counts: [usize; 20] = histogram(&[0., 0.049, 0.05, 0.5, 0.99, 1.], scale);
        let expected = [(0, 2), (1, 1), (10, 1), (19, 2)];
        assert!(expected.iter().all(|&(bin, count)| counts[bin] == count), "{counts:?}");
        assert_eq!(counts.iter().sum::<usize>(), 6);
    }
}
