//! Evidence for rows of twice as many numbers as expected.
//!
//! Every second row then is none of a point. Scanners also write points in turn that differ, from two returns
//! or two lasers, so that both x and y have to be of another kind in every second row.

use super::sample::{Sample, share};

/// The share of rows that must show it.
const MOST: f64 = 0.95;

/// The least rows that tell anything.
const MIN_ROWS: usize = 16;

/// How many times larger or smaller than a coordinate something of another kind is.
const MIN_RATIO: f32 = 30.;

/// Whether every second row of so many numbers is the rest of the one before.
pub fn are_double_rows(sample: &Sample, num_columns: usize) -> bool {
    let doubled = sample.rows(2 * num_columns);
    // A point without a return is zero everywhere and tells nothing.
    let rows = || doubled.iter().filter(|row| row.iter().any(|&number| number != 0.));
    let has_rest = |row: &&Vec<f32>| row[num_columns..][..3].iter().any(|&number| number != 0.);
    let are_rests = |column: usize| {
        let pairs = || rows().map(|row| (row[column], row[num_columns + column]));
        let is_larger = |one: f32, other: f32| one.abs() > MIN_RATIO * other.abs();
        let is_whole = |number: f32| number.fract() == 0.;
        share(pairs().map(|(one, other)| is_larger(one, other))) > MOST
            || share(pairs().map(|(one, other)| is_larger(other, one))) > MOST
            || (share(pairs().map(|(one, _)| !is_whole(one))) > MOST
                && share(pairs().map(|(_, other)| is_whole(other))) > MOST)
    };
    rows().count() >= MIN_ROWS
        && share(rows().map(|row| has_rest(&row))) > 0.5
        && are_rests(0)
        && are_rests(1)
}
