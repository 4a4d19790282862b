//! The marks of an axis and their labels.

/// At most this many steps between the first and the last labelled mark.
const MAX_STEPS: f64 = 6.;

/// The marks of one axis, as values.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ticks {
    /// Marks with a label.
    pub major: Vec<f64>,
    /// Marks without.
    pub minor: Vec<f64>,
    notation: Notation,
    /// The smallest difference that labels must tell apart, or none where each label is the value
    /// to one digit.
    step: Option<f64>,
}

/// The notation of the numbers on one axis.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Notation {
    /// 0.25
    Plain,
    /// A number before a letter: 10k, 1.5M.
    Multiple { of: f64, letter: char },
    /// 1.5e-3
    Scientific,
}

impl Ticks {
    /// Multiples of 1, 2 or 5 times a power of ten.
    pub fn linear(low: f64, high: f64) -> Self {
        let step = round_step((high - low) / MAX_STEPS);
        // A thousandth more on both sides keeps marks at the very ends despite rounding.
        let first = (low / step - 1e-3).ceil() as i64;
        let last = (high / step + 1e-3).floor() as i64;
        let major = (first..=last).map(|i| i as f64 * step).collect();
        let notation = Notation::of_linear(low.abs().max(high.abs()));
        Self { major, minor: vec![], notation, step: Some(step) }
    }

    /// Powers of ten; on less than two decades also 2 and 5 times these, and on even less
    /// multiples of a step as on a linear axis.
    pub fn logarithmic(low: f64, high: f64) -> Self {
        let notation = Notation::of_logarithmic(low, high);
        let (first, last) = (exponent(low), exponent(high));
        let multiples = |factors: &[i32]| -> Vec<f64> {
            (first..=last)
                .flat_map(|e| factors.iter().map(move |&factor| scaled(factor, e)))
                .filter(|value| (low * 0.9999..=high * 1.0001).contains(value))
                .collect()
        };
        let powers = multiples(&[1]);
        let thirds = multiples(&[1, 2, 5]);
        if powers.len() > 2 {
            let stride = powers.len().div_ceil(MAX_STEPS as usize);
            let minor = if stride == 1 { multiples(&[2, 3, 4, 5, 6, 7, 8, 9]) } else { vec![] };
            let major = powers.into_iter().step_by(stride).collect();
            Self { major, minor, notation, step: None }
        } else if thirds.len() > 2 {
            Self { major: thirds, minor: multiples(&[3, 4, 6, 7, 8, 9]), notation, step: None }
        } else {
            Self { notation, ..Self::linear(low, high) }
        }
    }

    /// A mark's value as short as its neighbours allow.
    pub fn label(&self, value: f64) -> String {
        if value.abs() < self.step.unwrap_or(0.) * 1e-3 {
            return "0".to_owned();
        }
        let step = self.step.unwrap_or(value);
        match self.notation {
            Notation::Plain => trimmed(&format!("{value:.*}", decimals(step))),
            Notation::Multiple { of, letter } => {
                let number = format!("{:.*}", decimals(step / of), value / of);
                format!("{}{letter}", trimmed(&number))
            }
            Notation::Scientific => {
                let digits = (exponent(value) - exponent(step)).clamp(0, 9) as usize;
                let number = format!("{value:.digits$e}");
                match number.split_once('e') {
                    Some((mantissa, power)) => format!("{}e{power}", trimmed(mantissa)),
                    None => number,
                }
            }
        }
    }
}

impl Notation {
    fn of_linear(largest: f64) -> Self {
        if !(1e-2..1e9).contains(&largest) {
            Self::Scientific
        } else if largest >= 1e6 {
            Self::Multiple { of: 1e6, letter: 'M' }
        } else if largest >= 1e4 {
            Self::Multiple { of: 1e3, letter: 'k' }
        } else {
            Self::Plain
        }
    }

    fn of_logarithmic(low: f64, high: f64) -> Self {
        if low >= 1e-3 && high < 1e5 { Self::Plain } else { Self::Scientific }
    }
}

/// The smallest of 1, 2 and 5 times a power of ten that is not below `step`.
fn round_step(step: f64) -> f64 {
    let power = scaled(1, exponent(step));
    let factor = [1., 2., 5.].into_iter().find(|factor| factor * power >= step * 0.999);
    factor.unwrap_or(10.) * power
}

