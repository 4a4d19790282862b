//! Rows that are in no evaluated class.

use std::collections::BTreeSet;

use voxelnet_config::KITTI_TYPES;
use voxelnet_kitti::Label;
use voxelnet_scene::class_spelling;

use super::row_source::RowSource;
use crate::kitti_rules::rules::Rules;
use crate::warning::{ScoreWarning, TypesRemedy};

/// Warns of result rows of types that neither the rules nor KITTI know; of those that KITTI knows only when no
/// result is of an evaluated class.
pub(super) fn unknown_types(
    results: &RowSource,
    rules: &Rules,
    remedy: TypesRemedy,
) -> Option<ScoreWarning> {
    let has_member = results.rows().any(|row| rules.class_of(&row.kind).is_some());
    let is_unknown =
        |row: &&Label| rules.class_of(&row.kind).is_none() && !(has_member && is_of_kitti(row));
    let num_rows = results.rows().filter(is_unknown).count();
    (num_rows > 0).then(|| ScoreWarning::UnknownTypes {
        folder: results.folder.to_owned(),
        num_rows,
        types: types_of(results.rows().filter(is_unknown)),
        classes: classes_of(rules),
        remedy,
    })
}

/// Warns of labels of which none is of an evaluated class.
pub(super) fn nothing_to_find(
    labels: &RowSource,
    rules: &Rules,
    remedy: TypesRemedy,
) -> Option<ScoreWarning> {
    let has_member = labels.rows().any(|row| rules.class_of(&row.kind).is_some());
    (!has_member).then(|| ScoreWarning::NothingToFind {
        folder: labels.folder.to_owned(),
        types: types_of(labels.rows()),
        classes: classes_of(rules),
        remedy,
    })
}

fn is_of_kitti(row: &Label) -> bool {
    KITTI_TYPES.iter().any(|kind| row.is_kind(kind))
}

/// The types of rows, each once.
fn types_of<'a>(rows: impl Iterator<Item = &'a Label>) -> Vec<String> {
    let types: BTreeSet<&str> = rows.map(|row| row.kind.as_str()).collect();
    types.into_iter().map(str::to_owned).collect()
}

fn classes_of(rules: &Rules) -> Vec<String> {
    rules.classes.iter().map(|class| class_spelling(&class.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::test_rows::{labels, results, rows_of_frame};
    use super::*;

    const CAR: &str = "Car 0 0 0 500 100 700 300 1.5 1.6 4.0 0 1.65 20 0";

    fn unknown(detections: &[&str]) -> Option<(usize, Vec<String>)> {
        let rows: String = detections.iter().map(|of| CAR.replace("Car", of) + " 0.9\n").collect();
        let frames = rows_of_frame(CAR, &rows);
        let warning = unknown_types(&results(&frames), &Rules::default(), TypesRemedy::Rename)?;
        let ScoreWarning::UnknownTypes { num_rows, types, .. } = warning else {
            panic!("{warning}")
        };
        Some((num_rows, types))
    }

    #[test]
    fn result_rows_of_types_that_nobody_knows_are_counted() {
        assert_eq!(unknown(&["car", "Van", "DontCare", "Person_sitting"]), None);
        assert_eq!(unknown(&[]), None);
        let found = unknown(&["Car", "vehicle", "lorry", "vehicle", "Van"]);
        assert_eq!(found, Some((3, vec!["lorry".to_owned(), "vehicle".to_owned()])));
    }

    #[test]
    fn results_of_other_types_of_kitti_alone_are_unknown_too() {
        assert_eq!(unknown(&["Van", "Van"]), Some((2, vec!["Van".to_owned()])));
    }

    #[test]
    fn labels_without_an_evaluated_class_leave_nothing_to_find() {
        let found = |text: &str| {
            let frames = rows_of_frame(text, "");
            nothing_to_find(&labels(&frames), &Rules::default(), TypesRemedy::Rename).is_some()
        };
        assert!(found("") && found(&CAR.replace("Car", "vehicle")));
        assert!(!found(&format!("{CAR}\n{}", CAR.replace("Car", "vehicle"))));
    }
}
