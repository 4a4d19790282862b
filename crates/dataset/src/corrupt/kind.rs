//! The ways in which a scan can get worse, whatever the amount.

use std::fmt;

/// The way in which a corruption makes a scan worse: one line of a chart over its strength.
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

    /// The label of the axis of a chart over its strength.
    pub const fn axis(self) -> &'static str {
        match self {
            Self::Jitter => "standard deviation of the jitter in metres",
            Self::Dropout => "share of points missing",
            Self::Outliers => "false points as a share of the points",
            Self::MissingRings => "share of rings missing",
            Self::IntensityLoss => "share of intensities missing",
        }
    }
}

impl fmt::Display for CorruptionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
