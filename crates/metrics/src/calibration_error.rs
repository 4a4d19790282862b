//! The distance between scores and the shares of detections that are right at them.

use std::f64::consts::PI;

use crate::best_f1::ClassScores;

/// Bins of a calibration error, where there are as many detections.
const NUM_BINS: usize = 15;

/// The detection expected calibration error, D-ECE (Küppers et al., 2020, arXiv:2004.13546), over the scores alone and
/// with bins of equal count: the mean distance between the mean score of a bin and the share of its detections that
/// are right, each bin weighted by its detections.
///
/// A detection is right when it is a true positive; those that are ignored, as on DontCare areas, are left out.
///
/// ```
/// use voxelnet_metrics::{CalibrationError, ClassScores};
///
/// let (true_positives, false_positives) = (vec![0.9, 0.9], vec![0.9, 0.2]);
/// let scores = ClassScores { true_positives, false_positives, num_objects: 2 };
/// // At 0.9 two of three are right, and the one at 0.2 is below the threshold.
/// let error = CalibrationError::of(&scores, 0.5).ok_or("no detections")?;
/// assert!((error.d_ece - (0.9 - 2. / 3.)).abs() < 1e-12);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CalibrationError {
    /// From 0, where every score says how many are right, to 1.
    pub d_ece: f64,
    /// What it would be, in the mean, if every detection were right with the probability that its score says: the count
    /// of those that are right varies by chance. In the normal approximation of each bin.
    pub by_chance: f64,
    /// The curve of reliability, from the lowest scores to the highest.
    pub bins: Vec<ReliabilityBin>,
}

/// Detections with neighbouring scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReliabilityBin {
    /// The number of detections.
    pub count: usize,
    /// Their mean score.
    pub mean_score: f64,
    /// The share of them that are true positives.
    pub share_right: f64,
}

impl CalibrationError {
    /// The error of the detections of a class from a score on; none without any.
    pub fn of(scores: &ClassScores, min_score: f64) -> Option<Self> {
        let bins = reliability(scores, min_score, NUM_BINS);
        let total: usize = bins.iter().map(|bin| bin.count).sum();
        let distance =
            |bin: &ReliabilityBin| bin.count as f64 * (bin.mean_score - bin.share_right).abs();
        let by_chance = |bin: &ReliabilityBin| {
            let variance = bin.count as f64 * bin.mean_score * (1. - bin.mean_score);
            (2. / PI * variance.max(0.)).sqrt()
        };
        let mean = |sum: f64| sum / total as f64;
        (total > 0).then(|| Self {
            d_ece: mean(bins.iter().map(distance).sum()),
            by_chance: mean(bins.iter().map(by_chance).sum()),
            bins,
        })
    }
}

