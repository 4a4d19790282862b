//! The notes below the tables of a report.

use std::fmt::{self, Write};

use super::average::AveragePrecision;
use super::columns::CLASS_WIDTH;
use super::measure::Measure;
use super::plain_table::write_plain_tables;
use super::report::Report;

/// Says why values are missing, and how high those of few objects can go; adds plain average precision when
/// everything is shown.
pub(super) fn write_notes(f: &mut impl Write, report: &Report, is_full: bool) -> fmt::Result {
    write_gaps(f, report)?;
    let capped = capped_classes(report);
    if capped.is_empty() {
        return Ok(());
    }
    write_caps(f, report, &capped)?;
    // There is nothing to say of a class that is not evaluated.
    let evaluated: Vec<&str> =
        capped.into_iter().filter(|class| has_plain(report, class)).collect();
    match evaluated[..] {
        [] => Ok(()),
        _ if is_full => write_plain_tables(f, report, &evaluated),
        _ => writeln!(f, "--full adds plain average precision, which has no such limit."),
    }
}

/// The reasons for which values are missing.
fn write_gaps(f: &mut impl Write, report: &Report) -> fmt::Result {
    let measures = report.measures();
    let has_gap = |is_gap: fn(&AveragePrecision) -> bool| {
        report.shown(&report.classes).any(|(_, of)| {
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
    if reasons.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n-: not evaluated, {}", reasons.join(", or "))
}

/// The classes with so few objects that even a perfect detector stays below 100.
fn capped_classes(report: &Report) -> Vec<&str> {
    // The number of valid objects is the same in every measure.
    let capped = report
        .shown(&report.classes)
        .filter(|(_, of)| of.bbox.each().iter().any(|ap| ap.is_capped()));
    capped.map(|(class, _)| class).collect()
}

/// The caps of the official measure for few objects.
fn write_caps(f: &mut impl Write, report: &Report, capped: &[&str]) -> fmt::Result {
    writeln!(
        f,
        "\nWith 40 valid objects or fewer a perfect detector stays below 100 in the official"
    )?;
    writeln!(f, "measure. Valid objects, and the highest R40 and R11 they allow:")?;
    for &class in capped {
        let Some(of) = report.classes.get(class) else { continue };
        let caps = of.bbox.each().into_iter().map(|ap| {
            let (r11, r40) = ap.best_possible();
            let cap = format!("{:>6} ({r40:.1}, {r11:.1})", ap.n_gt);
            format!("{cap:<22}")
        });
        writeln!(f, "{class:CLASS_WIDTH$} {}", caps.collect::<String>().trim_end())?;
    }
    Ok(())
}

/// Whether the class has plain average precision in any measure.
fn has_plain(report: &Report, class: &str) -> bool {
    report.plain.classes.get(class).is_some_and(|of| {
        Measure::ALL.iter().any(|&m| of.get(m).each().iter().any(|plain| plain.ap.is_some()))
    })
}
