//! Numbers of a scan, and the table that compares real and simulated scans by them.
//!
//! A row is within when the mean of the simulated scans lies between the least and the greatest of the
//! real ones, widened by 20%.

use crate::statistics::mean;

/// Real values are widened by this share of themselves.
const WIDENED: f64 = 0.2;

/// The largest value that reads as 0 in real scans, whose intensities are hundredths.
const ROUNDING: f64 = 0.005;

/// A named number of one scan. All scans have the same rows in the same order.
pub struct ScanRow {
    pub name: String,
    pub value: f64,
}

/// Rows of one kind for successive bands of distance, each `width_m` wide.
pub fn by_band(
    what: &str,
    width_m: usize,
    values: impl IntoIterator<Item = f64>,
) -> impl Iterator<Item = ScanRow> {
    values.into_iter().enumerate().map(move |(band, value)| ScanRow {
        name: format!("{what}, {} to {} m", band * width_m, (band + 1) * width_m),
        value,
    })
}

/// Prints a row per number; whether all simulated means are within.
pub fn print(real: &[&[ScanRow]], simulated: &[&[ScanRow]]) -> bool {
    println!(
        "{:<38} {:>10} {:>10} {:>10}   {:>10} {:>10} {:>10}",
        "", "real least", "mean", "greatest", "sim. least", "mean", "greatest"
    );
    let mut all_within = true;
    for (row, ScanRow { name, .. }) in real[0].iter().enumerate() {
        let column = |scans: &[&[ScanRow]]| scans.iter().map(|s| s[row].value).collect();
        let (real, simulated) = (Column::of(column(real)), Column::of(column(simulated)));
        let rounding = if name.starts_with("intensity") { ROUNDING } else { 0. };
        let allowed = real.least * (1. - WIDENED)..=real.greatest * (1. + WIDENED) + rounding;
        let within = allowed.contains(&simulated.mean);
        all_within &= within;
        let digits = if real.greatest < 10. { 3 } else { 0 };
        println!(
            "{name:<38} {}   {}  {}",
            real.text(digits),
            simulated.text(digits),
            if within { "within" } else { "NOT WITHIN" }
        );
    }
    all_within
}

/// A number over all scans.
struct Column {
    least: f64,
    mean: f64,
    greatest: f64,
}

impl Column {
    fn of(values: Vec<f64>) -> Self {
        Self {
            least: values.iter().copied().fold(f64::INFINITY, f64::min),
            mean: mean(&values),
            greatest: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    fn text(&self, digits: usize) -> String {
        let Self { least, mean, greatest } = self;
        format!("{least:>10.digits$} {mean:>10.digits$} {greatest:>10.digits$}")
    }
}
