//! One of the questions that the evaluation asks of every frame.

use super::class::ClassId;
use super::difficulty::{DetectionFlag, Difficulty, Levels, TruthFlag};
use super::frame::Row;
use super::overlap::Metric;

/// Whose average precision, at which level, by which boxes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    pub(super) class: ClassId,
    pub(super) difficulty: Difficulty,
    pub(super) metric: Metric,
    /// A match needs more than this.
    pub(super) min_overlap: f64,
    /// Only objects at these distances, if not all.
    pub(super) range: Option<DistanceRange>,
}

/// Distances from the camera along the ground, metres: from `min_m` on and below `max_m`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct DistanceRange {
    pub(super) min_m: f64,
    pub(super) max_m: f64,
}

impl DistanceRange {
    fn holds(self, row: &Row) -> bool {
        (self.min_m..self.max_m).contains(&row.distance)
    }
}

impl Question {
    /// Whether both give every row the same flag.
    pub(super) fn has_flags_of(&self, other: &Self) -> bool {
        (self.class, self.difficulty, self.range) == (other.class, other.difficulty, other.range)
    }

    /// An object outside the range may be found, at neither gain nor loss.
    pub(super) fn truth_flag(&self, row: &Row, levels: &Levels) -> TruthFlag {
        match levels.truth_flag(row, self.class, self.difficulty) {
            TruthFlag::Valid if self.range.is_some_and(|range| !range.holds(row)) => {
                TruthFlag::Ignored
            }
            flag => flag,
        }
    }

    /// A detection outside the range may find an object, but is never false.
    pub(super) fn detection_flag(&self, row: &Row, levels: &Levels) -> DetectionFlag {
        match levels.detection_flag(row, self.class, self.difficulty) {
            DetectionFlag::Live if self.range.is_some_and(|range| !range.holds(row)) => {
                DetectionFlag::Beyond
            }
            flag => flag,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::class::EvaluatedClass;
    use super::super::test_rows::{detection, truth};
    use super::*;

    #[test]
    fn a_range_ignores_objects_outside_and_forgives_detections_there() {
        let classes = EvaluatedClass::official();
        let ask = |min_m, max_m| Question {
            class: 0,
            difficulty: Difficulty::Easy,
            metric: Metric::Bev,
            min_overlap: 0.7,
            range: Some(DistanceRange { min_m, max_m }),
        };
        // Rows at place 0 are 20 m ahead.
        let object = Row::new(&truth("Car", 0.), &classes);
        let found = Row::new(&detection("Car", 0., 0.5), &classes);
        for (min_m, max_m, truth_flag, detection_flag) in [
            (0., 30., TruthFlag::Valid, DetectionFlag::Live),
            (20., 30., TruthFlag::Valid, DetectionFlag::Live),
            (0., 20., TruthFlag::Ignored, DetectionFlag::Beyond),
            (30., 50., TruthFlag::Ignored, DetectionFlag::Beyond),
        ] {
            let question = ask(min_m, max_m);
            assert_eq!(question.truth_flag(&object, &Levels::Pixels), truth_flag);
            assert_eq!(question.detection_flag(&found, &Levels::Pixels), detection_flag);
        }
    }
}