/// The power of ten at or below a value's magnitude.
fn exponent(value: f64) -> i32 {
    // 1000 may have a logarithm just below 3, and 10 times 0.1 may be just below 1.
    (value.abs().log10() + 1e-9).floor() as i32
}

/// `factor` times ten to the power of `exponent`, as exact as it gets.
fn scaled(factor: i32, exponent: i32) -> f64 {
    let power = 10_f64.powi(exponent.abs());
    if exponent < 0 { f64::from(factor) / power } else { f64::from(factor) * power }
}

fn decimals(step: f64) -> usize {
    (-exponent(step)).clamp(0, 9) as usize
}

/// A decimal number without the zeros that end its fraction.
fn trimmed(number: &str) -> String {
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        number.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(ticks: &Ticks) -> Vec<String> {
        ticks.major.iter().map(|value| ticks.label(*value)).collect()
    }

    #[test]
    fn linear_labels_are_round_and_short() {
        let cases: [(f64, f64, &[&str]); 7] = [
            (0., 1., &["0", "0.2", "0.4", "0.6", "0.8", "1"]),
            (0., 1e-3, &["0", "2e-4", "4e-4", "6e-4", "8e-4", "1e-3"]),
            (0., 2.6e-3, &["0", "5e-4", "1e-3", "1.5e-3", "2e-3", "2.5e-3"]),
            (0., 2000., &["0", "500", "1000", "1500", "2000"]),
            (0., 50e3, &["0", "10k", "20k", "30k", "40k", "50k"]),
            (0., 3e6, &["0", "0.5M", "1M", "1.5M", "2M", "2.5M", "3M"]),
            (-0.3, 0.3, &["-0.3", "-0.2", "-0.1", "0", "0.1", "0.2", "0.3"]),
        ];
        for (low, high, expected) in cases {
            assert_eq!(labels(&Ticks::linear(low, high)), expected, "{low} {high}");
        }
    }

    #[test]
    fn logarithmic_labels_are_powers_of_ten_where_the_axis_is_long_enough() {
        let cases: [(f64, f64, &[&str]); 5] = [
            (0.005, 2., &["0.01", "0.1", "1"]),
            (1e-6, 1e-3, &["1e-6", "1e-5", "1e-4", "1e-3"]),
            (0.3, 7., &["0.5", "1", "2", "5"]),
            (2e-4, 1.5e-3, &["2e-4", "5e-4", "1e-3"]),
            (1.1, 1.6, &["1.1", "1.2", "1.3", "1.4", "1.5", "1.6"]),
        ];
        for (low, high, expected) in cases {
            assert_eq!(labels(&Ticks::logarithmic(low, high)), expected, "{low} {high}");
        }
    }

    #[test]
    fn many_decades_are_not_all_labelled() {
        let ticks = Ticks::logarithmic(1e-30, 1e10);
        assert!(ticks.major.len() <= 7, "{ticks:?}");
        assert!(ticks.minor.is_empty());
    }

    proptest! {
        #[test]
        fn an_axis_has_two_to_eight_marks_with_different_labels(
            low in -1e3..1e3_f64, log_span in -5.0..9_f64,
        ) {
            let high = low + 10_f64.powf(log_span);
            let ticks = Ticks::linear(low, high);
            let mut labels = labels(&ticks);
            prop_assert!((2..=8).contains(&labels.len()), "{labels:?}");
            labels.dedup();
            prop_assert_eq!(labels.len(), ticks.major.len());
        }

        #[test]
        fn a_logarithmic_axis_has_marks_inside_it(low_log in -90.0..90_f64, decades in 1e-3..9_f64) {
            let (low, high) = (10_f64.powf(low_log), 10_f64.powf(low_log + decades));
            let ticks = Ticks::logarithmic(low, high);
            prop_assert!((2..=8).contains(&ticks.major.len()), "{ticks:?}");
            for value in ticks.major.iter().chain(&ticks.minor) {
                prop_assert!((low * 0.999..=high * 1.001).contains(value));
            }
        }
    }
}
