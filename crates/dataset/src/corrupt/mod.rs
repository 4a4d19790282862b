//! Scans made worse in known amounts: what a trained detector is tried under, a kind a file.

mod dropout;
mod intensity;
mod jitter;
mod kind;
mod name;
mod outliers;
mod rings;

pub use kind::CorruptionKind;
pub use name::CorruptionError;

use rand::RngExt;
use serde::{Deserialize, Serialize};
use voxelnet_scene::PointCloud;

use crate::order::{Purpose, generator, number_of_frame};

use dropout::drop_points;
use intensity::lose_intensities;
use jitter::jitter_points;
use outliers::add_outliers;
use rings::drop_rings;

/// One way to make a scan worse, and how much.
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
        /// How many, as a share of the points of the scan.
        share: f64,
    },
    /// Whole rings of the sensor are left out.
    MissingRings {
        /// Of the rings that have points.
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

    /// How much worse: metres of standard deviation, or a share. 0 is clean.
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

    /// Makes a scan worse; its points are to be in the frame of the sensor.
    ///
    /// Points that stay keep their order, and added ones follow. The same generator gives the same, and at
    /// a higher strength more of the same: points that are left out at 10% are also left out at 40%.
    ///
    /// # Panics
    /// When the strength is outside 0 to 1, which [`CorruptionKind::at`] and `parse` refuse.
    pub fn apply(&self, cloud: &mut PointCloud, rng: &mut impl RngExt) {
        assert!(kind::is_possible(self.strength()), "{self:?}: expected 0 to 1");
        if self.strength() == 0. {
            return; // not even the sign of a zero coordinate changes
        }
        match *self {
            Self::Clean => {}
            Self::Jitter { std_m } => jitter_points(cloud, std_m, rng),
            Self::Dropout { share } => drop_points(cloud, share, rng),
            Self::Outliers { share } => add_outliers(cloud, share, rng),
            Self::MissingRings { share } => drop_rings(cloud, share, rng),
            Self::IntensityLoss { share } => lose_intensities(cloud, share, rng),
        }
    }
}

/// Makes the scan of a frame worse; the same seed and name give the same.
pub fn corrupt_frame(cloud: &mut PointCloud, corruption: Corruption, frame: &str, seed: u64) {
    let purpose = Purpose::Corrupt { frame: number_of_frame(frame) };
    corruption.apply(cloud, &mut generator(seed, 0, purpose));
}

#[cfg(test)]
mod tests;
