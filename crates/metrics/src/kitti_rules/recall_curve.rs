//! False detections against recall.

use super::tally::Tally;

/// The recall and the false detections at every score, by the counts under a criterion.
///
/// ```
/// use std::path::Path;
/// use voxelnet_kitti::{KittiError, parse_labels};
/// use voxelnet_metrics::{Criterion, Difficulty, Evaluator, Measure, RecallCurve, Rules};
///
/// # fn main() -> Result<(), KittiError> {
/// let label = "Car 0.00 0 -1.6 600 170 700 230 1.5 1.6 4.2 3.0 1.7 30.0 -1.5";
/// let labels = parse_labels(label, Path::new("label_2/000000.txt"))?;
/// let rows = format!("{label} 0.9\n{} 0.95", label.replace("3.0 1.7", "9.0 1.7"));
/// let detections = parse_labels(&rows, Path::new("results/000000.txt"))?;
///
/// let mut evaluator = Evaluator::official();
/// evaluator.add_frame(&labels, &detections);
/// let cars = Criterion::of(&Rules::default(), "car", Measure::Bev, Difficulty::Hard, 0.25);
/// let curve = RecallCurve::of(&evaluator.tallies(cars.as_slice())[0], &[], 1);
/// // The only car is found at 0.9, behind a false detection.
/// assert_eq!(curve.false_per_frame_at(1.), Some(1.));
/// assert_eq!((curve.recall_from(0.9), curve.recall_from(0.95)), (Some(1.), Some(0.)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RecallCurve {
    /// From the highest score down.
    points: Vec<RecallPoint>,
    has_objects: bool,
}

/// The recall and the false detections from a score on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct RecallPoint {
    score: f64,
    /// Share of the objects that must be found, 0 to 1.
    recall: f64,
    false_per_frame: f64,
}

impl RecallCurve {
    /// The curve of so many frames; `weights` tells how many times each counts, once when it is empty.
    ///
    /// # Panics
    /// When there are weights, but not one for each frame.
    pub fn of(tally: &Tally, weights: &[u32], num_frames: usize) -> Self {
        let num_objects = tally.num_valid(weights);
        let points = tally.all_counts(weights).into_iter().map(|(score, counts)| RecallPoint {
            score,
            recall: counts.true_positives as f64 / num_objects.max(1) as f64,
            false_per_frame: counts.false_positives as f64 / num_frames.max(1) as f64,
        });
        Self { points: points.collect(), has_objects: num_objects > 0 }
    }

    /// The false detections for each frame at the highest score whose recall reaches this one; none where no score's
    /// does, and without objects.
    pub fn false_per_frame_at(&self, recall: f64) -> Option<f64> {
        let mut reaching = self.points.iter().filter(|point| point.recall >= recall);
        let first = reaching.next().filter(|_| self.has_objects)?;
        Some(first.false_per_frame)
    }

    /// The share of the objects that detections from a score on find; none without objects.
    pub fn recall_from(&self, min_score: f64) -> Option<f64> {
        let kept = self.points.iter().take_while(|point| point.score >= min_score);
        self.has_objects.then(|| kept.last().map_or(0., |point| point.recall))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::criterion::Criterion;
    use super::super::difficulty::Difficulty;
    use super::super::evaluator::Evaluator;
    use super::super::measure::Measure;
    use super::super::rules::Rules;
    use super::super::test_rows::{detection, small, truth};
    use super::*;

    /// Two frames: in the first a car is found at 0.9 and another at 0.5 after a mistake at 0.6, in the second none
    /// is found and one is false at 0.7. A van, a low car and their detections count nowhere.
    fn tally() -> Tally {
        let mut evaluator = Evaluator::official();
        let labels =
            [truth("Car", 0.), truth("Car", 1.), truth("Van", 2.), small(truth("Car", 3.))];
        let first = [(0., 0.9), (1., 0.5), (2., 0.95), (3., 0.97), (6., 0.6)];
        evaluator.add_frame(&labels, &first.map(|(place, score)| detection("Car", place, score)));
        evaluator.add_frame(&[truth("Car", 0.)], &[detection("Car", 5., 0.7)]);
        let cars =
            Criterion::of(&Rules::default(), "car", Measure::Bev, Difficulty::Hard, 0.25).unwrap();
        evaluator.tallies(&[cars]).remove(0)
    }

    #[test]
    fn false_detections_are_those_at_the_highest_score_that_reaches_the_recall() {
        let curve = RecallCurve::of(&tally(), &[], 2);
        let at = |recall| curve.false_per_frame_at(recall);
        assert_eq!((at(1. / 3.), at(0.5), at(2. / 3.)), (Some(0.), Some(1.), Some(1.)));
        assert_eq!(at(0.7), None);
        let from = |score| curve.recall_from(score);
        assert_eq!((from(0.95), from(0.6), from(0.5)), (Some(0.), Some(1. / 3.), Some(2. / 3.)));
    }

    #[test]
    fn a_frame_may_count_several_times_or_not_at_all() {
        let first_only = RecallCurve::of(&tally(), &[2, 0], 2);
        assert_eq!(first_only.false_per_frame_at(1.), Some(1.));
        let second_only = RecallCurve::of(&tally(), &[0, 2], 2);
        assert_eq!(
            (second_only.false_per_frame_at(0.1), second_only.recall_from(0.)),
            (None, Some(0.))
        );
        let nothing = RecallCurve::of(&Tally::default(), &[], 2);
        assert_eq!((nothing.false_per_frame_at(0.), nothing.recall_from(0.)), (None, None));
    }

    #[test]
    fn classes_are_found_together() {
        let both = Tally::together(&[tally(), tally()]);
        let curve = RecallCurve::of(&both, &[], 2);
        assert_eq!(
            (curve.recall_from(0.6), curve.false_per_frame_at(0.5)),
            (Some(1. / 3.), Some(2.))
        );
    }
}
