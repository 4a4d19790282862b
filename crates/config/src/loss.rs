//! The section `loss`: the quantity that training minimises.

use serde::{Deserialize, Serialize};

use crate::value_error::ConfigError;

/// A loss with its weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum LossConfig {
    /// The paper's (section 2.2): cross-entropy normalised over positives and negatives apart, and
    /// smooth L1 on residuals.
    Paper(PaperWeights),
    /// Focal classification (arXiv:1708.02002), smooth L1 with the sine of the yaw difference, and a
    /// direction head.
    Focal(FocalWeights),
}

/// Weights of the paper's loss.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaperWeights {
    /// Weight of the positives' cross-entropy, alpha.
    pub positive: f64,
    /// Weight of the negatives' cross-entropy, beta.
    pub negative: f64,
}

/// Weights of the focal loss.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FocalWeights {
    /// Balance of positives against negatives.
    pub alpha: f64,
    /// The discount of well-classified anchors.
    pub gamma: f64,
    /// Weight of the classification.
    pub classification: f64,
    /// Weight of the residuals.
    pub regression: f64,
    /// Weight of the direction.
    pub direction: f64,
}

impl LossConfig {
    /// Checks that every weight is possible.
    ///
    /// # Errors
    /// [`ConfigError::Value`] names the key, what stands there and what was expected.
    pub fn check(&self) -> Result<(), ConfigError> {
        let weights = match *self {
            Self::Paper(PaperWeights { positive, negative }) => {
                vec![("positive", positive), ("negative", negative)]
            }
            Self::Focal(FocalWeights { alpha, gamma, classification, regression, direction }) => {
                let holds = (0. ..=1.).contains(&alpha);
                ConfigError::require(holds, "loss.alpha", alpha, "a number from 0 to 1")?;
                vec![
                    ("gamma", gamma),
                    ("classification", classification),
                    ("regression", regression),
                    ("direction", direction),
                ]
            }
        };
        weights.into_iter().try_for_each(|(field, weight)| {
            let holds = weight >= 0. && weight.is_finite();
            ConfigError::require(holds, format!("loss.{field}"), weight, "a number from 0")
        })
    }

    /// Checks that the network has a head for the direction exactly where the loss trains one.
    ///
    /// # Errors
    /// [`ConfigError::Value`] about `network.direction_head`.
    pub fn check_direction_head(&self, has_head: bool) -> Result<(), ConfigError> {
        let holds = matches!(self, Self::Focal(_)) == has_head;
        let expected = "true with the focal loss and false with the paper's";
        ConfigError::require(holds, "network.direction_head", has_head, expected)
    }
}
