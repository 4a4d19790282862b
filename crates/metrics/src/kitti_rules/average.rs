//! Average precision and other measures, computed from a tally.

use serde::{Deserialize, Serialize};

use super::curve::Curve;
use super::measure::Measure;
use super::tally::{Counts, Tally};

/// The average precision of one class in one measure at one level.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AveragePrecision {
    /// Percent, over 11 recalls, official until October 2019; `None` when not evaluated or without objects.
    #[serde(rename = "R11")]
    pub r11: Option<f64>,
    /// Percent, over 40 recalls, official since; `None` when not evaluated or without objects.
    #[serde(rename = "R40")]
    pub r40: Option<f64>,
    /// The number of objects that had to be found.
    pub n_gt: usize,
}

impl AveragePrecision {
    /// The average precision by the counts under a criterion.
    ///
    /// `weights` tells how many times each frame counts; empty, each counts once.
    pub fn of(tally: &Tally, measure: Measure, weights: &[u32]) -> Self {
        let n_gt = tally.num_valid(weights);
        if n_gt == 0 {
            // The official program says 0, as of a detector that finds nothing.
            return Self { r11: None, r40: None, n_gt };
        }
        let counts: Vec<Counts> =
            tally.samples(weights).into_iter().map(|(_, counts)| counts).collect();
        let curve = Curve::new(&counts, numerator(measure));
        Self { r11: Some(curve.r11()), r40: Some(curve.r40()), n_gt }
    }

    pub(super) fn not_evaluated(tally: &Tally) -> Self {
        Self { r11: None, r40: None, n_gt: tally.num_valid(&[]) }
    }

    /// The (R11, R40) percent that finding every object without a mistake earns.
    ///
    /// It is below 100 with 40 objects or fewer: the official program then has fewer thresholds than
    /// its curve has entries (official KITTI rules, 7).
    pub fn best_possible(&self) -> (f64, f64) {
        let num_thresholds = self.n_gt.min(41);
        let num_r11 = num_thresholds.div_ceil(4);
        let num_r40 = num_thresholds.saturating_sub(1);
        (100. * num_r11 as f64 / 11., 100. * num_r40 as f64 / 40.)
    }

    /// Whether there are so few objects that even a perfect detector stays below 100.
    pub fn is_capped(&self) -> bool {
        (1..=40).contains(&self.n_gt)
    }
}

/// Measures that the benchmark does not have and that no number of objects caps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PlainPrecision {
    /// Percent: the area under the precision at or beyond each recall, every score being a threshold;
    /// `None` when not evaluated or without objects.
    #[serde(rename = "AP")]
    pub ap: Option<f64>,
    /// Percent of the objects that are found when no detection is dropped.
    pub recall: Option<f64>,
}

impl PlainPrecision {
    pub(super) const NONE: Self = Self { ap: None, recall: None };

    /// The measures by the counts under a criterion.
    ///
    /// `weights` tells how many times each frame counts; empty, each counts once.
    pub fn of(tally: &Tally, measure: Measure, weights: &[u32]) -> Self {
        let num_valid = tally.num_valid(weights);
        if num_valid == 0 {
            return Self::NONE;
        }
        let numerator = numerator(measure);
        let points: Vec<(f64, f64)> = tally
            .all_counts(weights)
            .iter()
            .map(|(_, counts)| {
                let recall = counts.true_positives as f64 / num_valid as f64;
                (recall, counts.per_counted(numerator(counts)))
            })
            .collect();
        let recall = points.last().map_or(0., |&(recall, _)| recall);
        Self { ap: Some(100. * area_below(&points)), recall: Some(100. * recall) }
    }
}

/// The area below points (recall, precision) of falling score, precision being raised to the best at
/// the same or a higher recall.
fn area_below(points: &[(f64, f64)]) -> f64 {
    let mut best_beyond = points.to_vec();
    let mut best = 0_f64;
    for (_, precision) in best_beyond.iter_mut().rev() {
        best = best.max(*precision);
        *precision = best;
    }
    let (mut area, mut reached) = (0., 0.);
    for (recall, precision) in best_beyond {
        // A recall that falls again, as when a small detection takes an object over, adds nothing.
        if recall > reached {
            area += (recall - reached) * precision;
            reached = recall;
        }
    }
    area
}

