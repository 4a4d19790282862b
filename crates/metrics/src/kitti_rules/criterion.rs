//! A criterion of the evaluation: the objects and detections that count, and the overlap of a match.

use std::ops::Range;

use super::class::{ClassId, EvaluatedClass};
use super::difficulty::{DetectionFlag, Difficulty, Levels, TruthFlag};
use super::frame::Row;
use super::measure::Measure;
use super::overlap::Metric;
use super::rules::Rules;

/// The class, level, metric and slice of the objects that one average precision is measured on.
#[derive(Clone, Copy, Debug)]
pub struct Criterion {
    pub(super) class: ClassId,
    pub(super) difficulty: Difficulty,
    pub(super) metric: Metric,
    /// A match needs more than this.
    pub(super) min_overlap: f64,
    /// Only these objects, if not all.
    pub(super) slice: Option<Slice>,
}

/// A part of all objects that is reported apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Slice {
    /// Objects at some distances from the camera along the ground, metres: from `min_m` on and below
    /// `max_m`.
    Distance { min_m: f64, max_m: f64 },
    /// Objects with so many points in their boxes, both ends included.
    Points { min: usize, max: usize },
}

impl Slice {
    fn holds(self, row: &Row) -> bool {
        match self {
            Self::Distance { min_m, max_m } => (min_m..max_m).contains(&row.distance),
            Self::Points { min, max } => {
                row.num_points.is_some_and(|num_points| (min..=max).contains(&num_points))
            }
        }
    }
}

impl Criterion {
    /// All objects of a class that a level holds; none when the rules have no such class. A match needs more than the
    /// overlap.
    pub fn of(
        rules: &Rules,
        class: &str,
        measure: Measure,
        difficulty: Difficulty,
        min_overlap: f64,
    ) -> Option<Self> {
        let is_class = |of: &EvaluatedClass| of.name.eq_ignore_ascii_case(class);
        let class = rules.classes.iter().position(is_class)?;
        Some(Self { class, difficulty, metric: measure.metric(), min_overlap, slice: None })
    }

    /// The same of the objects from the start of a range on and below its end, metres along the ground.
    #[must_use]
    pub fn at(self, Range { start: min_m, end: max_m }: Range<f64>) -> Self {
        Self { slice: Some(Slice::Distance { min_m, max_m }), ..self }
    }

    /// Whether both give every row the same flag.
    pub(super) fn has_flags_of(&self, other: &Self) -> bool {
        (self.class, self.difficulty, self.slice) == (other.class, other.difficulty, other.slice)
    }

    /// An object outside the slice may be found, at neither gain nor loss.
    pub(super) fn truth_flag(&self, row: &Row, levels: &Levels) -> TruthFlag {
        match levels.truth_flag(row, self.class, self.difficulty) {
            TruthFlag::Valid if self.slice.is_some_and(|slice| !slice.holds(row)) => {
                TruthFlag::Ignored
            }
            flag => flag,
        }
    }

    /// A detection outside the slice may find an object, but is never false.
    pub(super) fn detection_flag(&self, row: &Row, levels: &Levels) -> DetectionFlag {
        match levels.detection_flag(row, self.class, self.difficulty) {
            DetectionFlag::Live if self.slice.is_some_and(|slice| !slice.holds(row)) => {
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

    fn flags(slice: Slice, num_points: Option<usize>) -> (TruthFlag, DetectionFlag) {
        let criterion = Criterion {
            class: 0,
            difficulty: Difficulty::Easy,
            metric: Metric::Bev,
            min_overlap: 0.7,
            slice: Some(slice),
        };
        let row = |label| Row { num_points, ..Row::new(&label, &EvaluatedClass::official()) };
        (
            criterion.truth_flag(&row(truth("Car", 0.)), &Levels::Pixels),
            criterion.detection_flag(&row(detection("Car", 0., 0.5)), &Levels::Pixels),
        )
    }

    const INSIDE: (TruthFlag, DetectionFlag) = (TruthFlag::Valid, DetectionFlag::Live);
    const OUTSIDE: (TruthFlag, DetectionFlag) = (TruthFlag::Ignored, DetectionFlag::Beyond);

    #[test]
    fn distances_ignore_objects_elsewhere_and_forgive_detections_there() {
        // Rows at place 0 are 20 m ahead.
        for (min_m, max_m, expected) in
            [(0., 30., INSIDE), (20., 30., INSIDE), (0., 20., OUTSIDE), (30., 50., OUTSIDE)]
        {
            assert_eq!(flags(Slice::Distance { min_m, max_m }, None), expected, "{min_m} {max_m}");
        }
    }

    #[test]
    fn numbers_of_points_include_both_ends_and_never_what_was_not_counted() {
        for (num_points, expected) in [
            (Some(4), OUTSIDE),
            (Some(5), INSIDE),
            (Some(9), INSIDE),
            (Some(10), OUTSIDE),
            (None, OUTSIDE),
        ] {
            let found = flags(Slice::Points { min: 5, max: 9 }, num_points);
            assert_eq!(found, expected, "{num_points:?}");
        }
    }
}
