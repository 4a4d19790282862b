//! The table of how wrong the boxes of found objects are.

use std::fmt::{self, Write};

use super::columns::CLASS_WIDTH;
use super::report::Report;
use crate::box_errors::{BandErrors, BoxErrors, MAX_DISTANCE_M};
use crate::box_quantity::BoxQuantity;

/// Room for a quantity and for a mean with its spread.
const QUANTITY_WIDTH: usize = 8;
const BAND_WIDTH: usize = 15;

/// Writes the errors of each class by range; nothing where too few objects are found.
pub(super) fn write_box_errors(f: &mut impl Write, report: &Report) -> fmt::Result {
    if report.box_errors.is_empty() {
        return Ok(());
    }
    writeln!(
        f,
        "\nErrors of the boxes of found objects by range in metres: mean and spread, metres and radians,\n\
         of the nearest detection within {MAX_DISTANCE_M} m, score {} or more",
        BoxErrors::MIN_SCORE
    )?;
    let names = BoxErrors::RANGES_M.map(|(name, _)| name);
    let header = names.map(|name| format!("{name:>BAND_WIDTH$}")).concat();
    writeln!(f, "{:1$}{header}", "", CLASS_WIDTH + 1 + QUANTITY_WIDTH)?;
    for (class, of_class) in report.box_errors.iter() {
        let bands = names.map(|name| of_class.get(name));
        write_row(f, class, "objects", bands, |band| band.num_objects.to_string())?;
        for quantity in BoxQuantity::ALL {
            write_row(f, "", quantity.name(), bands, |band| {
                let errors = band.get(quantity);
                // Without the sign of a zero, which rounding leaves behind.
                let mean = (errors.mean * 100.).round() / 100. + 0.;
                format!("{mean:+.2} {:5.2}", errors.spread)
            })?;
        }
    }
    Ok(())
}

fn write_row<const N: usize>(
    f: &mut impl Write,
    class: &str,
    name: &str,
    bands: [Option<&BandErrors>; N],
    cell: impl Fn(&BandErrors) -> String,
) -> fmt::Result {
    let cells = bands.map(|band| {
        let text = band.map_or_else(|| "-".to_owned(), &cell);
        format!("{text:>BAND_WIDTH$}")
    });
    writeln!(f, "{class:CLASS_WIDTH$} {name:QUANTITY_WIDTH$}{}", cells.concat())
}

#[cfg(test)]
mod tests {
    use super::super::evaluator::Evaluator;
    use super::super::table::TableOptions;
    use super::super::test_rows::{detection, truth};

    #[test]
    fn the_full_table_shows_the_errors_of_classes_of_which_enough_objects_are_found() {
        let mut evaluator = Evaluator::official();
        let cars = [0., 1., 2.].map(|place| truth("Car", place));
        let found = [0., 1., 2.].map(|place| detection("Car", place + 0.01, 0.5));
        evaluator.add_frame(&cars, &found);
        evaluator.add_frame(&[truth("Cyclist", 0.)], &[detection("Cyclist", 0., 0.9)]);
        let report = evaluator.finish();
        let full = report.table(&TableOptions { full: true, ..TableOptions::default() });
        // All are 20 m ahead or somewhat farther, and all detections 0.08 m to the right.
        let expected = "
Errors of the boxes of found objects by range in metres: mean and spread, metres and radians,
of the nearest detection within 1.2 m, score 0.3 or more
                               0-20          20-40          40-80
car         objects               -              3              -
            height                -    +0.00  0.00              -
            width                 -    +0.00  0.00              -
            length                -    +0.00  0.00              -
            bottom                -    +0.00  0.00              -
            along                 -    +0.08  0.00              -
            across                -    +0.00  0.00              -
            ray                   -    +0.03  0.02              -
            beside                -    +0.07  0.01              -
            yaw                   -    +0.00  0.00              -
            reversed              -    +0.00  0.00              -
";
        assert!(full.contains(expected), "{full}");
        assert!(!report.table(&TableOptions::default()).contains("Errors of the boxes"));
        let nothing = Evaluator::official().finish();
        assert!(nothing.box_errors.is_empty());
    }
}
