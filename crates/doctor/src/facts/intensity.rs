//! The intensities of a scan.

use voxelnet_scene::{FullScale, Scan, ScanWarning};

/// The intensities of a scan.
#[derive(Clone, Copy)]
pub(crate) struct IntensityFacts {
    /// The lowest that the network sees, at least 0.
    pub(crate) lowest: f64,
    /// The highest that the network sees, at most 1.
    pub(crate) highest: f64,
    /// The full scale that the scan shows by itself.
    pub(crate) own: Option<FullScale>,
    /// Whether they look like another scale than the one in use.
    pub(crate) is_other_scale: bool,
    /// The intensities that were clamped.
    pub(crate) clamped: Clamped,
}

/// Intensities outside their scale, as they are written.
#[derive(Clone, Copy, Default)]
pub(crate) struct Clamped {
    pub(crate) num_points: usize,
    pub(crate) smallest: f64,
    pub(crate) largest: f64,
}

impl IntensityFacts {
    pub(crate) fn of(scan: &Scan) -> Self {
        let mut facts = Self {
            lowest: f64::INFINITY,
            highest: f64::NEG_INFINITY,
            own: scan.full_scale,
            is_other_scale: false,
            clamped: Clamped::default(),
        };
        for intensity in scan.cloud.points.iter().map(|point| f64::from(point.intensity)) {
            facts.lowest = facts.lowest.min(intensity);
            facts.highest = facts.highest.max(intensity);
        }
        for warning in &scan.warnings {
            match *warning {
                ScanWarning::OtherIntensityScale { .. } => facts.is_other_scale = true,
                ScanWarning::IntensitiesClamped { num_clamped, smallest, largest, .. } => {
                    let (smallest, largest) = (smallest.into(), largest.into());
                    facts.clamped = Clamped { num_points: num_clamped, smallest, largest };
                }
                _ => {}
            }
        }
        facts
    }
}
