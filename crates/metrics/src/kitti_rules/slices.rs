//! Tables of the objects at some distances, or with so many points.

use std::fmt::{self, Write};

use super::average::AveragePrecision;
use super::columns::{CLASS_WIDTH, precision_cells, write_header};
use super::difficulty::Levels;
use super::measure::{Named, Table};
use super::report::Report;

/// The words for slices.
#[derive(Clone, Copy)]
pub(super) struct SliceWords {
    /// The quantity by which objects are sliced.
    quantity: &'static str,
    /// An object of one slice.
    in_slice: &'static str,
}

impl SliceWords {
    pub(super) const DISTANCE: Self =
        Self { quantity: "distance, metres", in_slice: "at a distance" };
    pub(super) const POINTS: Self = Self { quantity: "points", in_slice: "with so many points" };
}

/// Writes the moderate objects of each slice, or all of them without levels, R40 and R11.
pub(super) fn write_slices(
    f: &mut impl Write,
    report: &Report,
    slices: &Named<Table<AveragePrecision>>,
    SliceWords { quantity, in_slice }: SliceWords,
) -> fmt::Result {
    if slices.is_empty() {
        return Ok(());
    }
    let objects = if report.levels == Levels::None { "Objects" } else { "Moderate objects" };
    writeln!(f, "\n{objects} by {quantity} (-: there is none)")?;
    let names: Vec<&str> = slices.iter().map(|(name, _)| name).collect();
    write_header(f, CLASS_WIDTH + 7, &names)?;
    for class in &report.present {
        let mut name = class.as_str();
        for &measure in report.measures() {
            let rows = slices.iter().filter_map(|(_, table)| table.get(class));
            let values: Vec<&AveragePrecision> =
                rows.map(|of| of.get(measure).moderate()).collect();
            let cells = precision_cells(&values);
            writeln!(f, "{name:CLASS_WIDTH$} {:5} {cells}", measure.name())?;
            name = "";
        }
    }
    let is_capped = |table: &Table<AveragePrecision>| {
        table.iter().any(|(_, of)| of.bbox.moderate().is_capped())
    };
    if slices.iter().any(|(_, table)| is_capped(table)) {
        writeln!(
            f,
            "With 40 objects or fewer {in_slice} a perfect detector stays below 100 there."
        )?;
    }
    Ok(())
}
