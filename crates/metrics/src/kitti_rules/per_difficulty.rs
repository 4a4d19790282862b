//! A value for each difficulty level.

use serde::{Deserialize, Serialize};

use super::difficulty::{Difficulty, LEVEL_NAMES, Levels, WITHOUT_LEVELS};

/// One value per difficulty level, or a single one of an evaluation without levels.
///
/// Serialises as `{"easy": .., "moderate": .., "hard": ..}`, or as `{"all": ..}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PerDifficulty<T> {
    /// With levels.
    Each {
        /// Value of [`Difficulty::Easy`].
        easy: T,
        /// Value of [`Difficulty::Moderate`].
        moderate: T,
        /// Value of [`Difficulty::Hard`].
        hard: T,
    },
    /// Without levels.
    Single {
        /// Value of all objects.
        all: T,
    },
}

impl<T> PerDifficulty<T> {
    /// Computes the value of each level.
    pub fn from_fn(mut value: impl FnMut(Difficulty) -> T) -> Self {
        Self::Each {
            easy: value(Difficulty::Easy),
            moderate: value(Difficulty::Moderate),
            hard: value(Difficulty::Hard),
        }
    }

    /// Computes the value of each level that is evaluated.
    pub(super) fn of_levels(levels: &Levels, mut value: impl FnMut(Difficulty) -> T) -> Self {
        match levels {
            Levels::Pixels | Levels::Points(_) => Self::from_fn(value),
            Levels::None => Self::Single { all: value(Difficulty::Hard) },
        }
    }

    /// The values in the order of [`Difficulty::ALL`], or the single one.
    pub fn each(&self) -> Vec<&T> {
        match self {
            Self::Each { easy, moderate, hard } => vec![easy, moderate, hard],
            Self::Single { all } => vec![all],
        }
    }

    /// The names of the levels that [`Self::each`] has values of.
    pub const fn names(&self) -> &'static [&'static str] {
        match self {
            Self::Each { .. } => &LEVEL_NAMES,
            Self::Single { .. } => &[WITHOUT_LEVELS],
        }
    }

    /// The value of one level; without levels all of them have the same.
    pub const fn get(&self, difficulty: Difficulty) -> &T {
        match (self, difficulty) {
            (Self::Each { easy, .. }, Difficulty::Easy) => easy,
            (Self::Each { moderate, .. }, Difficulty::Moderate) => moderate,
            (Self::Each { hard, .. }, Difficulty::Hard) => hard,
            (Self::Single { all }, _) => all,
        }
    }

    /// The value of [`Difficulty::Easy`].
    pub const fn easy(&self) -> &T {
        self.get(Difficulty::Easy)
    }

    /// The value of [`Difficulty::Moderate`].
    pub const fn moderate(&self) -> &T {
        self.get(Difficulty::Moderate)
    }

    /// The value of [`Difficulty::Hard`], the level that holds all objects.
    pub const fn hard(&self) -> &T {
        self.get(Difficulty::Hard)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_by_level_or_as_one_and_read_again() {
        let each = PerDifficulty::from_fn(|difficulty| difficulty as usize);
        let single = PerDifficulty::of_levels(&Levels::None, |_| 7);
        let expected = [(each, r#"{"easy":0,"moderate":1,"hard":2}"#), (single, r#"{"all":7}"#)];
        for (values, expected) in expected {
            let text = serde_json::to_string(&values).unwrap();
            assert_eq!(text, expected);
            assert_eq!(serde_json::from_str::<PerDifficulty<usize>>(&text).unwrap(), values);
            assert_eq!(values.names().len(), values.each().len());
        }
    }

    #[test]
    fn a_single_value_is_that_of_every_level() {
        let single = PerDifficulty::of_levels(&Levels::None, |_| 7);
        assert_eq!([single.easy(), single.moderate(), single.hard()], [&7; 3]);
    }
}