/// Precision and recall at the scores where the official program samples them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PrecisionRecall {
    /// The thresholds, descending, at most 41.
    pub score: Vec<f64>,
    /// Share of the valid objects that are found, 0 to 1.
    pub recall: Vec<f64>,
    /// Share of the counted detections that are right, 0 to 1, before it is raised to the best at a
    /// higher recall; orientation similarity for `aos`.
    pub precision: Vec<f64>,
}

impl PrecisionRecall {
    pub(super) fn of(tally: &Tally, measure: Measure) -> Self {
        let num_valid = tally.num_valid(&[]) as f64;
        let numerator = numerator(measure);
        let mut points = Self::default();
        for (score, counts) in tally.samples(&[]) {
            points.score.push(score);
            points.recall.push(counts.true_positives as f64 / num_valid);
            points.precision.push(counts.per_counted(numerator(&counts)));
        }
        points
    }
}

/// The number that is divided by that of the counted detections.
fn numerator(measure: Measure) -> fn(&Counts) -> f64 {
    match measure {
        Measure::Aos => |counts| counts.similarity,
        Measure::Bbox | Measure::Bev | Measure::Volume => |counts| counts.true_positives as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Objects, and detections from the highest score down: right or wrong.
    fn tally(num_valid: usize, detections: &[bool]) -> Tally {
        let mut tally = Tally::default();
        tally.add_valid(0, num_valid);
        let mut counts = Counts::default();
        for (&is_right, rank) in detections.iter().zip(0..) {
            let score = f64::from(99 - rank);
            counts.true_positives += i64::from(is_right);
            counts.false_positives += i64::from(!is_right);
            tally.add_step(0, rank, score, counts);
            if is_right {
                tally.add_recorded(0, rank, score);
            }
        }
        Tally::joined([&tally].into_iter(), 100)
    }

    #[test]
    fn the_plain_measure_of_a_perfect_detector_is_100_whatever_the_number_of_objects() {
        for num_valid in [1, 2, 40, 41] {
            let plain =
                PlainPrecision::of(&tally(num_valid, &vec![true; num_valid]), Measure::Bev, &[]);
            assert_eq!(plain, PlainPrecision { ap: Some(100.), recall: Some(100.) });
        }
    }

    #[test]
    fn the_plain_measure_is_the_area_below_the_raised_curve() {
        // Precisions 1, 1/2, 2/3, 1/2 at recalls 1/4, 1/4, 2/4, 2/4.
        let plain = PlainPrecision::of(&tally(4, &[true, false, true, false]), Measure::Bev, &[]);
        let expected = 100. * (0.25 + 0.25 * 2. / 3.);
        assert!(plain.ap.is_some_and(|ap| (ap - expected).abs() < 1e-12), "{plain:?}");
        assert_eq!(plain.recall, Some(50.));
    }

    #[test]
    fn without_objects_there_is_no_measure() {
        let without = tally(0, &[false]);
        assert_eq!(PlainPrecision::of(&without, Measure::Bev, &[]), PlainPrecision::NONE);
        let official = AveragePrecision::of(&without, Measure::Bev, &[]);
        assert_eq!(official, AveragePrecision { r11: None, r40: None, n_gt: 0 });
        let nothing_found = AveragePrecision::of(&tally(1, &[false]), Measure::Bev, &[]);
        assert_eq!((nothing_found.r40, nothing_found.n_gt), (Some(0.), 1));
    }

    #[test]
    fn the_points_of_the_curve_are_those_of_the_thresholds() {
        let points = PrecisionRecall::of(&tally(2, &[true, false, true]), Measure::Volume);
        assert_eq!(points.score, [99., 97.]);
        assert_eq!(points.recall, [0.5, 1.]);
        assert_eq!(points.precision, [1., 2. / 3.]);
    }
}
