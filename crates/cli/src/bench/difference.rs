//! The difference between the outputs of two engines.

use serde::Serialize;
use voxelnet_detection::HeadOutputs;

/// Numbers for each of the two main outputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct PerOutput {
    pub scores: f64,
    pub residuals: f64,
}

/// The largest differences over several scans.
#[derive(Clone, Copy, Debug, Default)]
pub struct Differences {
    /// Largest absolute difference over the standard deviation of the reference's map.
    pub largest: PerOutput,
    /// The least standard deviation of a reference's map; near 0 the map is so flat that a difference
    /// says nothing.
    pub spread: PerOutput,
    num_scans: usize,
}

impl Differences {
    /// Adds what two engines say of a scan.
    pub fn add(&mut self, found: &HeadOutputs, reference: &HeadOutputs) {
        let is_first = self.num_scans == 0;
        for (largest, spread, found, reference) in [
            (&mut self.largest.scores, &mut self.spread.scores, &found.scores, &reference.scores),
            (
                &mut self.largest.residuals,
                &mut self.spread.residuals,
                &found.residuals,
                &reference.residuals,
            ),
        ] {
            let deviation = standard_deviation(reference);
            *largest = largest.max(largest_difference(found, reference) / deviation);
            *spread = if is_first { deviation } else { spread.min(deviation) };
        }
        self.num_scans += 1;
    }
}

fn standard_deviation(map: &[f32]) -> f64 {
    let numbers = || map.iter().map(|&number| f64::from(number));
    let mean = numbers().sum::<f64>() / map.len() as f64;
    (numbers().map(|number| (number - mean).powi(2)).sum::<f64>() / map.len() as f64).sqrt()
}

fn largest_difference(a: &[f32], b: &[f32]) -> f64 {
    let differences = a.iter().zip(b).map(|(a, b)| f64::from((a - b).abs()));
    // A NaN would lose every comparison and so go unnoticed.
    differences.fold(
        0.,
        |largest, number| {
            if number.is_nan() { f64::INFINITY } else { largest.max(number) }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(scores: [f32; 4], residuals: [f32; 4]) -> HeadOutputs {
        HeadOutputs { scores: scores.into(), residuals: residuals.into(), directions: None }
    }

    #[test]
    fn differences_are_measured_in_standard_deviations_and_the_largest_counts() {
        let mut differences = Differences::default();
        let reference = output([-1., 1., -1., 1.], [-2., 2., -2., 2.]);
        differences.add(&output([-1., 1., -1., 1.5], [-2., 2., -2., 3.]), &reference);
        differences.add(&output([-1., 1., -1., 1.], [-2., 2., 2., 2.]), &reference);
        assert_eq!(differences.largest, PerOutput { scores: 0.5, residuals: 2. });
        assert_eq!(differences.spread, PerOutput { scores: 1., residuals: 2. });
        differences.add(&output([f32::NAN, 1., -1., 1.], [0.; 4]), &reference);
        assert_eq!(differences.largest.scores, f64::INFINITY);
    }
}
