//! A motion that brings a scan to where a network expects it.

use std::f64::consts::FRAC_PI_2;

use nalgebra::{Isometry3, Vector3};
use voxelnet_config::ScanConfig;
use voxelnet_scene::wrap_angle;

/// Quarter turns about z, then a rise, in the frame of the network.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Motion {
    /// Quarter turns counter-clockwise, seen from above.
    pub quarter_turns: u8,
    /// Then it is raised by this, metres.
    pub rise_m: f64,
}

impl Motion {
    /// The angle of the turn, radians in [-pi, pi).
    pub fn yaw(&self) -> f64 {
        wrap_angle(f64::from(self.quarter_turns) * FRAC_PI_2)
    }

    /// The motion as a transform of points.
    pub fn isometry(&self) -> Isometry3<f64> {
        Isometry3::new(Vector3::new(0., 0., self.rise_m), Vector3::z() * self.yaw())
    }

    /// The options of `eval`, `train` and `ablate` that add this motion to that of a configuration.
    pub fn options(&self, scan: &ScanConfig) -> String {
        let mut options = Vec::new();
        if self.quarter_turns != 0 {
            let yaw = number(wrap_angle(scan.yaw + self.yaw()), 6);
            options.push(format!("--set dataset.scan.yaw={yaw}"));
        }
        let moved = self.isometry() * nalgebra::Point3::from(scan.translation_m);
        let [was, is] = [scan.translation_m, moved.coords.into()]
            .map(|metres: [f64; 3]| metres.map(|metres| number(metres, 3)).join(","));
        if is != was {
            options.push(format!("--set 'dataset.scan.translation_m=[{is}]'"));
        }
        options.join(" ")
    }
}

/// A number with at most so many decimals, as a person writes it.
fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.trim_end_matches('0').trim_end_matches('.') {
        "-0" => "0".into(),
        text => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_add_to_what_is_configured_and_leave_the_rest_alone() {
        let as_kitti = ScanConfig::default();
        let rise = Motion { rise_m: -1.42, ..Motion::default() };
        assert_eq!(rise.options(&as_kitti), "--set 'dataset.scan.translation_m=[0,0,-1.42]'");
        let turn = Motion { quarter_turns: 3, rise_m: 0. };
        assert_eq!(turn.options(&as_kitti), "--set dataset.scan.yaw=-1.570796");
        let moved = ScanConfig { yaw: FRAC_PI_2, translation_m: [1., 0., 0.25], ..as_kitti };
        let both = Motion { quarter_turns: 1, rise_m: 0.5 };
        assert_eq!(
            both.options(&moved),
            "--set dataset.scan.yaw=-3.141593 --set 'dataset.scan.translation_m=[0,1,0.75]'"
        );
    }
}
