//! Difficulty levels, and which rows count at them (official KITTI rules, 3).

use super::class::{ClassId, Role};
use super::frame::Row;

/// The names of [`Difficulty::ALL`].
pub(super) const LEVEL_NAMES: [&str; 3] =
    [Difficulty::Easy.name(), Difficulty::Moderate.name(), Difficulty::Hard.name()];

/// The name of the only column where there are no levels.
pub(super) const WITHOUT_LEVELS: &str = "all";

/// A difficulty level; each contains the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difficulty {
    /// With pixels: higher than 40 px, fully visible, at most 15% truncated.
    Easy,
    /// With pixels: higher than 25 px, at most partly occluded, at most 30% truncated.
    Moderate,
    /// With pixels: higher than 25 px, at most largely occluded, at most 50% truncated.
    Hard,
}

impl Difficulty {
    /// The levels in the order reports list them.
    pub const ALL: [Self; 3] = [Self::Easy, Self::Moderate, Self::Hard];

    /// The name that reports give it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Moderate => "moderate",
            Self::Hard => "hard",
        }
    }

    /// The height in the image that an object must exceed, pixels.
    pub(crate) const fn min_height_px(self) -> f64 {
        match self {
            Self::Easy => 40.,
            Self::Moderate | Self::Hard => 25.,
        }
    }

    const fn max_occlusion(self) -> i32 {
        match self {
            Self::Easy => 0,
            Self::Moderate => 1,
            Self::Hard => 2,
        }
    }

    const fn max_truncation(self) -> f64 {
        match self {
            Self::Easy => 0.15,
            Self::Moderate => 0.30,
            Self::Hard => 0.50,
        }
    }
}

/// The role of a labelled object for one class at one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TruthFlag {
    /// It must be found.
    Valid,
    /// It may be found, at neither gain nor loss.
    Ignored,
    /// It takes no part.
    Absent,
}

/// The role of a detection for one class at one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DetectionFlag {
    /// It is right or wrong.
    Live,
    /// It may be right, but is never wrong: too far away for what is asked.
    Beyond,
    /// Below the level's height: it may be taken, at neither gain nor loss.
    Small,
    /// It takes no part.
    Absent,
}

/// The rule of the levels.
#[derive(Clone, Debug, PartialEq)]
pub enum Levels {
    /// Height in the image, occlusion and truncation, as the benchmark has it.
    Pixels,
    /// Points inside the box and distance, for data without images; one for each of
    /// [`Difficulty::ALL`].
    Points([PointLevel; 3]),
    /// No levels: every labelled object counts, and every detection is right or wrong.
    None,
}

/// An object belongs to a level from so many points on and up to so far away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointLevel {
    /// Points of the scan inside the box, at least.
    pub min_points: usize,
    /// Distance along the ground, at most, metres.
    pub max_distance_m: f64,
}

