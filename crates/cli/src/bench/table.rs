//! Lines of the tables of measurements.

use std::fmt::Write as _;

/// A line of a table.
pub fn row(table: &mut String, what: &str, cells: impl IntoIterator<Item = String>) {
    let _ = write!(table, "{what:<17}"); // writing to a String cannot fail
    for cell in cells {
        let _ = write!(table, " {cell:>14}");
    }
    *table += "\n";
}
