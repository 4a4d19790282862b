//! Difficulty levels, and which rows count at them (official KITTI rules, 3).

use serde::Serialize;

use super::class::{Class, Role};
use super::frame::Row;

/// A difficulty level; each contains the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difficulty {
    /// Higher than 40 px, fully visible, at most 15% truncated.
    Easy,
    /// Higher than 25 px, at most partly occluded, at most 30% truncated.
    Moderate,
    /// Higher than 25 px, at most largely occluded, at most 50% truncated.
    Hard,
}

impl Difficulty {
    /// The levels in the order reports list them.
    pub const ALL: [Self; 3] = [Self::Easy, Self::Moderate, Self::Hard];

    const fn min_height_px(self) -> f64 {
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

/// One value per difficulty level.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PerDifficulty<T> {
    /// Of [`Difficulty::Easy`].
    pub easy: T,
    /// Of [`Difficulty::Moderate`].
    pub moderate: T,
    /// Of [`Difficulty::Hard`].
    pub hard: T,
}

impl<T> PerDifficulty<T> {
    pub(super) fn from_fn(mut value: impl FnMut(Difficulty) -> T) -> Self {
        Self {
            easy: value(Difficulty::Easy),
            moderate: value(Difficulty::Moderate),
            hard: value(Difficulty::Hard),
        }
    }

    /// The value of one level.
    pub const fn get(&self, difficulty: Difficulty) -> &T {
        match difficulty {
            Difficulty::Easy => &self.easy,
            Difficulty::Moderate => &self.moderate,
            Difficulty::Hard => &self.hard,
        }
    }
}

/// What a labelled object is to one class at one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TruthFlag {
    /// It must be found.
    Valid,
    /// It may be found, at neither gain nor loss.
    Ignored,
    /// It takes no part.
    Absent,
}

/// What a detection is to one class at one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DetectionFlag {
    /// It is right or wrong.
    Live,
    /// Below the level's height: it may be taken, at neither gain nor loss.
    Small,
    /// It takes no part.
    Absent,
}

pub(super) fn truth_flag(row: &Row, class: Class, difficulty: Difficulty) -> TruthFlag {
    let label = &row.label;
    match row.role {
        Role::Member(member) if member == class => {
            let is_ignored = label.occlusion > difficulty.max_occlusion()
                || label.truncation > difficulty.max_truncation()
                || label.rect.bottom - label.rect.top <= difficulty.min_height_px();
            if is_ignored { TruthFlag::Ignored } else { TruthFlag::Valid }
        }
        Role::Neighbour(neighbour) if neighbour == class => TruthFlag::Ignored,
        _ => TruthFlag::Absent,
    }
}

/// The height comes before the class: a small detection of any class can absorb an object of this one.
pub(super) fn detection_flag(row: &Row, class: Class, difficulty: Difficulty) -> DetectionFlag {
    let rect = &row.label.rect;
    if (rect.top - rect.bottom).abs() < difficulty.min_height_px() {
        DetectionFlag::Small
    } else if row.role == Role::Member(class) {
        DetectionFlag::Live
    } else {
        DetectionFlag::Absent
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_rows::{detection, truth};
    use super::*;
    use crate::{Label, Rect};

    fn truth_flags(label: Label) -> [TruthFlag; 3] {
        let row = Row::new(label);
        Difficulty::ALL.map(|difficulty| truth_flag(&row, Class::Car, difficulty))
    }

    fn detection_flags(label: Label) -> [DetectionFlag; 3] {
        let row = Row::new(label);
        Difficulty::ALL.map(|difficulty| detection_flag(&row, Class::Car, difficulty))
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
}
