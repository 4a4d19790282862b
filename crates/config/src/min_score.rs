//! The key `detection.min_score`.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::class_table::{entry_of, require_known};
use crate::network::AnchorClass;
use crate::value_error::ConfigError;

/// The score from which a detection is kept: one for all classes, or one for each.
///
/// ```
/// use voxelnet_config::MinScore;
///
/// let same = MinScore::Same(0.3);
/// assert_eq!(same.of("Car"), 0.3);
/// let each = MinScore::PerClass([("Car".to_owned(), 0.2), ("Cyclist".to_owned(), 0.5)].into());
/// assert_eq!((each.of("Cyclist"), each.highest()), (0.5, 0.5));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a number from 0 to 1, or a table such as { Car = 0.3, Cyclist = 0.5 }"
)]
pub enum MinScore {
    /// The same for all classes.
    Same(f64),
    /// One for each class that is named; the others have the lowest of these.
    PerClass(BTreeMap<String, f64>),
}

impl MinScore {
    /// The threshold of a class.
    pub fn of(&self, class: &str) -> f64 {
        match self {
            Self::Same(score) => *score,
            Self::PerClass(scores) => {
                let lowest = || scores.values().copied().fold(1., f64::min);
                entry_of(scores, class).copied().unwrap_or_else(lowest)
            }
        }
    }

    /// The highest threshold of any class.
    pub fn highest(&self) -> f64 {
        match self {
            Self::Same(score) => *score,
            Self::PerClass(scores) => scores.values().copied().fold(0., f64::max),
        }
    }

    /// These thresholds with others in the place of those that `typed` names; `option` is where they were typed.
    ///
    /// # Errors
    /// When it names a class that is none of `classes`; names the known ones.
    pub fn replaced_by(
        &self,
        typed: &Self,
        classes: &[AnchorClass],
        option: &str,
    ) -> Result<Self, ConfigError> {
        let Self::PerClass(scores) = typed else { return Ok(typed.clone()) };
        require_known(option, scores, classes)?;
        let score = |class: &AnchorClass| {
            let typed = entry_of(scores, &class.name).copied();
            (class.name.clone(), typed.unwrap_or_else(|| self.of(&class.name)))
        };
        Ok(Self::PerClass(classes.iter().map(score).collect()))
    }

    /// Checks that all thresholds are scores.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let check = |key: &str, score: f64| {
            ConfigError::require((0. ..=1.).contains(&score), key, score, "a number from 0 to 1")
        };
        match self {
            Self::Same(score) => check(KEY, *score),
            Self::PerClass(scores) => {
                let expected = "a number for some class";
                ConfigError::require(!scores.is_empty(), KEY, "an empty table", expected)?;
                let mut scores = scores.iter();
                scores.try_for_each(|(class, &score)| check(&format!("{KEY}.{class}"), score))
            }
        }
    }

    /// Checks that a table names no other classes than those of the network.
    pub(crate) fn check_classes(&self, classes: &[AnchorClass]) -> Result<(), ConfigError> {
        match self {
            Self::Same(_) => Ok(()),
            Self::PerClass(scores) => require_known(KEY, scores, classes),
        }
    }
}

const KEY: &str = "detection.min_score";

/// A number, or `CLASS=NUMBER,..` for some classes.
impl FromStr for MinScore {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected =
            "expected a number from 0 to 1, or CLASS=NUMBER,.. such as Car=0.3,Cyclist=0.5";
        let number = |text: &str| {
            let number = text.trim().parse().ok().filter(|number| (0. ..=1.).contains(number));
            number.ok_or_else(|| expected.to_owned())
        };
        if !text.contains('=') {
            return number(text).map(Self::Same);
        }
        let mut scores = BTreeMap::new();
        for entry in text.trim().trim_start_matches('{').trim_end_matches('}').split(',') {
            let (class, score) = entry.split_once('=').ok_or(expected)?;
            let class = class.trim().trim_matches('"').to_owned();
            if entry_of(&scores, &class).is_some() {
                return Err(format!("{class} is given twice"));
            }
            scores.insert(class, number(score)?);
        }
        Ok(Self::PerClass(scores))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Config;
    use crate::sections::FromSections;

    fn synthetic(change: &str) -> Result<Config, String> {
        let text = include_str!("../../../configs/synthetic.toml");
        let config = Config::parse(text, Path::new("a.toml"), &[change.to_owned()]);
        config.map_err(|error| error.to_string())
    }

    #[test]
    fn a_number_counts_for_all_classes_and_a_table_for_each() {
        let set = "detection.min_score={ Car = 0.3, pedestrian = 0.5, Cyclist = 1 }";
        let config = synthetic(set).unwrap();
        let scores =
            ["Car", "Pedestrian", "cyclist"].map(|class| config.detection.min_score.of(class));
        assert_eq!(scores, [0.3, 0.5, 1.]);
        let some = synthetic("detection.min_score={ Car = 0.3, Cyclist = 0.5 }").unwrap();
        assert_eq!(some.detection.min_score.of("Pedestrian"), 0.3);
        assert_eq!(Config::parse(&config.to_text(), Path::new("b"), &[]).unwrap(), config);
        assert_eq!(
            synthetic("detection.min_score=0.7").unwrap().detection.min_score.of("Car"),
            0.7
        );
    }

    #[test]
    fn thresholds_that_are_no_scores_or_of_no_class_are_refused() {
        for (change, expected) in [
            ("1.5", "detection.min_score: 1.5, expected a number from 0 to 1"),
            ("nan", "detection.min_score: NaN, expected a number from 0 to 1"),
            (
                "{Car = 2.0, Pedestrian = 0.1, Cyclist = 0.1}",
                "detection.min_score.Car: 2, expected",
            ),
            (
                "{Car = 0.1, Pedestrian = 0.1, Cyclist = 0.1, Van = 0.1}",
                "Van, expected one of Car, Pedestrian, Cyclist",
            ),
            ("{}", "detection.min_score: an empty table, expected a number for some class"),
            ("{ Car = 0.1, car = 0.2 }", "detection.min_score: car, expected each class once"),
            ("'high'", "expected a number from 0 to 1, or a table such as"),
            ("[0.1]", "expected a number from 0 to 1, or a table such as"),
        ] {
            let message = synthetic(&format!("detection.min_score={change}")).unwrap_err();
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn what_is_typed_replaces_the_thresholds_that_it_names() {
        let classes = synthetic("detection.min_score=0.4").unwrap().network.classes;
        let typed = |text: &str| {
            let typed: MinScore = text.parse().unwrap();
            MinScore::Same(0.4)
                .replaced_by(&typed, &classes, "--min-score")
                .map_err(|error| error.to_string())
        };
        assert_eq!(typed("0.1"), Ok(MinScore::Same(0.1)));
        for text in ["car=0.2, Cyclist=0.3", "{ car = 0.2, \"Cyclist\" = 0.3 }"] {
            let scores = typed(text).unwrap();
            assert_eq!(
                ["Car", "Pedestrian", "Cyclist"].map(|class| scores.of(class)),
                [0.2, 0.4, 0.3]
            );
        }
        assert!(
            typed("Van=0.2").unwrap_err().contains("Van, expected one of Car, Pedestrian, Cyclist")
        );
        for wrong in ["", "high", "2", "-0.1", "NaN", "Car=", "Car=2", "=0.1,", "Car=0.1,car=0.2"] {
            assert!(wrong.parse::<MinScore>().is_err(), "{wrong}");
        }
    }
}
