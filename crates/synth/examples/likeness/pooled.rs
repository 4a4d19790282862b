//! Numbers taken over the objects of all scans, and the table that compares them.
//!
//! A pooled row is within when the simulated value differs from the real one by at most 20% of it, or by
//! at most the tolerance that the row prints. A row with fewer than ten objects on either side is not
//! judged.

use crate::statistics::{deviation, mean};

/// Allowed deviation as a share of the real value.
const ALLOWED: f64 = 0.2;

/// Objects below which a number is left to chance.
const MIN_OBJECTS: usize = 10;

/// A number over many objects. Both columns have the same rows in the same order.
pub struct PooledRow {
    pub name: String,
    pub value: f64,
    pub num_objects: usize,
    /// Deviation that is always allowed, in the unit of the value.
    pub tolerance: f64,
}

/// The mean and the spread of a sample.
pub fn mean_and_spread(name: &str, sample: &[f64], tolerance: f64) -> [PooledRow; 2] {
    [("mean", mean(sample)), ("spread", deviation(sample))].map(|(what, value)| PooledRow {
        name: format!("{name}, {what}"),
        value,
        num_objects: sample.len(),
        tolerance,
    })
}

/// Prints a row per number; whether all that can be judged are within.
pub fn print(title: &str, real: &[PooledRow], simulated: &[PooledRow]) -> bool {
    println!(
        "{title:<46} {:>9} {:>8}   {:>9} {:>8}   {:>9}",
        "real", "objects", "simulated", "objects", "tolerance"
    );
    let mut all_within = true;
    for (real, simulated) in real.iter().zip(simulated) {
        let verdict = verdict(real, simulated);
        all_within &= verdict != Verdict::NotWithin;
        println!(
            "{:<46} {:>9.3} {:>8}   {:>9.3} {:>8}   {:>9.3}  {}",
            real.name,
            real.value,
            real.num_objects,
            simulated.value,
            simulated.num_objects,
            real.tolerance,
            match verdict {
                Verdict::Within => "within",
                Verdict::NotWithin => "NOT WITHIN",
                Verdict::TooFew => "too few",
            }
        );
    }
    println!();
    all_within
}

#[derive(Debug, PartialEq)]
enum Verdict {
    Within,
    NotWithin,
    TooFew,
}

fn verdict(real: &PooledRow, simulated: &PooledRow) -> Verdict {
    if real.num_objects.min(simulated.num_objects) < MIN_OBJECTS {
        return Verdict::TooFew;
    }
    let allowed = real.tolerance.max(ALLOWED * real.value.abs());
    if (simulated.value - real.value).abs() <= allowed {
        Verdict::Within
    } else {
        Verdict::NotWithin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: f64, num_objects: usize) -> PooledRow {
        PooledRow { name: String::new(), value, num_objects, tolerance: 0.1 }
    }

    #[test]
    fn a_fifth_or_the_tolerance_is_allowed_and_few_objects_are_not_judged() {
        assert_eq!(verdict(&row(2., 10), &row(2.39, 10)), Verdict::Within);
        assert_eq!(verdict(&row(2., 10), &row(2.41, 10)), Verdict::NotWithin);
        assert_eq!(verdict(&row(0., 10), &row(-0.09, 10)), Verdict::Within);
        assert_eq!(verdict(&row(0., 10), &row(0.2, 9)), Verdict::TooFew);
        assert_eq!(verdict(&row(1., 10), &row(f64::NAN, 10)), Verdict::NotWithin);
    }
}
