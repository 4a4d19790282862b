//! An evaluation in one line.

use super::average::AveragePrecision;
use super::difficulty::Difficulty;
use super::measure::PerMeasure;
use super::per_difficulty::PerDifficulty;

/// The R40 of 3D boxes of each class at the level moderate, or at the only one: `3D moderate R40: car 63.33,
/// cyclist -`. None without classes.
pub(super) fn summary<'a>(
    classes: impl IntoIterator<Item = (&'a str, &'a PerMeasure<PerDifficulty<AveragePrecision>>)>,
) -> Option<String> {
    let mut has_levels = false;
    let values = classes.into_iter().map(|(class, of)| {
        has_levels |= matches!(of.volume, PerDifficulty::Each { .. });
        let r40 = of.volume.moderate().r40;
        format!("{class} {}", r40.map_or_else(|| "-".to_owned(), |percent| format!("{percent:.2}")))
    });
    let values: Vec<String> = values.collect();
    let level =
        if has_levels { format!("{} ", Difficulty::Moderate.name()) } else { String::new() };
    (!values.is_empty()).then(|| format!("3D {level}R40: {}", values.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::super::difficulty::Levels;
    use super::super::measure::Table;
    use super::*;

    fn table(levels: &Levels, values: &[(&str, Option<f64>)]) -> Table<AveragePrecision> {
        let names = values.iter().map(|(name, _)| *name);
        Table::from_fn(names, levels, |class, _, _| AveragePrecision {
            r11: None,
            r40: values[class].1,
            n_gt: 1,
        })
    }

    #[test]
    fn each_class_has_its_value_or_a_dash() {
        let table = table(&Levels::Pixels, &[("Car", Some(63.333)), ("Cyclist", None)]);
        assert_eq!(summary(table.iter()).as_deref(), Some("3D moderate R40: car 63.33, cyclist -"));
        assert_eq!(summary(table.iter().take(0)), None);
    }

    #[test]
    fn no_level_is_named_where_there_is_none() {
        let table = table(&Levels::None, &[("car", Some(100.))]);
        assert_eq!(summary(table.iter()).as_deref(), Some("3D R40: car 100.00"));
    }
}
