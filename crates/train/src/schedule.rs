//! How the learning rate goes over a run.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};
use voxelnet_head::ConfigError;

/// A schedule of the learning rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ScheduleConfig {
    /// One rate after another, as in the paper: 0.01 for 150 epochs, then 0.001 for 10.
    Steps {
        /// The phases in their order; the last one goes on to the end.
        phases: Vec<Phase>,
    },
    /// Up and down once along cosines (Smith, arXiv:1708.07120): from `max_rate / 10` up to
    /// `max_rate` during the first part of the run, then down to a ten-thousandth of the start,
    /// while the momentum goes from 0.95 to 0.85 and back.
    OneCycle {
        /// The highest rate.
        max_rate: f64,
        /// Which share of the run goes up, 0 to 1.
        warmup_share: f64,
    },
}

/// A number of epochs at one rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// How long.
    pub epochs: u64,
    /// The rate.
    pub rate: f64,
}

/// What an optimiser follows in one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LearningRate {
    /// The rate.
    pub rate: f64,
    /// The momentum, where the schedule has a say in it.
    pub momentum: Option<f64>,
}

const START_DIVISOR: f64 = 10.;
const END_DIVISOR: f64 = 1e4;
const MOMENTUM: [f64; 2] = [0.95, 0.85];

impl ScheduleConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        match self {
            Self::Steps { phases } => {
                let key = "train.schedule.phases";
                ConfigError::require(!phases.is_empty(), key, "empty", "at least one phase")?;
                phases
                    .iter()
                    .enumerate()
                    .try_for_each(|(i, phase)| check_rate(&format!("{key}.{i}.rate"), phase.rate))
            }
            Self::OneCycle { max_rate, warmup_share } => {
                check_rate("train.schedule.max_rate", *max_rate)?;
                let holds = (0. ..=1.).contains(warmup_share);
                let key = "train.schedule.warmup_share";
                ConfigError::require(holds, key, warmup_share, "a number from 0 to 1")
            }
        }
    }

    /// The rate in step `step` of `num_steps`, of which an epoch has `steps_per_epoch`.
    pub fn at(&self, step: u64, num_steps: u64, steps_per_epoch: u64) -> LearningRate {
        match self {
            Self::Steps { phases } => {
                LearningRate { rate: rate_of_epoch(phases, step / steps_per_epoch), momentum: None }
            }
            Self::OneCycle { max_rate, warmup_share } => {
                let position = step as f64 / num_steps.saturating_sub(1).max(1) as f64;
                one_cycle(*max_rate, *warmup_share, position)
            }
        }
    }
}

fn check_rate(key: &str, rate: f64) -> Result<(), ConfigError> {
    ConfigError::require(rate >= 0. && rate.is_finite(), key, rate, "a number from 0")
}

fn rate_of_epoch(phases: &[Phase], epoch: u64) -> f64 {
    let mut end = 0_u64;
    let current = phases.iter().find(|phase| {
        end = end.saturating_add(phase.epochs);
        epoch < end
    });
    current.or(phases.last()).map_or(0., |phase| phase.rate)
}

fn one_cycle(max_rate: f64, warmup_share: f64, position: f64) -> LearningRate {
    let start_rate = max_rate / START_DIVISOR;
    let [high, low] = MOMENTUM;
    let (rate, momentum) = if position < warmup_share {
        let progress = position / warmup_share;
        (cosine(start_rate, max_rate, progress), cosine(high, low, progress))
    } else {
        let progress = (position - warmup_share) / (1. - warmup_share).max(f64::MIN_POSITIVE);
        (cosine(max_rate, start_rate / END_DIVISOR, progress), cosine(low, high, progress))
    };
    LearningRate { rate, momentum: Some(momentum) }
}

/// From `start` to `end` along half a cosine, `progress` from 0 to 1.
fn cosine(start: f64, end: f64, progress: f64) -> f64 {
    end + (start - end) * (1. + (PI * progress).cos()) / 2.
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paper_goes_down_after_150_epochs() {
        let phases = vec![Phase { epochs: 150, rate: 0.01 }, Phase { epochs: 10, rate: 0.001 }];
        let schedule = ScheduleConfig::Steps { phases };
        let rate = |step| schedule.at(step, 1600, 10).rate;
        assert_eq!([rate(0), rate(1499), rate(1500), rate(1599)], [0.01, 0.01, 0.001, 0.001]);
    }

    #[test]
    fn one_cycle_goes_up_then_down() {
        let schedule = ScheduleConfig::OneCycle { max_rate: 0.003, warmup_share: 0.4 };
        let at = |step| schedule.at(step, 101, 10);
        assert!((at(0).rate - 0.0003).abs() < 1e-12);
        assert!((at(40).rate - 0.003).abs() < 1e-12);
        assert!((at(100).rate - 0.0003 / 1e4).abs() < 1e-12);
        assert_eq!(
            [at(0), at(40), at(100)].map(|rate| rate.momentum),
            [0.95, 0.85, 0.95].map(Some)
        );
        assert!((1..=40).all(|step| at(step).rate > at(step - 1).rate));
        assert!((41..=100).all(|step| at(step).rate < at(step - 1).rate));
    }
}
