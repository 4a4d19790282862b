//! Statistics of samples; NaN for a sample that is too small for them.

use voxelnet_statistics::linear_quantile;

/// The arithmetic mean.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The standard deviation of the sample itself, as numpy's `std`.
pub fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt()
}

/// The quantile at `share`, 0 to 1, as numpy's `percentile`.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    linear_quantile(values.iter().copied(), share).unwrap_or(f64::NAN)
}

/// Pearson's correlation of two columns of equal length.
pub fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    let products: Vec<f64> = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).collect();
    mean(&products) / (deviation(a) * deviation(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_rise_together_correlate_and_a_mirrored_one_does_not() {
        let (rising, falling) = ([1., 2., 4.], [-2., -4., -8.]);
        assert!((correlation(&rising, &rising) - 1.).abs() < 1e-12);
        assert!((correlation(&rising, &falling) + 1.).abs() < 1e-12);
        assert!((deviation(&[1., 3.]) - 1.).abs() < 1e-12);
    }
}
