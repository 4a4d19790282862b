//! The table of what each class gives at its threshold.

use std::fmt::{self, Write};

use super::columns::CLASS_WIDTH;
use super::report::Report;
use crate::class_reliability::ClassReliability;

/// Writes a line for each class that is present.
pub(super) fn write_reliability(f: &mut impl Write, report: &Report) -> fmt::Result {
    let has_threshold = report.reliability.iter().any(|(_, of)| of.min_score().is_some());
    let kept = if has_threshold {
        "Detections from each class's threshold on"
    } else {
        "All detections in the result files"
    };
    writeln!(f, "\n{kept}: in 3D, strict overlaps, objects of all levels")?;
    writeln!(
        f,
        "{:CLASS_WIDTH$} min score  objects    found  recall    false  per scan  precision   D-ECE",
        ""
    )?;
    for (class, of) in report.reliability.iter() {
        if report.present.iter().any(|present| present == class) {
            writeln!(f, "{class:CLASS_WIDTH$} {}", cells(of))?;
        }
    }
    Ok(())
}

fn cells(of: &ClassReliability) -> String {
    let operation = &of.operation;
    let number = |value: Option<f64>, decimals: usize| {
        value.map_or_else(|| "-".to_owned(), |value| format!("{value:.decimals$}"))
    };
    let percent = |share: Option<f64>| number(share.map(|share| 100. * share), 2);
    format!(
        "{:>9} {:>8} {:>8} {:>7} {:>8} {:>9} {:>10} {:>7}",
        number(of.min_score(), 4),
        operation.num_objects,
        operation.num_found,
        percent(operation.recall()),
        operation.num_false,
        number(operation.false_per_frame(), 3),
        percent(operation.precision()),
        number(of.scores.as_ref().map(|scores| scores.error.d_ece), 4),
    )
}

#[cfg(test)]
mod tests {
    use super::super::evaluator::Evaluator;
    use super::super::table::TableOptions;
    use super::super::test_rows::{detection, truth};

    #[test]
    fn a_class_without_detections_has_dashes_and_stands_in_the_full_table_alone() {
        let mut evaluator = Evaluator::official();
        let cars = [detection("Car", 0., 0.75), detection("Car", 3., 0.25)];
        evaluator.add_frame(&[truth("Car", 0.), truth("Cyclist", 1.)], &cars);
        let report = evaluator.finish();
        let table = report.table(&TableOptions { full: true, ..TableOptions::default() });
        let expected = "
All detections in the result files: in 3D, strict overlaps, objects of all levels
            min score  objects    found  recall    false  per scan  precision   D-ECE
car                 -        1        1  100.00        1     1.000      50.00  0.2500
cyclist             -        1        0    0.00        0     0.000          -       -
";
        assert!(table.contains(expected), "{table}");
        assert!(!report.table(&TableOptions::default()).contains("D-ECE"));
    }
}
