//! The ways in which a scan can get worse, whatever the amount.

use std::fmt;
use std::ops::RangeInclusive;

use super::Corruption;
use super::name::CorruptionError;

/// Metres of jitter as well as shares.
const STRENGTHS: RangeInclusive<f64> = 0. ..=1.;

pub(super) fn is_possible(strength: f64) -> bool {
    STRENGTHS.contains(&strength)
}

/// The way in which a [`Corruption`] makes a scan worse: one line of a chart over its strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CorruptionKind {
    /// Coordinates move.
    Jitter,
    /// Points are missing.
    Dropout,
    /// Points are added.
    Outliers,
    /// Rings are missing.
    MissingRings,
    /// Intensities are missing.
    IntensityLoss,
}

impl CorruptionKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Jitter, Self::Dropout, Self::Outliers, Self::MissingRings, Self::IntensityLoss];

    /// The word that a corruption of this kind is typed with.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jitter => "jitter",
            Self::Dropout => "dropout",
            Self::Outliers => "outliers",
            Self::MissingRings => "rings",
            Self::IntensityLoss => "intensity",
        }
    }

    /// What its strength measures, for the axis of a chart.
    pub const fn axis(self) -> &'static str {
        match self {
            Self::Jitter => "standard deviation of the jitter in metres",
            Self::Dropout => "share of points missing",
            Self::Outliers => "false points as a share of the points",
            Self::MissingRings => "share of rings missing",
            Self::IntensityLoss => "share of intensities missing",
        }
    }

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

impl fmt::Display for CorruptionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
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