impl Levels {
    /// The levels that are evaluated; without levels the last one alone, which holds all objects.
    pub(super) const fn difficulties(&self) -> &'static [Difficulty] {
        match self {
            Self::Pixels | Self::Points(_) => &Difficulty::ALL,
            Self::None => &[Difficulty::Hard],
        }
    }

    /// The name of the rule in configurations and reports.
    pub(super) const fn rule_name(&self) -> &'static str {
        match self {
            Self::Pixels => "pixels",
            Self::Points(_) => "points",
            Self::None => "none",
        }
    }

    /// The names of the levels that are evaluated, as columns have them.
    pub const fn names(&self) -> &'static [&'static str] {
        match self {
            Self::Pixels | Self::Points(_) => &LEVEL_NAMES,
            Self::None => &[WITHOUT_LEVELS],
        }
    }

    pub(super) fn truth_flag(
        &self,
        row: &Row,
        class: ClassId,
        difficulty: Difficulty,
    ) -> TruthFlag {
        let counts = match (row.role, self) {
            (Role::Member(member), _) if member != class => return TruthFlag::Absent,
            (Role::Member(_), Self::Pixels) => {
                row.occlusion <= difficulty.max_occlusion()
                    && row.truncation <= difficulty.max_truncation()
                    && row.rect.bottom - row.rect.top > difficulty.min_height_px()
            }
            (Role::Member(_), Self::Points(levels)) => {
                let level = levels[difficulty as usize];
                row.num_points.is_some_and(|num_points| num_points >= level.min_points)
                    && row.distance <= level.max_distance_m
            }
            (Role::Member(_), Self::None) => true,
            (Role::Neighbour(neighbour), _) if neighbour == class => false,
            _ => return TruthFlag::Absent,
        };
        if counts { TruthFlag::Valid } else { TruthFlag::Ignored }
    }

    /// In pixels the height comes before the class: a small detection of any class can absorb an
    /// object of this one.
    pub(super) fn detection_flag(
        &self,
        row: &Row,
        class: ClassId,
        difficulty: Difficulty,
    ) -> DetectionFlag {
        let is_member = row.role == Role::Member(class);
        match self {
            Self::Pixels if (row.rect.top - row.rect.bottom).abs() < difficulty.min_height_px() => {
                DetectionFlag::Small
            }
            Self::Points(levels)
                if is_member && row.distance > levels[difficulty as usize].max_distance_m =>
            {
                DetectionFlag::Beyond
            }
            _ if is_member => DetectionFlag::Live,
            _ => DetectionFlag::Absent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::class::EvaluatedClass;
    use super::super::test_rows::{detection, truth};
    use super::*;
    use voxelnet_kitti::{Label, Rect};

    fn truth_flags(label: Label) -> [TruthFlag; 3] {
        let row = Row::new(&label, &EvaluatedClass::official());
        Difficulty::ALL.map(|difficulty| Levels::Pixels.truth_flag(&row, 0, difficulty))
    }

    fn detection_flags(label: Label) -> [DetectionFlag; 3] {
        let row = Row::new(&label, &EvaluatedClass::official());
        Difficulty::ALL.map(|difficulty| Levels::Pixels.detection_flag(&row, 0, difficulty))
    }

    fn rows_high(top: f64, bottom: f64) -> Rect {
        Rect { left: 100., top, right: 200., bottom }
    }

    #[test]
    fn limits_of_objects_are_exclusive_for_height_and_inclusive_otherwise() {
        use TruthFlag::{Ignored as I, Valid as V};
        let car = truth("Car", 0.);
        for (truncation, occlusion, top, bottom, expected) in [
            (0., 0, 100., 200., [V, V, V]),
            (0., 0, 173.10, 213.10, [I, V, V]),
            (0., 0, 173.09, 213.10, [V, V, V]),
            (0., 0, 100., 125., [I, I, I]),
            (0., 0, 100., 125.01, [I, V, V]),
            (0., 0, 200., 100., [I, I, I]),
            (0.15, 0, 100., 200., [V, V, V]),
            (0.16, 0, 100., 200., [I, V, V]),
            (0.30, 0, 100., 200., [I, V, V]),
            (0.31, 0, 100., 200., [I, I, V]),
            (0.50, 0, 100., 200., [I, I, V]),
            (0.51, 0, 100., 200., [I, I, I]),
            (0., 1, 100., 200., [I, V, V]),
            (0., 2, 100., 200., [I, I, V]),
            (0., 3, 100., 200., [I, I, I]),
        ] {
            let label =
                Label { truncation, occlusion, rect: rows_high(top, bottom), ..car.clone() };
            assert_eq!(truth_flags(label.clone()), expected, "{label}");
        }
    }

    #[test]
    fn neighbours_are_ignored_whatever_their_size_and_others_absent() {
        let sitting = Row::new(&truth("Person_sitting", 0.), &EvaluatedClass::official());
        let flags =
            [0, 1, 2].map(|class| Levels::Pixels.truth_flag(&sitting, class, Difficulty::Hard));
        assert_eq!(flags, [TruthFlag::Absent, TruthFlag::Ignored, TruthFlag::Absent]);
        for (kind, expected) in [
            ("Van", TruthFlag::Ignored),
            ("Person_sitting", TruthFlag::Absent),
            ("Pedestrian", TruthFlag::Absent),
            ("Truck", TruthFlag::Absent),
            ("DontCare", TruthFlag::Absent),
        ] {
            let tiny = Label { occlusion: 3, rect: rows_high(1., 2.), ..truth(kind, 0.) };
            assert_eq!(truth_flags(tiny), [expected; 3], "{kind}");
            assert_eq!(truth_flags(truth(kind, 0.)), [expected; 3], "{kind}");
        }
    }

    #[test]
    fn a_low_detection_is_small_before_its_class_is_looked_at() {
        use DetectionFlag::{Absent as A, Live as L, Small as S};
        for (kind, top, bottom, expected) in [
            ("Car", 100., 140., [L, L, L]),
            ("Car", 100., 139.99, [S, L, L]),
            ("Car", 100., 125., [S, L, L]),
            ("Car", 100., 124.99, [S, S, S]),
            ("Car", 140., 100., [L, L, L]),
            ("Car", -1., -1., [S, S, S]),
            ("Car", 0., 0., [S, S, S]),
            ("Van", 100., 140., [A, A, A]),
            ("Van", 100., 130., [S, A, A]),
            ("Misc", 100., 110., [S, S, S]),
            ("DontCare", 100., 110., [S, S, S]),
            ("Pedestrian", 100., 130., [S, A, A]),
        ] {
            let label = Label { rect: rows_high(top, bottom), ..detection(kind, 0., 0.5) };
            assert_eq!(detection_flags(label.clone()), expected, "{label}");
        }
    }

    #[test]
    fn truncation_and_occlusion_of_detections_do_not_matter() {
        let label = Label { truncation: 0.9, occlusion: 3, ..detection("Car", 0., 0.5) };
        assert_eq!(detection_flags(label), [DetectionFlag::Live; 3]);
    }

    #[test]
    fn without_levels_every_object_and_detection_of_the_class_counts() {
        let classes = EvaluatedClass::official();
        let no_box = rows_high(-1., -1.);
        for (kind, truth_expected, detection_expected) in [
            ("Car", TruthFlag::Valid, DetectionFlag::Live),
            ("Van", TruthFlag::Ignored, DetectionFlag::Absent),
            ("Pedestrian", TruthFlag::Absent, DetectionFlag::Absent),
        ] {
            let hidden = Label { occlusion: 3, truncation: 0.9, rect: no_box, ..truth(kind, 0.) };
            let truth = Row::new(&hidden, &classes);
            assert_eq!(Levels::None.truth_flag(&truth, 0, Difficulty::Hard), truth_expected);
            let found = Row::new(&Label { rect: no_box, ..detection(kind, 0., 0.5) }, &classes);
            let flag = Levels::None.detection_flag(&found, 0, Difficulty::Hard);
            assert_eq!(flag, detection_expected, "{kind}");
        }
    }

    #[test]
    fn without_images_points_and_distance_make_the_levels() {
        let level = |min_points, max_distance_m| PointLevel { min_points, max_distance_m };
        let levels = Levels::Points([level(30, 30.), level(10, 50.), level(3, 80.)]);
        let classes = EvaluatedClass::official();
        let flags = |num_points, distance: f64| {
            let label = Label { rect: rows_high(-1., -1.), ..truth("Car", 0.) };
            let mut row = Row { num_points: Some(num_points), ..Row::new(&label, &classes) };
            row.distance = distance;
            let mut found = row.clone();
            found.num_points = None;
            Difficulty::ALL.map(|difficulty| {
                let truth_flag = levels.truth_flag(&row, 0, difficulty);
                (truth_flag == TruthFlag::Valid, levels.detection_flag(&found, 0, difficulty))
            })
        };
        use DetectionFlag::{Beyond as B, Live as L};
        for (num_points, distance, expected) in [
            (30, 30., [(true, L), (true, L), (true, L)]),
            (29, 30., [(false, L), (true, L), (true, L)]),
            (500, 30.1, [(false, B), (true, L), (true, L)]),
            (9, 20., [(false, L), (false, L), (true, L)]),
            (2, 20., [(false, L), (false, L), (false, L)]),
            (99, 80.1, [(false, B), (false, B), (false, B)]),
        ] {
            assert_eq!(flags(num_points, distance), expected, "{num_points} points, {distance} m");
        }
    }
}
