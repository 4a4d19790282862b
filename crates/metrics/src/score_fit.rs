//! Thresholds and calibration, fitted to judged detections.

use voxelnet_config::{Knot, ScoreMap};
use voxelnet_statistics::{Weighted, isotonic_blocks};

use crate::best_f1::{ClassScores, OperatingPoint};
use crate::calibration_error::reliability;

/// With fewer detections, or fewer right ones, the share that is right is not known well enough at any score.
const MIN_DETECTIONS: usize = 50;
const MIN_RIGHT: usize = 10;
/// Detections of a bin; and the most bins. Most detections have low scores, so that there must be many bins for some to
/// lie among the high ones; what a bin has by chance is pooled with its neighbours.
const BIN_DETECTIONS: usize = 20;
const MAX_BINS: usize = 300;
/// The least distance of two knots in either number: pieces of the map are neither flat nor upright.
const MIN_STEP: f64 = 1e-3;

/// The rule by which a threshold is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ThresholdRule {
    /// The highest F1.
    BestF1,
    /// The lowest score at which at least this share of the detections is right.
    Precision(f64),
    /// The lowest score at which a frame has at most so many false positives, in the mean.
    FalsePerFrame(f64),
}

impl ThresholdRule {
    /// The threshold of a class in so many frames; none where no score is right.
    pub fn choose(self, scores: &ClassScores, num_frames: usize) -> Option<OperatingPoint> {
        let right = || scores.points().into_iter().filter(|point| point.recall > 0.);
        match self {
            Self::BestF1 => scores.best_f1(),
            Self::Precision(least) => right().rfind(|point| point.precision >= least),
            Self::FalsePerFrame(most) => {
                let most = most * num_frames as f64;
                right().take_while(|point| point.num_false as f64 <= most).last()
            }
        }
    }
}

/// A strictly increasing map from the scores of a class to the share of detections that are right at them; none where
/// there are too few detections to tell.
///
/// Isotonic regression (Zadrozny and Elkan, 2002) of the shares in bins of equal count, each counted with half a right
/// and half a false detection more, so that no score is sure. The map is linear between the bins that are left.
///
/// ```
/// use voxelnet_metrics::{ClassScores, fit_score_map};
///
/// // At every score a third is right.
/// let true_positives: Vec<f64> = (1..=100).map(|number| f64::from(number) / 101.).collect();
/// let false_positives = [true_positives.clone(), true_positives.clone()].concat();
/// let scores = ClassScores { true_positives, false_positives, num_objects: 100 };
/// let map = fit_score_map(&scores).ok_or("too few")?;
/// assert!((map.apply(0.5) - 1. / 3.).abs() < 0.1);
/// # Ok::<(), &str>(())
/// ```
pub fn fit_score_map(scores: &ClassScores) -> Option<ScoreMap> {
    let num_right = scores.true_positives.len();
    let num_detections = num_right + scores.false_positives.len();
    if num_detections < MIN_DETECTIONS || num_right < MIN_RIGHT {
        return None;
    }
    let num_bins = (num_detections / BIN_DETECTIONS).min(MAX_BINS);
    let bins = reliability(scores, f64::NEG_INFINITY, num_bins);
    let shares: Vec<Weighted> = bins
        .iter()
        .map(|bin| {
            let weight = bin.count as f64 + 1.;
            Weighted { value: (bin.share_right * bin.count as f64 + 0.5) / weight, weight }
        })
        .collect();
    let mut rest = &bins[..];
    let mut blocks: Vec<Block> = Vec::new();
    for isotonic in isotonic_blocks(&shares) {
        let (own, others) = rest.split_at(isotonic.len);
        rest = others;
        let count: usize = own.iter().map(|bin| bin.count).sum();
        let sum: f64 = own.iter().map(|bin| bin.count as f64 * bin.mean_score).sum();
        let (weight, raw) = (isotonic.weight, sum / count as f64);
        let mut block = Block { weight, raw, calibrated: isotonic.value };
        while let Some(before) = blocks.pop_if(|before| before.is_near(&block)) {
            block = before.with(&block);
        }
        blocks.push(block);
    }
    let knot = |block: Block| Knot { raw: inside(block.raw), calibrated: inside(block.calibrated) };
    ScoreMap::new(blocks.into_iter().map(knot).collect()).ok()
}

/// Bins that make one knot.
#[derive(Clone, Copy)]
struct Block {
    weight: f64,
    raw: f64,
    calibrated: f64,
}

