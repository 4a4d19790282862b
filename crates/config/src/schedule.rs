//! The key `train.schedule`: the learning rate over a run.

use serde::{Deserialize, Serialize};

use crate::value_error::ConfigError;

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
        /// The share of the run that goes up, 0 to 1.
        warmup_share: f64,
    },
}

/// A number of epochs at one rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// Its length.
    pub epochs: u64,
    /// The rate.
    pub rate: f64,
}

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
}

fn check_rate(key: &str, rate: f64) -> Result<(), ConfigError> {
    ConfigError::require(rate >= 0. && rate.is_finite(), key, rate, "a number from 0")
}
