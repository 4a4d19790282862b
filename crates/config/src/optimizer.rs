//! The key `train.optimizer`.

use serde::{Deserialize, Serialize};

use crate::value_error::ConfigError;

/// An optimiser with its settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum OptimizerConfig {
    /// Stochastic gradient descent with momentum.
    Sgd {
        /// The share of the last change that is kept.
        momentum: f64,
        /// Weights shrink by this share of the rate; BatchNorm and biases do not.
        weight_decay: f64,
    },
    /// AdamW (arXiv:1711.05101); the schedule sets the first momentum.
    Adamw {
        /// Weights shrink by this share of the rate; BatchNorm and biases do not.
        weight_decay: f64,
    },
}

impl OptimizerConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        if let Self::Sgd { momentum, .. } = *self {
            let holds = (0. ..1.).contains(&momentum);
            let expected = "a number from 0, below 1";
            ConfigError::require(holds, "train.optimizer.momentum", momentum, expected)?;
        }
        let (Self::Sgd { weight_decay: decay, .. } | Self::Adamw { weight_decay: decay }) = *self;
        let holds = decay >= 0. && decay.is_finite();
        ConfigError::require(holds, "train.optimizer.weight_decay", decay, "a number from 0")
    }
}
