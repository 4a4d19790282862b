//! The times, the memory and the agreement of the ways to run a network.

mod agreement;
mod difference;
mod engines;
mod limits;
mod machine;
pub mod memory;
mod report;
mod scaling;
pub mod stages;
pub mod subject;

pub use engines::{EngineTimes, time_engines};
pub use limits::Limits;
pub use machine::MachineRates;
pub use report::{BenchReport, EngineReport, Speedup, TrainStepReport};
pub use scaling::time_parts;

/// The median of each engine's training steps, milliseconds.
pub type MedianSteps = Vec<(crate::args::BenchEngine, f64)>;

/// The middle one of several numbers; of an even number of them the mean of the middle two.
///
/// # Panics
/// Without a number.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2. }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_one_or_between_the_middle_two() {
        assert_eq!(median(vec![3., 1., 2.]), 2.);
        assert_eq!(median(vec![4., 1., 2., 3.]), 2.5);
    }
}
