//! Evidence for another number of columns.

use super::double_rows::are_double_rows;
use super::period::Numbers;
use super::sample::{NUM_WORD_BYTES, Sample};

/// Numbers of columns that are looked for, in ascending order.
const CANDIDATES: [usize; 4] = [3, 5, 6, 7];

/// The share of the variance that columns explain at least.
const MIN_GAIN: f64 = 0.15;

/// What it takes more of few numbers, over their count: chance explains a part of them.
const GAIN_OF_FEW: f64 = 10.;

/// The share that the expected columns, when they are none, explain at most.
const MAX_CHANCE: f64 = 0.05;

/// The number of columns that the numbers seem to have, if it is clearly another one than expected.
pub fn likely_columns(
    sample: &Sample,
    num_file_bytes: usize,
    num_expected: usize,
) -> Option<usize> {
    let is_whole = |columns: usize| num_file_bytes.is_multiple_of(columns * NUM_WORD_BYTES);
    // What rows of no return are filled with may have a period of its own.
    let numbers = Numbers::of(&sample.without_fill(num_expected));
    let min_gain = MIN_GAIN + GAIN_OF_FEW / numbers.count().max(1) as f64;
    let is_likely = |&columns: &usize| {
        let common = greatest_common_divisor(columns, num_expected);
        let of_expected = numbers.gain(num_expected, common);
        is_whole(columns)
            && of_expected < MAX_CHANCE
            && numbers.gain(columns, common) > min_gain.max(6. * of_expected)
    };
    let likely: Vec<usize> = CANDIDATES.into_iter().filter(is_likely).collect();
    // Rows of six also look like rows of three, but explain more.
    let is_part = |columns: usize| {
        let is_more = |&more: &usize| more > columns && more % columns == 0;
        likely.iter().filter(|more| is_more(more)).any(|&more| numbers.gain(more, columns) > 0.1)
    };
    let doubled = 2 * num_expected;
    likely
        .iter()
        .copied()
        .find(|&columns| !is_part(columns))
        .or_else(|| (is_whole(doubled) && are_double_rows(sample, num_expected)).then_some(doubled))
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
