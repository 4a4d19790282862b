//! The ways in which a scan can get worse, with their amounts.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::error::CorruptionError;
use super::kind::CorruptionKind;

/// Metres of jitter as well as shares.
const STRENGTHS: RangeInclusive<f64> = 0. ..=1.;

/// Whether a corruption can have a strength.
pub(super) fn is_possible(strength: f64) -> bool {
    STRENGTHS.contains(&strength)
}

/// A way to make a scan worse, with its amount.
///
/// Its text, such as `jitter=0.05` or `clean`, is read back with `parse`; serde uses the same.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Corruption {
    /// The scan as it is.
    Clean,
    /// Every coordinate of every point moves on its own, normally distributed.
    Jitter {
        /// Standard deviation, metres.
        std_m: f64,
    },
    /// Points are left out, each on its own.
    Dropout {
        /// Probability of each.
        share: f64,
    },
    /// Points are added where nothing is, in directions that the scan has points in.
    Outliers {
        /// Their number, as a share of the points of the scan.
        share: f64,
    },
    /// Whole rings of the sensor are left out.
    MissingRings {
        /// The share of the rings that have points.
        share: f64,
    },
    /// Points read intensity 0, each on its own.
    IntensityLoss {
        /// Probability of each.
        share: f64,
    },
}

impl Corruption {
    /// The clean scan, then what a study tries by default: each kind from weak to strong.
    pub const STANDARD: &[Self] = &[
        Self::Clean,
        Self::Jitter { std_m: 0.01 },
        Self::Jitter { std_m: 0.03 },
        Self::Jitter { std_m: 0.1 },
        Self::Dropout { share: 0.1 },
        Self::Dropout { share: 0.4 },
        Self::Dropout { share: 0.7 },
        Self::Outliers { share: 0.01 },
        Self::Outliers { share: 0.05 },
        Self::MissingRings { share: 0.25 },
        Self::MissingRings { share: 0.5 },
        Self::IntensityLoss { share: 0.5 },
        Self::IntensityLoss { share: 1. },
    ];

    /// The way in which the scan gets worse, `None` when it is clean.
    pub const fn kind(&self) -> Option<CorruptionKind> {
        match self {
            Self::Clean => None,
            Self::Jitter { .. } => Some(CorruptionKind::Jitter),
            Self::Dropout { .. } => Some(CorruptionKind::Dropout),
            Self::Outliers { .. } => Some(CorruptionKind::Outliers),
            Self::MissingRings { .. } => Some(CorruptionKind::MissingRings),
            Self::IntensityLoss { .. } => Some(CorruptionKind::IntensityLoss),
        }
    }

    /// The amount: metres of standard deviation, or a share. 0 is clean.
    pub const fn strength(&self) -> f64 {
        match *self {
            Self::Clean => 0.,
            Self::Jitter { std_m } => std_m,
            Self::Dropout { share }
            | Self::Outliers { share }
            | Self::MissingRings { share }
            | Self::IntensityLoss { share } => share,
        }
    }
}

impl CorruptionKind {
    /// A corruption of this kind with a strength in metres or as a share.
    ///
    /// # Errors
    /// When the strength is not a number of 0 to 1.
    pub fn at(self, strength: f64) -> Result<Corruption, CorruptionError> {
        if !is_possible(strength) {
            return Err(CorruptionError::Strength { kind: self, value: strength.to_string() });
        }
        Ok(match self {
            Self::Jitter => Corruption::Jitter { std_m: strength },
            Self::Dropout => Corruption::Dropout { share: strength },
            Self::Outliers => Corruption::Outliers { share: strength },
            Self::MissingRings => Corruption::MissingRings { share: strength },
            Self::IntensityLoss => Corruption::IntensityLoss { share: strength },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_and_strength_make_up_a_corruption() {
        for kind in CorruptionKind::ALL {
            for strength in [0., 0.3, 1.] {
                let corruption = kind.at(strength);
                assert_eq!(corruption.as_ref().map(Corruption::kind), Ok(Some(kind)));
                assert_eq!(corruption.as_ref().map(Corruption::strength), Ok(strength));
            }
        }
    }

    #[test]
    fn strengths_outside_0_to_1_are_refused() {
        for kind in CorruptionKind::ALL {
            for strength in [-0.01, 1.01, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                assert!(kind.at(strength).is_err(), "{kind} {strength}");
            }
        }
    }
}
