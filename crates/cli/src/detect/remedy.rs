//! Remedies for scans of which the network sees little, as options of `detect`.

use voxelnet_config::ScanConfig;
use voxelnet_dataset::{CoverageWarning, Motion};

use crate::scans::inputs::{Input, Source};
use crate::scans::transform::RigidTransform;

/// The motions of scans that a user typed and a configuration asks for; a remedy adds to them.
#[derive(Clone, Copy, Debug)]
pub struct Remedies {
    pub typed: Option<RigidTransform>,
    pub scan: ScanConfig,
}

impl Remedies {
    /// A warning about a scan in a sentence, with the option that mends it.
    pub fn sentence(&self, warning: &CoverageWarning, input: &Input) -> String {
        let path = match &input.source {
            Source::File(path) => path.display().to_string(),
            Source::Stdin | Source::Piece(_) => "SCAN".into(),
        };
        warning.with_remedy(self.option(warning).as_deref(), &path)
    }

    /// The option that mends a scan, if one does.
    pub fn option(&self, warning: &CoverageWarning) -> Option<String> {
        warning.motion().map(|motion| self.lidar_transform(motion))
    }

    fn lidar_transform(&self, motion: Motion) -> String {
        let ScanConfig { yaw, translation_m, .. } = self.scan;
        let network_from_scan = RigidTransform::of_yaw(yaw, translation_m).isometry();
        let added = network_from_scan.inverse() * motion.isometry() * network_from_scan;
        let typed = self.typed.unwrap_or_default();
        format!("--lidar-transform {}", RigidTransform::from(added * typed.isometry()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::f64::consts::FRAC_PI_2;

    use super::*;

    fn option(typed: &str, scan: ScanConfig, motion: Motion) -> String {
        Remedies { typed: typed.parse().ok(), scan }.lidar_transform(motion)
    }

    #[test]
    fn a_rise_adds_to_the_transform_that_is_typed() {
        let rise = Motion { rise_m: -1.42, ..Motion::default() };
        let as_kitti = ScanConfig::default();
        assert_eq!(option("", as_kitti, rise), "--lidar-transform 0,0,-1.42,0,0,0");
        let typed = "1,0,0.5,0,0.02,1.570796";
        let expected = "--lidar-transform 1,0,-0.92,0,0.02,1.570796";
        assert_eq!(option(typed, as_kitti, rise), expected);
    }

    #[test]
    fn a_turn_comes_after_the_transform_that_is_typed_and_about_the_place_of_the_network() {
        let turn = Motion { quarter_turns: 1, ..Motion::default() };
        let expected = "--lidar-transform 0,1,0,0,0,3.141593";
        let typed = format!("1,0,0,0,0,{FRAC_PI_2}");
        assert_eq!(option(&typed, ScanConfig::default(), turn), expected);
        let moved = ScanConfig { translation_m: [2., 0., 0.], ..ScanConfig::default() };
        assert_eq!(option("", moved, turn), "--lidar-transform -2,2,0,0,0,1.570796");
    }
}
