//! Scans made worse as a corruption says.

use rand::RngExt;
use voxelnet_scene::PointCloud;

use super::corruption::{Corruption, is_possible};
use super::dropout::drop_points;
use super::intensity::lose_intensities;
use super::jitter::jitter_points;
use super::outliers::add_outliers;
use super::rings::drop_rings;
use crate::order::{Purpose, generator, number_of_frame};

impl Corruption {
    /// Makes a scan worse; its points are to be in the frame of the sensor.
    ///
    /// Points that stay keep their order, and added ones follow. The same generator gives the same, and at
    /// a higher strength more of the same: points that are left out at 10% are also left out at 40%.
    ///
    /// # Panics
    /// When the strength is outside 0 to 1, which [`CorruptionKind::at`](super::kind::CorruptionKind::at) and `parse` refuse.
    pub fn apply(&self, cloud: &mut PointCloud, rng: &mut impl RngExt) {
        assert!(is_possible(self.strength()), "{self:?}: expected 0 to 1");
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
