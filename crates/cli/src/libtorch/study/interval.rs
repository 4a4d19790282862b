//! A mean over seeds and how sure it is.

use serde::Serialize;

/// The mean of several values and half the width of its 95% confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    pub mean: f64,
    /// None of a single value.
    pub half_width: Option<f64>,
}

/// 97.5% quantiles of Student's distribution with 1, 2, 3 and so on degrees of freedom.
const STUDENT: [f64; 20] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
];

impl Estimate {
    /// None of no values.
    pub fn of(values: &[f64]) -> Option<Self> {
        let count = values.len() as f64;
        if values.is_empty() {
            return None;
        }
        let mean = values.iter().sum::<f64>() / count;
        let half_width = (values.len() > 1).then(|| {
            let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
            // With more values the last is a little too wide.
            let student = STUDENT[(values.len() - 2).min(STUDENT.len() - 1)];
            student * (squares / (count - 1.) / count).sqrt()
        });
        Some(Self { mean, half_width })
    }
}

impl std::fmt::Display for Estimate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.half_width {
            Some(half_width) => write!(f, "{:.1} ± {half_width:.1}", self.mean),
            None => write!(f, "{:.1}", self.mean),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_values_have_the_interval_of_two_degrees_of_freedom() {
        let estimate = Estimate::of(&[1., 2., 3.]).map(|e| (e.mean, e.half_width));
        // The deviation is 1, that of the mean 1 / sqrt(3).
        let expected = 4.303 / 3_f64.sqrt();
        assert!(estimate.is_some_and(|(mean, half)| {
            mean == 2. && half.is_some_and(|half| (half - expected).abs() < 1e-12)
        }));
    }

    #[test]
    fn one_value_has_no_interval_and_none_no_mean() {
        assert_eq!(Estimate::of(&[4.]), Some(Estimate { mean: 4., half_width: None }));
        assert_eq!(Estimate::of(&[]), None);
        assert_eq!(Estimate { mean: 4., half_width: None }.to_string(), "4.0");
    }
}
