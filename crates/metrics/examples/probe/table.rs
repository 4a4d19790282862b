//! The table for people.

use std::fmt::{self, Write};

use rayon::prelude::*;
use voxelnet_files::counted;
use voxelnet_metrics::{BoxErrors, EvaluatedFrames};

use crate::comparison::{Comparison, RESAMPLES};
use crate::rows::{Better, Row};

/// Share of the resamples that must have a value for a verdict.
const MIN_SHARE_VALUED: f64 = 0.95;

/// Room for the name of a row.
const NAME_WIDTH: usize = 44;

/// The table of all rows.
pub fn table(
    rows: &[Row],
    before: &[EvaluatedFrames],
    after: &[EvaluatedFrames],
    num_frames: usize,
) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_table(&mut text, rows, before, after, num_frames);
    text
}

fn write_table(
    f: &mut String,
    rows: &[Row],
    before: &[EvaluatedFrames],
    after: &[EvaluatedFrames],
    num_frames: usize,
) -> fmt::Result {
    let is_compared = !before.is_empty();
    let folders = |folders: &[EvaluatedFrames]| counted(folders.len(), "result folder");
    let results = if is_compared {
        format!("before: {}, after: {}", folders(before), folders(after))
    } else {
        folders(after)
    };
    writeln!(f, "{}; {results}", counted(num_frames, "frame"))?;
    let of = if is_compared { "differences" } else { "values" };
    writeln!(
        f,
        "95% intervals of {of}: {} resamples of the frames, seed {}\n",
        RESAMPLES.num_resamples, RESAMPLES.seed
    )?;
    if is_compared {
        writeln!(
            f,
            "{:NAME_WIDTH$} {:>8} {:>8} {:>10}   95% interval",
            "", "before", "after", "difference"
        )?;
    } else {
        writeln!(f, "{:NAME_WIDTH$} {:>8}   95% interval", "", "value")?;
    }
    let compared: Vec<Comparison> = rows
        .par_iter()
        .map(|row| {
            let counts = |folders: &[EvaluatedFrames]| -> Vec<_> {
                folders.iter().map(|folder| row.quantity.counted(folder)).collect()
            };
            Comparison::of(&counts(before), &counts(after), num_frames)
        })
        .collect();
    for (row, comparison) in rows.iter().zip(&compared) {
        writeln!(f, "{}", line(row, comparison, is_compared).trim_end())?;
    }
    write_notes(f, is_compared)
}

fn line(row: &Row, comparison: &Comparison, is_compared: bool) -> String {
    let Row { name, decimals, better, .. } = row;
    let number = |value: Option<f64>| {
        value.map_or_else(|| "-".to_owned(), |value| format!("{value:.decimals$}"))
    };
    let signed = |value: f64| format!("{value:+.decimals$}");
    let after = number(comparison.after);
    let mut line = format!("{name:NAME_WIDTH$} ");
    if is_compared {
        let difference = comparison.difference().map_or_else(|| "-".to_owned(), signed);
        line += &format!("{:>8} {after:>8} {difference:>10}", number(comparison.before));
    } else {
        line += &format!("{after:>8}");
    }
    let Some([low, high]) = comparison.interval else { return line };
    if is_compared {
        line += &format!("   {:>8} to {:>8}", signed(low), signed(high));
        if comparison.share_valued >= MIN_SHARE_VALUED {
            line += &format!("  {}", verdict([low, high], *better));
        }
    } else {
        line += &format!("   {low:>8.decimals$} to {high:>8.decimals$}");
    }
    if comparison.share_valued < 1. {
        line = format!("{}  (in {:.0}%)", line.trim_end(), 100. * comparison.share_valued);
    }
    line
}

/// A word where the interval of a difference does not hold zero.
fn verdict([low, high]: [f64; 2], better: Option<Better>) -> &'static str {
    let grows = if low > 0. {
        true
    } else if high < 0. {
        false
    } else {
        return "";
    };
    match better {
        None => "changed",
        Some(better) if (better == Better::Higher) == grows => "better",
        Some(_) => "worse",
    }
}

fn write_notes(f: &mut String, is_compared: bool) -> fmt::Result {
    writeln!(
        f,
        "\nAverage precision in percent, of moderate objects. False detections per scan at the highest score\n\
         that reaches the recall, overlap from above 0.25, over the hard level; detections on DontCare areas\n\
         count as false. Errors of boxes in metres and radians, from a score of {} on.",
        BoxErrors::MIN_SCORE
    )?;
    if is_compared {
        writeln!(
            f,
            "Intervals hold the chance of the frames, not that of the training, and of so many rows one or two\n\
             get a word by chance.\n\
             *: the mean recall of the results before, from a score of {} on.",
            BoxErrors::MIN_SCORE
        )?;
    }
    writeln!(
        f,
        "-: a recall that is not reached, or too few objects.\n\
         (in N%): so many resamples have a value, and the interval is theirs."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_needs_an_interval_without_zero() {
        let (higher, lower) = (Some(Better::Higher), Some(Better::Lower));
        assert_eq!(verdict([0.1, 2.], higher), "better");
        assert_eq!(verdict([0.1, 2.], lower), "worse");
        assert_eq!(verdict([-2., -0.1], lower), "better");
        assert_eq!(verdict([-2., -0.1], None), "changed");
        assert_eq!(verdict([-1., 1.], higher), "");
        assert_eq!(verdict([0., 0.], higher), "");
    }
}