impl Block {
    /// Whether the piece of the map to the next block would be nearly flat or upright, also at the ends.
    fn is_near(&self, next: &Self) -> bool {
        let step = |from: f64, to: f64| inside(to) - inside(from);
        step(self.raw, next.raw) < MIN_STEP || step(self.calibrated, next.calibrated) < MIN_STEP
    }

    /// Both as one.
    fn with(self, next: &Self) -> Self {
        let weight = self.weight + next.weight;
        let mean = |own: f64, other: f64| (self.weight * own + next.weight * other) / weight;
        let calibrated = mean(self.calibrated, next.calibrated);
        Self { weight, raw: mean(self.raw, next.raw), calibrated }
    }
}

/// A number with six decimals, as configurations hold it, and not at the ends of the map.
fn inside(number: f64) -> f64 {
    ((number * 1e6).round() / 1e6).clamp(MIN_STEP, 1. - MIN_STEP)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calibration_error::CalibrationError;

    fn scores(true_positives: Vec<f64>, false_positives: Vec<f64>) -> ClassScores {
        let num_objects = true_positives.len() + 10;
        ClassScores { true_positives, false_positives, num_objects }
    }

    /// Detections of which the square of the score is right: the higher the surer, but less than they say.
    fn too_sure(count: usize) -> ClassScores {
        let (mut right, mut wrong) = (Vec::new(), Vec::new());
        let mut owed = 0.;
        for number in 0..count {
            let score = (number as f64 + 0.5) / count as f64;
            owed += score * score;
            if owed >= 1. {
                owed -= 1.;
                right.push(score);
            } else {
                wrong.push(score);
            }
        }
        scores(right, wrong)
    }

    #[test]
    fn a_map_follows_the_shares_that_are_right() {
        let all = too_sure(3000);
        let map = fit_score_map(&all).unwrap();
        for score in [0.1, 0.3, 0.5, 0.7, 0.9] {
            assert!(
                (map.apply(score) - score * score).abs() < 0.03,
                "{score}: {}",
                map.apply(score)
            );
        }
        let calibrated = |scores: &[f64]| scores.iter().map(|&score| map.apply(score)).collect();
        let after = scores(calibrated(&all.true_positives), calibrated(&all.false_positives));
        let error = |scores: &ClassScores| CalibrationError::of(scores, 0.).unwrap().d_ece;
        assert!(error(&all) > 0.15 && error(&after) < 0.02, "{} {}", error(&all), error(&after));
    }

    #[test]
    fn few_detections_give_no_map() {
        assert_eq!(fit_score_map(&ClassScores::default()), None);
        assert_eq!(fit_score_map(&scores(vec![0.5; 30], vec![0.1; 10])), None);
        assert_eq!(fit_score_map(&scores(vec![0.5; 5], vec![0.1; 100])), None);
    }

    #[test]
    fn a_threshold_is_the_lowest_that_keeps_what_is_asked_for() {
        let all = scores(vec![0.9, 0.8, 0.5, 0.2], vec![0.7, 0.4, 0.3, 0.1]);
        let at = |rule: ThresholdRule| rule.choose(&all, 10).map(|point| point.score);
        assert_eq!(at(ThresholdRule::Precision(1.)), Some(0.8));
        assert_eq!(at(ThresholdRule::Precision(0.7)), Some(0.5));
        assert_eq!(at(ThresholdRule::Precision(0.)), Some(0.1));
        assert_eq!(at(ThresholdRule::FalsePerFrame(0.)), Some(0.8));
        assert_eq!(at(ThresholdRule::FalsePerFrame(0.1)), Some(0.5));
        assert_eq!(at(ThresholdRule::FalsePerFrame(5.)), Some(0.1));
        assert_eq!(at(ThresholdRule::BestF1), all.best_f1().map(|point| point.score));
        let wrong = scores(vec![0.5], vec![0.9]);
        assert_eq!(ThresholdRule::FalsePerFrame(0.).choose(&wrong, 10), None);
        assert_eq!(ThresholdRule::Precision(0.9).choose(&wrong, 10), None);
    }

    proptest! {
        #[test]
        fn any_detections_give_a_valid_map(
            right in proptest::collection::vec(0.05_f64..1., 10..200),
            wrong in proptest::collection::vec(0.05_f64..1., 0..200),
        ) {
            if let Some(map) = fit_score_map(&scores(right, wrong)) {
                let knots = map.knots();
                let rises = |pair: &[Knot]| {
                    let steps = [pair[1].raw - pair[0].raw, pair[1].calibrated - pair[0].calibrated];
                    steps.iter().all(|&step| step > MIN_STEP / 2.)
                };
                prop_assert!(knots.windows(2).all(rises));
            }
        }
    }
}
