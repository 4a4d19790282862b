//! Statistics of samples; NaN for a sample that is too small for them.

/// The arithmetic mean.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The standard deviation of the sample itself, as numpy's `std`.
pub fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt()
}

/// The quantile at `share`, 0 to 1, interpolated between neighbours as numpy's `percentile`.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = share * sorted.len().saturating_sub(1) as f64;
    let at = |index: f64| sorted.get(index as usize).copied().unwrap_or(f64::NAN);
    at(place.floor()) + place.fract() * (at(place.ceil()) - at(place.floor()))
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
    fn quantiles_lie_between_neighbours() {
        let values = [4., 1., 3., 2.];
        assert!((quantile(&values, 0.25) - 1.75).abs() < 1e-12);
        assert!((quantile(&values, 1.) - 4.).abs() < 1e-12);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn columns_that_rise_together_correlate_and_a_mirrored_one_does_not() {
        let (rising, falling) = ([1., 2., 4.], [-2., -4., -8.]);
        assert!((correlation(&rising, &rising) - 1.).abs() < 1e-12);
        assert!((correlation(&rising, &falling) + 1.).abs() < 1e-12);
        assert!((deviation(&[1., 3.]) - 1.).abs() < 1e-12);
    }
}
