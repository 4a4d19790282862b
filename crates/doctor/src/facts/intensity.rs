//! The intensities of a scan.

use voxelnet_scene::PointCloud;

/// The highest intensity on KITTI's scale of 0 to 1, rounding allowed for.
pub(crate) const MAX_INTENSITY: f64 = 1.001;

/// The intensities of a scan, as the network sees them.
#[derive(Clone, Copy)]
pub(crate) struct IntensityFacts {
    pub(crate) lowest: f64,
    pub(crate) highest: f64,
}

impl IntensityFacts {
    pub(crate) fn of(cloud: &PointCloud) -> Self {
        let mut facts = Self { lowest: f64::INFINITY, highest: f64::NEG_INFINITY };
        for intensity in cloud.points.iter().map(|point| f64::from(point.intensity)) {
            facts.lowest = facts.lowest.min(intensity);
            facts.highest = facts.highest.max(intensity);
        }
        facts
    }

    /// Whether an intensity is not on KITTI's scale.
    pub(crate) fn is_too_high(intensity: f64) -> bool {
        intensity > MAX_INTENSITY
    }
}
