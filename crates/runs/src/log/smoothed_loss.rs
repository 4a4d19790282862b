//! The loss over recent steps.

use super::step_values::LossValues;

/// The share of the newest step in the mean.
const NEW_SHARE: f64 = 0.05;

/// The loss and its terms, all smoothed alike over recent steps, so that the terms still add up to the loss.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SmoothedLoss(Option<LossValues>);

impl SmoothedLoss {
    /// Takes in a step; the mean with it, which for the first step are its own values.
    pub fn add(&mut self, step: &LossValues) -> LossValues {
        let mean = self.0.map_or(*step, |mean| mixed(&mean, step));
        self.0 = Some(mean);
        mean
    }
}

fn mixed(mean: &LossValues, step: &LossValues) -> LossValues {
    let mix = |mean: f64, new: f64| mean + NEW_SHARE * (new - mean);
    LossValues {
        total: mix(mean.total, step.total),
        positive: mix(mean.positive, step.positive),
        negative: mix(mean.negative, step.negative),
        regression: mix(mean.regression, step.regression),
        direction: mix(mean.direction, step.direction),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(positive: f64, negative: f64, regression: f64, direction: f64) -> LossValues {
        let total = positive + negative + regression + direction;
        LossValues { total, positive, negative, regression, direction }
    }

    #[test]
    fn the_terms_add_up_to_the_loss_after_every_step() {
        let mut smoothed = SmoothedLoss::default();
        for number in 0..50 {
            let odd = f64::from(number % 2);
            let mean = smoothed.add(&step(9. * odd, 1. / (1. + odd), 3. - odd, odd));
            let [(_, total), terms @ ..] = mean.named();
            let sum: f64 = terms.iter().map(|(_, value)| value).sum();
            assert!((sum - total).abs() < 1e-12, "step {number}: {sum} {total}");
        }
    }

    #[test]
    fn the_first_step_stands_as_it_is_and_later_ones_are_mixed_in() {
        let mut smoothed = SmoothedLoss::default();
        assert_eq!(smoothed.add(&step(4., 0., 0., 0.)), step(4., 0., 0., 0.));
        let second = smoothed.add(&step(0., 2., 0., 0.));
        assert!((second.positive - 3.8).abs() < 1e-12 && (second.negative - 0.1).abs() < 1e-12);
    }
}
