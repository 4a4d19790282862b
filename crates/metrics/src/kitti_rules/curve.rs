//! Precision against recall, and its average (official KITTI rules, 8).

use super::tally::Counts;
use super::thresholds::NUM_STEPS;

/// Precision, or orientation similarity, at recalls 0, 1/40, .., 1: zero past the last recall reached.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Curve([f64; NUM_STEPS + 1]);

impl Curve {
    /// The numerator over the number of counted detections at each threshold, each entry raised to the
    /// largest after it.
    pub(super) fn new(counts: &[Counts], numerator: impl Fn(&Counts) -> f64) -> Self {
        let mut entries = [0.; NUM_STEPS + 1];
        for (entry, counts) in entries.iter_mut().zip(counts) {
            *entry = counts.per_counted(numerator(counts));
        }
        for i in (0..NUM_STEPS).rev() {
            entries[i] = entries[i].max(entries[i + 1]);
        }
        Self(entries)
    }

    /// Percent; the average over recalls 0, 0.1, .., 1, official until October 2019.
    pub(super) fn r11(&self) -> f64 {
        // Multiplied first: 11 ones are 100 then, to the last bit.
        100. * self.0.iter().step_by(4).sum::<f64>() / 11.
    }

    /// Percent; the average over recalls 1/40, .., 1, official since.
    pub(super) fn r40(&self) -> f64 {
        100. * self.0.iter().skip(1).sum::<f64>() / 40.
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(true_positives: i64, false_positives: i64) -> Counts {
        Counts { true_positives, false_positives, similarity: true_positives as f64 / 2. }
    }

    fn precision(counts: &[Counts]) -> Curve {
        Curve::new(counts, |counts| counts.true_positives as f64)
    }

    #[test]
    fn entries_are_raised_to_the_best_precision_at_higher_recall() {
        let curve = precision(&[counts(1, 1), counts(3, 1), counts(1, 3)]);
        assert_eq!(curve.0[..4], [0.75, 0.75, 0.25, 0.]);
    }

    #[test]
    fn similarity_is_over_all_counted_detections() {
        let curve =
            Curve::new(&[counts(1, 1), counts(3, 1), counts(1, 3)], |counts| counts.similarity);
        assert_eq!(curve.0[..4], [0.375, 0.375, 0.125, 0.]);
    }

    #[test]
    fn the_older_average_takes_every_fourth_entry_and_the_newer_drops_the_first() {
        let curve = precision(&[counts(1, 0); 5]);
        assert!((curve.r11() - 200. / 11.).abs() < 1e-12);
        assert!((curve.r40() - 10.).abs() < 1e-12);
    }

    #[test]
    fn a_full_curve_is_exactly_100() {
        let curve = precision(&[counts(1, 0); 41]);
        assert_eq!((curve.r11(), curve.r40()), (100., 100.));
    }

    #[test]
    fn a_threshold_with_nothing_counted_is_zero() {
        assert_eq!(precision(&[counts(0, 0)]).r11(), 0.);
    }

    #[test]
    fn each_curve_is_raised_on_its_own() {
        let sample = |true_positives, false_positives, similarity| Counts {
            true_positives,
            false_positives,
            similarity,
        };
        let samples = [sample(1, 0, 0.2), sample(2, 2, 1.8)];
        assert_eq!(precision(&samples).0[0], 1.);
        assert_eq!(Curve::new(&samples, |counts| counts.similarity).0[0], 0.45);
    }
}
