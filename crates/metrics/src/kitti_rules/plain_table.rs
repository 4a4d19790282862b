//! Tables of plain average precision and recall, which few objects do not cap.

use std::fmt::{self, Write};

use super::average::PlainPrecision;
use super::columns::{CLASS_WIDTH, percents};
use super::measure::Table;
use super::report::Report;

/// Writes some classes at the official, the loose and all other overlaps.
pub(super) fn write_plain_tables(
    f: &mut impl Write,
    report: &Report,
    classes: &[&str],
) -> fmt::Result {
    let standard = [("official", &report.plain.classes), ("loose", &report.plain.loose)];
    for (overlaps, table) in standard.into_iter().chain(report.plain.overlaps.iter()) {
        writeln!(
            f,
            "\nNot official: plain interpolated AP, and recall, at the {overlaps} overlaps"
        )?;
        write_plain(f, report, table, classes)?;
    }
    Ok(())
}

fn write_plain(
    f: &mut impl Write,
    report: &Report,
    table: &Table<PlainPrecision>,
    classes: &[&str],
) -> fmt::Result {
    let levels = report.levels.names().iter().map(|level| format!("{level:>8}"));
    let levels = levels.collect::<Vec<_>>().join(" ");
    let indent = CLASS_WIDTH + 7;
    // Each in the middle of its columns.
    let before = (levels.len() - 8).div_ceil(2);
    let between = levels.len() - 3;
    writeln!(f, "{:indent$}{:before$}plain AP{:between$}recall", "", "", "")?;
    writeln!(f, "{:indent$}{levels}    {levels}", "")?;
    for &class in classes {
        let Some(of_class) = table.get(class) else { continue };
        let mut name = class;
        for &measure in report.measures() {
            let values = of_class.get(measure).each();
            let ap = percents(values.iter().map(|plain| plain.ap));
            let recall = percents(values.iter().map(|plain| plain.recall));
            writeln!(f, "{name:CLASS_WIDTH$} {:5} {ap}    {recall}", measure.name())?;
            name = "";
        }
    }
    Ok(())
}
