//! Values of options.

use voxelnet_metrics::OverlapSet;
use voxelnet_runs::CheckpointSelector;
use voxelnet_synth::Sensor;

use crate::scans::transform::RigidTransform;

/// A number from 0 to 1.
pub fn share(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0. ..=1.).contains(number));
    number.ok_or_else(|| "expected a number from 0 to 1".into())
}

/// A number from 0 on.
pub fn not_negative(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|&number: &f64| number >= 0. && number.is_finite());
    number.ok_or_else(|| "expected a number from 0 on".into())
}

/// A whole number above 0.
pub fn at_least_one(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|&number| number > 0);
    number.ok_or_else(|| "expected a whole number above 0".into())
}

/// The name of a sensor that comes with the program, or the path of a sensor file.
pub fn sensor(text: &str) -> Result<String, String> {
    if Sensor::names().any(|name| name == text) || text.ends_with(".toml") {
        return Ok(text.to_owned());
    }
    let names: Vec<&str> = Sensor::names().collect();
    Err(format!("expected {} or a file that ends in .toml", names.join(", ")))
}

/// The pose of a sensor, typed or in a file.
pub fn transform(text: &str) -> Result<RigidTransform, String> {
    text.parse().map_err(|error: anyhow::Error| format!("{error:#}"))
}

/// One minimum overlap per class.
pub fn overlaps(text: &str) -> Result<OverlapSet, String> {
    let min_overlaps: Option<Vec<f64>> = text
        .split('/')
        .map(|number| number.parse().ok().filter(|overlap| (0. ..1.).contains(overlap)))
        .collect();
    let min_overlaps = min_overlaps
        .ok_or("expected numbers from 0, below 1, one per class, such as 0.7/0.5/0.5")?;
    Ok(OverlapSet { name: text.into(), min_overlaps })
}

/// A checkpoint of a run; an empty text is the best or the last.
pub fn checkpoint(text: &str) -> Result<CheckpointSelector, String> {
    if text.is_empty() { Ok(CheckpointSelector::BestOrLast) } else { text.parse() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlaps_are_numbers_below_one() {
        let set = overlaps("0.7/0.5/.25").map(|set| set.min_overlaps);
        assert_eq!(set, Ok(vec![0.7, 0.5, 0.25]));
        for wrong in ["", "0.7/", "1/0.5/0.5", "-0.1", "0.7 0.5", "NaN", "x/y/z"] {
            assert!(overlaps(wrong).is_err(), "{wrong}");
        }
    }
}