/// Detections from a score on, sorted by their scores, in at most so many bins of nearly equal count. Equal scores
/// share a bin.
pub(crate) fn reliability(
    scores: &ClassScores,
    min_score: f64,
    num_bins: usize,
) -> Vec<ReliabilityBin> {
    let mut judged = scores.judged();
    judged.retain(|detection| detection.score >= min_score);
    judged.sort_by(|a, b| a.score.total_cmp(&b.score));
    let mut bins = Vec::new();
    let mut rest = &judged[..];
    while !rest.is_empty() {
        let num_left = num_bins.saturating_sub(bins.len()).max(1);
        let last = rest[rest.len().div_ceil(num_left) - 1].score;
        let (bin, others) = rest.split_at(rest.partition_point(|of| of.score <= last));
        let count = bin.len();
        let num_right = bin.iter().filter(|of| of.is_right).count();
        let sum: f64 = bin.iter().map(|of| of.score).sum();
        bins.push(ReliabilityBin {
            count,
            mean_score: sum / count as f64,
            share_right: num_right as f64 / count as f64,
        });
        rest = others;
    }
    bins
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn scores(true_positives: &[f64], false_positives: &[f64]) -> ClassScores {
        let [true_positives, false_positives] =
            [true_positives, false_positives].map(<[f64]>::to_vec);
        ClassScores { true_positives, false_positives, num_objects: 0 }
    }

    #[test]
    fn scores_that_say_how_many_are_right_have_no_error() {
        let (right, wrong) = (vec![0.75; 30], vec![0.75; 10]);
        assert_eq!(CalibrationError::of(&scores(&right, &wrong), 0.).unwrap().d_ece, 0.);
        let sure = CalibrationError::of(&scores(&[1.; 5], &[0.; 5]), 0.).unwrap();
        assert_eq!((sure.d_ece, sure.bins.len()), (0., 2));
    }

    #[test]
    fn detections_below_the_threshold_are_left_out_and_without_any_there_is_none() {
        let some = scores(&[0.8], &[0.1, 0.2]);
        assert!((CalibrationError::of(&some, 0.5).unwrap().d_ece - 0.2).abs() < 1e-12);
        assert!((CalibrationError::of(&some, 0.2).unwrap().d_ece - 0.2).abs() < 1e-12);
        assert_eq!(CalibrationError::of(&some, 0.9), None);
        assert_eq!(CalibrationError::of(&scores(&[], &[]), 0.), None);
    }

    #[test]
    fn bins_have_equal_counts_where_scores_differ() {
        let right: Vec<f64> = (0..150).map(|number| f64::from(number) / 150.).collect();
        let error = CalibrationError::of(&scores(&right, &[]), 0.).unwrap();
        assert!(error.bins.len() == 15 && error.bins.iter().all(|bin| bin.count == 10));
        assert!((error.d_ece - (1. - 74.5 / 150.)).abs() < 1e-12);
    }

    #[test]
    fn what_scores_have_by_chance_is_the_mean_over_many_draws() {
        let shown: Vec<f64> = (0..300).map(|number| 0.3 + 0.6 * f64::from(number) / 300.).collect();
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut sum = 0.;
        for _ in 0..200 {
            let (right, wrong): (Vec<f64>, Vec<f64>) =
                shown.iter().partition(|&&score| rng.random_range(0.0..1.0) < score);
            sum += CalibrationError::of(&scores(&right, &wrong), 0.).unwrap().d_ece;
        }
        let by_chance = CalibrationError::of(&scores(&shown, &[]), 0.).unwrap().by_chance;
        assert!((sum / 200. - by_chance).abs() < 0.1 * by_chance, "{} {by_chance}", sum / 200.);
    }

    /// Every detection looks for its bin by its rank among scores that all differ.
    fn by_ranks(all: &[(f64, bool)]) -> f64 {
        let bin_of = |score: f64| {
            let rank = all.iter().filter(|(other, _)| *other < score).count();
            // The first bins hold one more.
            let (size, more) = (all.len() / NUM_BINS, all.len() % NUM_BINS);
            if rank < more * (size + 1) { rank / (size + 1) } else { (rank - more) / size.max(1) }
        };
        let mut error = 0.;
        for bin in 0..NUM_BINS {
            let of_bin: Vec<_> = all.iter().filter(|(score, _)| bin_of(*score) == bin).collect();
            let difference: f64 =
                of_bin.iter().map(|(score, right)| score - f64::from(*right)).sum();
            error += difference.abs();
        }
        error / all.len() as f64
    }

    proptest! {
        #[test]
        fn it_equals_that_of_bins_by_rank(
            right in proptest::collection::vec(any::<bool>(), 1..200),
            seed in 0_u64..1000,
        ) {
            // Scores that all differ, in any order.
            let place = |number: usize| (number as u64 * 7919 + seed * 104_729) % 100_003;
            let all: Vec<(f64, bool)> = right
                .into_iter()
                .enumerate()
                .map(|(number, right)| (place(number) as f64 / 100_003., right))
                .collect();
            let of = |is_right: bool| -> Vec<f64> {
                all.iter().filter(|(_, right)| *right == is_right).map(|(score, _)| *score).collect()
            };
            let found = CalibrationError::of(&scores(&of(true), &of(false)), 0.).unwrap().d_ece;
            prop_assert!((found - by_ranks(&all)).abs() < 1e-9, "{} {}", found, by_ranks(&all));
        }
    }
}
