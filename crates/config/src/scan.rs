//! The way from the points of a scan to those that a network sees, and of boxes back.

use std::borrow::Cow;

use nalgebra::{Point3, Vector3};
use serde::{Deserialize, Serialize};
use voxelnet_scene::{Box3d, FullScale, IntensityScale, PointCloud, ScanOptions, wrap_angle};

use crate::value_error::ConfigError;

/// The reading of a scan, and its change before the network sees it; the default is for KITTI's scans.
///
/// A sensor that stands at another height than KITTI's 1.73 m above the road is lifted to it by
/// `translation_m`, one whose x does not point forward is turned by `yaw`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScanConfig {
    /// Numbers in a row of a `.bin` file, the first four x, y, z, intensity; 4 when not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<usize>,
    /// Intensities are multiplied by this when a scan is read, and clamped to 0 to 1: 0.00392157 (1 / 255) for those of 8
    /// bits. With 1 their scale is found in the scans.
    pub intensity_scale: f64,
    /// The scan is turned by this angle about z, radians counter-clockwise.
    pub yaw: f64,
    /// Then it is moved by this, metres along x, y, z.
    pub translation_m: [f64; 3],
}

impl Default for ScanConfig {
    fn default() -> Self {
        Self { columns: None, intensity_scale: 1., yaw: 0., translation_m: [0.; 3] }
    }
}

impl ScanConfig {
    /// The options of reading a scan.
    pub fn options(&self) -> ScanOptions {
        let is_known = self.intensity_scale != 1.;
        let full_scale = FullScale::new((1. / self.intensity_scale) as f32).filter(|_| is_known);
        ScanOptions {
            columns: self.columns,
            intensity_scale: full_scale.map_or(IntensityScale::Auto, IntensityScale::Fixed),
            apply_viewpoint: false,
        }
    }

    /// Turns points as they are in a scan into points as the network sees them.
    pub fn network_from_scan(&self, cloud: &mut PointCloud) {
        if !self.moves() {
            return;
        }
        for point in &mut cloud.points {
            let moved = self.network_point_from_scan(point.position());
            (point.x, point.y, point.z) = (moved.x as f32, moved.y as f32, moved.z as f32);
        }
    }

    /// The place of a point of a scan as the network sees it.
    pub fn network_point_from_scan(&self, point: Point3<f64>) -> Point3<f64> {
        (self.turned(point.coords, self.yaw) + self.translation()).into()
    }

    /// A scan as the network sees it; borrowed when that is how it is.
    pub fn network_cloud<'a>(&self, cloud: &'a PointCloud) -> Cow<'a, PointCloud> {
        if !self.moves() {
            return Cow::Borrowed(cloud);
        }
        let mut moved = cloud.clone();
        self.network_from_scan(&mut moved);
        Cow::Owned(moved)
    }

    fn moves(&self) -> bool {
        self.yaw != 0. || self.translation_m != [0.; 3]
    }

    /// A box as the network sees it, from one in the frame of the scan.
    pub fn network_box_from_scan(&self, scan_box: &Box3d) -> Box3d {
        let center = self.network_point_from_scan(scan_box.center);
        Box3d::new(center, scan_box.size, self.turned_yaw(scan_box.yaw, self.yaw))
    }

    /// A box in the frame of the scan, from one that the network found.
    pub fn scan_box_from_network(&self, network_box: &Box3d) -> Box3d {
        let center = self.turned(network_box.center.coords - self.translation(), -self.yaw);
        Box3d::new(center.into(), network_box.size, self.turned_yaw(network_box.yaw, -self.yaw))
    }

    fn translation(&self) -> Vector3<f64> {
        self.translation_m.into()
    }

    fn turned(&self, position: Vector3<f64>, angle: f64) -> Vector3<f64> {
        let (sin, cos) = angle.sin_cos();
        let (x, y) = (position.x, position.y);
        Vector3::new(x * cos - y * sin, x * sin + y * cos, position.z)
    }

    fn turned_yaw(&self, yaw: f64, angle: f64) -> f64 {
        // Unturned yaws stay what they are to the last bit, wherever they lie.
        if self.yaw == 0. { yaw } else { wrap_angle(yaw + angle) }
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let scale = self.intensity_scale;
        let holds = scale > 0. && FullScale::new((1. / scale) as f32).is_some();
        ConfigError::require(holds, "dataset.scan.intensity_scale", scale, "a number above 0")?;
        if let Some(columns) = self.columns {
            let holds = columns >= 3;
            ConfigError::require(holds, "dataset.scan.columns", columns, "at least 3: x, y, z")?;
        }
        let yaw = self.yaw;
        ConfigError::require(yaw.is_finite(), "dataset.scan.yaw", yaw, "an angle in radians")?;
        let holds = self.translation_m.iter().all(|metres| metres.is_finite());
        let found = format!("{:?}", self.translation_m);
        ConfigError::require(holds, "dataset.scan.translation_m", found, "three numbers of metres")
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_PI_2;

    use voxelnet_scene::{BoxSize, Point};

    use super::*;

    const LOW_AND_TURNED: ScanConfig = ScanConfig {
        columns: None,
        intensity_scale: 0.5,
        yaw: FRAC_PI_2,
        translation_m: [1., 0., -0.5],
    };

    #[test]
    fn points_are_turned_then_moved() {
        let mut cloud = PointCloud::new(vec![Point::new(10., 2., 0.25, 0.8)]);
        LOW_AND_TURNED.network_from_scan(&mut cloud);
        assert_eq!(cloud.points, [Point::new(-1., 10., -0.25, 0.8)]);
    }

    #[test]
    fn intensities_are_scaled_when_a_scan_is_read() {
        let options = ScanConfig { columns: Some(5), ..LOW_AND_TURNED }.options();
        let full_scale = FullScale::new(2.).map(IntensityScale::Fixed);
        assert_eq!((options.columns, Some(options.intensity_scale)), (Some(5), full_scale));
        assert_eq!(ScanConfig::default().options(), ScanOptions::default());
    }

    #[test]
    fn a_box_goes_with_its_points_and_back() {
        let size = BoxSize { length: 4., width: 2., height: 1.5 };
        for yaw in [-3., 0., 1., 3.1] {
            let scan_box = Box3d::new(Point3::new(10., 2., 0.25), size, yaw);
            let seen = LOW_AND_TURNED.network_box_from_scan(&scan_box);
            assert!((seen.center - Point3::new(-1., 10., -0.25)).norm() < 1e-12);
            let back = LOW_AND_TURNED.scan_box_from_network(&seen);
            assert!((back.center - scan_box.center).norm() < 1e-12);
            assert!(wrap_angle(back.yaw - yaw).abs() < 1e-12);
        }
    }

    #[test]
    fn the_default_changes_nothing() {
        let size = BoxSize { length: 4., width: 2., height: 1.5 };
        let scan_box = Box3d::new(Point3::new(10., 2., 0.3), size, 5.);
        assert_eq!(ScanConfig::default().network_box_from_scan(&scan_box), scan_box);
        assert_eq!(ScanConfig::default().scan_box_from_network(&scan_box), scan_box);
    }
}
