//! Groups of numbers that a step leaves in the log.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// The loss of a step and its weighted terms. A new term needs a default, or lines of earlier runs are not read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LossValues {
    /// The sum of the terms.
    #[serde(rename = "loss")]
    pub total: f64,
    /// The term of the scores of positive anchors.
    pub positive: f64,
    /// The term of the scores of negative anchors.
    pub negative: f64,
    /// The term of the residuals.
    pub regression: f64,
    /// The term of the headings; 0 without a direction head.
    #[serde(default)]
    pub direction: f64,
}

impl LossValues {
    /// The values by name, the loss first.
    pub fn named(&self) -> [(&'static str, f64); 5] {
        let &Self { total, positive, negative, regression, direction } = self;
        [
            ("loss", total),
            ("positive", positive),
            ("negative", negative),
            ("regression", regression),
            ("direction", direction),
        ]
    }
}

impl AddAssign for LossValues {
    fn add_assign(&mut self, other: Self) {
        let Self { total, positive, negative, regression, direction } = other;
        self.total += total;
        self.positive += positive;
        self.negative += negative;
        self.regression += regression;
        self.direction += direction;
    }
}

/// The time that each part of a step takes, seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StepTime {
    /// Waiting for the batch.
    #[serde(rename = "loading")]
    pub loading_secs: f64,
    /// From voxels to the loss.
    #[serde(rename = "forward")]
    pub forward_secs: f64,
    /// From the loss to the gradient.
    #[serde(rename = "backward")]
    pub backward_secs: f64,
    /// From the gradient to new weights.
    #[serde(rename = "optimizer")]
    pub optimizer_secs: f64,
    /// The whole step.
    #[serde(rename = "total")]
    pub total_secs: f64,
}

impl StepTime {
    /// The parts by name, the whole step last.
    pub fn parts(&self) -> [(&'static str, f64); 5] {
        [
            ("loading", self.loading_secs),
            ("forward", self.forward_secs),
            ("backward", self.backward_secs),
            ("optimizer", self.optimizer_secs),
            ("total", self.total_secs),
        ]
    }
}

impl AddAssign for StepTime {
    fn add_assign(&mut self, other: Self) {
        self.loading_secs += other.loading_secs;
        self.forward_secs += other.forward_secs;
        self.backward_secs += other.backward_secs;
        self.optimizer_secs += other.optimizer_secs;
        self.total_secs += other.total_secs;
    }
}

/// The bytes that the first rank exchanges with the others in a step, and the time that this takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Communication {
    /// Bytes of gradients that are added up.
    pub gradient_bytes: u64,
    /// Time in which gradients are added up, seconds.
    pub gradient_secs: f64,
    /// The part of this time that is not hidden behind the backward pass, seconds.
    pub gradient_waited_secs: f64,
    /// Bytes of BatchNorm's statistics, of counts and losses.
    pub other_bytes: u64,
    /// Time in which these are added up, waiting for other ranks included, seconds.
    pub other_secs: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_taken_of_every_part() {
        let time = StepTime {
            loading_secs: 1.,
            forward_secs: 2.,
            backward_secs: 3.,
            optimizer_secs: 4.,
            total_secs: 11.,
        };
        let mut sum = time;
        sum += time;
        assert_eq!(sum.parts().map(|(_, secs)| secs), [2., 4., 6., 8., 22.]);

        let values =
            LossValues { total: 10., positive: 1., negative: 2., regression: 3., direction: 4. };
        let mut sum = values;
        sum += values;
        assert_eq!(sum.named().map(|(_, value)| value), [20., 2., 4., 6., 8.]);
    }
}
