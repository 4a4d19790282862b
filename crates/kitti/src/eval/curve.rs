//! Precision against recall, and its average (official KITTI rules, 8).

use super::matching::Counts;
use super::thresholds::NUM_STEPS;

/// Precision, or orientation similarity, at recalls 0, 1/40, .., 1: zero past the last recall reached.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Curve([f64; NUM_STEPS + 1]);

impl Curve {
    pub(super) fn of_precision(counts: &[Counts]) -> Self {
        Self::of(counts, |counts| counts.true_positives as f64)
    }

    pub(super) fn of_similarity(counts: &[Counts]) -> Self {
        Self::of(counts, |counts| counts.similarity)
    }

    /// The numerator over the number of counted detections, each entry raised to the largest after it.
    fn of(counts: &[Counts], numerator: impl Fn(&Counts) -> f64) -> Self {
        let mut entries = [0.; NUM_STEPS + 1];
        for (entry, counts) in entries.iter_mut().zip(counts) {
            let num_counted = counts.true_positives + counts.false_positives;
            if num_counted > 0 {
                *entry = numerator(counts) / num_counted as f64;
            }
        }
        for i in (0..NUM_STEPS).rev() {
            entries[i] = entries[i].max(entries[i + 1]);
        }
        Self(entries)
    }

    /// Percent; the average over recalls 0, 0.1, .., 1, official until October 2019.
    pub(super) fn r11(&self) -> f64 {
        100. / 11. * self.0.iter().step_by(4).sum::<f64>()
    }

    /// Percent; the average over recalls 1/40, .., 1, official since.
    pub(super) fn r40(&self) -> f64 {
        100. / 40. * self.0.iter().skip(1).sum::<f64>()
    }

    pub(super) fn into_entries(self) -> Vec<f64> {
        self.0.to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(true_positives: u64, false_positives: u64) -> Counts {
        Counts { true_positives, false_positives, similarity: true_positives as f64 / 2. }
    }

    #[test]
    fn entries_are_raised_to_the_best_precision_at_higher_recall() {
        let curve = Curve::of_precision(&[counts(1, 1), counts(3, 1), counts(1, 3)]);
        assert_eq!(curve.0[..4], [0.75, 0.75, 0.25, 0.]);
    }

    #[test]
    fn similarity_is_over_all_counted_detections() {
        let curve = Curve::of_similarity(&[counts(1, 1), counts(3, 1), counts(1, 3)]);
        assert_eq!(curve.0[..4], [0.375, 0.375, 0.125, 0.]);
    }

    #[test]
    fn the_older_average_takes_every_fourth_entry_and_the_newer_drops_the_first() {
        let curve = Curve::of_precision(&[counts(1, 0); 5]);
        assert!((curve.r11() - 200. / 11.).abs() < 1e-12);
        assert!((curve.r40() - 10.).abs() < 1e-12);
    }

    #[test]
    fn a_threshold_with_nothing_counted_is_zero() {
        assert_eq!(Curve::of_precision(&[counts(0, 0)]).r11(), 0.);
    }
}
