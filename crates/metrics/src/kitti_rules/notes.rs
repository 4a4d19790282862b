//! The notes below the tables of a report.

use std::fmt::{self, Write};

use super::average::{AveragePrecision, PlainPrecision};
use super::columns::{CLASS_WIDTH, percents};
use super::measure::{Measure, Table};
use super::report::Report;

pub(super) fn write_notes(f: &mut impl Write, report: &Report) -> fmt::Result {
    let measures = report.measures();
    let has_gap = |is_gap: fn(&AveragePrecision) -> bool| {
        report.classes.iter().any(|(_, of)| {
            measures.iter().any(|&measure| of.get(measure).each().iter().any(|ap| is_gap(ap)))
        })
    };
    let reasons = [
        (has_gap(|ap| ap.n_gt == 0), "there is no object of the class to find"),
        (
            has_gap(|ap| ap.n_gt > 0 && ap.r40.is_none()),
            "there is no usable detection of the class",
        ),
    ];
    let reasons = reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason));
    let reasons: Vec<&str> = reasons.collect();
    if !reasons.is_empty() {
        writeln!(f, "\n-: not evaluated, {}", reasons.join(", or "))?;
    }
    write_caps(f, report)
}

/// The caps of the official measure for few objects.
fn write_caps(f: &mut impl Write, report: &Report) -> fmt::Result {
    // The number of valid objects is the same in every measure.
    let is_capped = |class: &str| {
        report.classes.get(class).is_some_and(|of| of.bbox.each().iter().any(|ap| ap.is_capped()))
    };
    let mut capped: Vec<&str> =
        report.classes.iter().map(|(class, _)| class).filter(|class| is_capped(class)).collect();
    if capped.is_empty() {
        return Ok(());
    }
    writeln!(
        f,
        "\nWith 40 valid objects or fewer a perfect detector stays below 100 in the official"
    )?;
    writeln!(f, "measure. Valid objects, and the highest R40 and R11 they allow:")?;
    for &class in &capped {
        let Some(of) = report.classes.get(class) else { continue };
        let caps = of.bbox.each().into_iter().map(|ap| {
            let (r11, r40) = ap.best_possible();
            let cap = format!("{:>6} ({r40:.1}, {r11:.1})", ap.n_gt);
            format!("{cap:<22}")
        });
        writeln!(f, "{class:CLASS_WIDTH$} {}", caps.collect::<String>().trim_end())?;
    }
    // There is nothing to say of a class that is not evaluated.
    let has_result = |class: &&str| {
        let row = report.plain.classes.get(class);
        row.is_some_and(|of| {
            Measure::ALL.iter().any(|&m| of.get(m).each().iter().any(|p| p.ap.is_some()))
        })
    };
    capped.retain(has_result);
    if capped.is_empty() {
        return Ok(());
    }
    let standard = [("official", &report.plain.classes), ("loose", &report.plain.loose)];
    for (overlaps, table) in standard.into_iter().chain(report.plain.overlaps.iter()) {
        writeln!(
            f,
            "\nNot official: plain interpolated AP, and recall, at the {overlaps} overlaps"
        )?;
        write_plain(f, report, table, &capped)?;
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
