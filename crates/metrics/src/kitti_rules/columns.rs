//! The columns of tables for people.

use std::fmt::{self, Write};

use super::average::AveragePrecision;
use super::measure::{Measure, PerMeasure};
use super::per_difficulty::PerDifficulty;

/// Room for the name of a class.
pub(super) const CLASS_WIDTH: usize = 11;

/// The columns of a table with R40 and R11.
pub(super) fn write_header(f: &mut impl Write, indent: usize, columns: &[&str]) -> fmt::Result {
    let names: Vec<String> = columns.iter().map(|name| format!("{name:>8}")).collect();
    let names = names.join(" ");
    // Each in the middle of its columns.
    let (before, between) = ((names.len() - 3).div_ceil(2), names.len() + 1);
    writeln!(f, "{:indent$}{:before$}R40{:between$}R11", "", "", "")?;
    writeln!(f, "{:indent$}{names}    {names}", "")
}

/// A line for each of some classes and measures.
pub(super) fn write_rows<'a, T: 'a>(
    f: &mut impl Write,
    classes: impl Iterator<Item = (&'a str, &'a PerMeasure<PerDifficulty<T>>)>,
    measures: &[Measure],
    cells: impl Fn(&PerDifficulty<T>) -> String,
) -> fmt::Result {
    for (mut class, of_class) in classes {
        for &measure in measures {
            let line = format!(
                "{class:CLASS_WIDTH$} {:5} {}",
                measure.name(),
                cells(of_class.get(measure))
            );
            writeln!(f, "{}", line.trim_end())?;
            class = "";
        }
    }
    Ok(())
}

/// R40, then R11 of some values.
pub(super) fn precision_cells(values: &[&AveragePrecision]) -> String {
    let r40 = percents(values.iter().map(|ap| ap.r40));
    let r11 = percents(values.iter().map(|ap| ap.r11));
    format!("{r40}    {r11}")
}

/// Values in percent, and a line where there is none.
pub(super) fn percents(values: impl IntoIterator<Item = Option<f64>>) -> String {
    let cells = values.into_iter().map(|value| match value {
        Some(percent) => format!("{percent:8.2}"),
        None => format!("{:>8}", "-"),
    });
    cells.collect::<Vec<_>>().join(" ")
}
