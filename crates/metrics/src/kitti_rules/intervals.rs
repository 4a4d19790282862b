//! Tables of confidence intervals.

use std::fmt::{self, Write};

use super::bootstrap::{Interval, Intervals};
use super::columns::{CLASS_WIDTH, write_rows};
use super::report::Report;

/// Writes the intervals at the official and at the loose overlaps, R40 and R11.
pub(super) fn write_intervals(
    f: &mut impl Write,
    report: &Report,
    intervals: &Intervals,
) -> fmt::Result {
    let Intervals { resamples, seed, confidence, classes, loose } = intervals;
    let percent = confidence * 100.;
    let names = report.levels.names().iter().map(|level| format!("{level:>15}"));
    let names = names.collect::<Vec<_>>().join("  ");
    for (name, table) in [("official", classes), ("loose", loose)] {
        for (average, of) in [
            ("R40", (|interval| interval.r40) as fn(&Interval) -> Option<[f64; 2]>),
            ("R11", |interval| interval.r11),
        ] {
            writeln!(
                f,
                "\n{percent}% intervals of {average}, {name} overlaps, \
                 {resamples} resamples of the frames, seed {seed}"
            )?;
            writeln!(f, "{:1$}{names}", "", CLASS_WIDTH + 7)?;
            write_rows(f, report.shown(table), report.measures(), |row| {
                let ends = row.each().into_iter().map(|interval| match of(interval) {
                    Some([low, high]) => format!("{low:6.2} - {high:6.2}"),
                    None => format!("{:>15}", "-"),
                });
                ends.collect::<Vec<_>>().join("  ")
            })?;
        }
    }
    Ok(())
}
