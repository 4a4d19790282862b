//! The Velodyne HDL-64E: where its beams go and what it makes of what they meet.

use std::f64::consts::{FRAC_PI_4, TAU};

use nalgebra::Vector3;
use rand::RngExt;
use voxelnet_scene::{Point, wrap_angle};

use crate::{
    cast::Hit,
    random::{SceneRng, normal},
};

/// Lasers, counted from the top.
pub(crate) const NUM_CHANNELS: usize = 64;

/// Shortest and longest range it reports, metres.
pub(crate) const RANGE: (f64, f64) = (0.9, 120.);

/// Turn of the head between two firings, radians.
const AZIMUTH_STEP: f64 = 0.173 * TAU / 360.;

/// Firings in one turn.
const NUM_FIRINGS: u32 = 2080;

/// Half the sector around +x that holds the camera's field of view, radians.
const CAMERA_SECTOR: f64 = FRAC_PI_4;

/// How far a measurement departs from the geometry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noise {
    /// Deviation of the range, metres.
    pub range_sigma: f64,
    /// Deviation of the intensity.
    pub intensity_sigma: f64,
    /// Whether weak echoes are lost.
    pub loses_echoes: bool,
}

impl Noise {
    /// What an HDL-64E shows.
    pub const REALISTIC: Self =
        Self { range_sigma: 0.02, intensity_sigma: 0.03, loses_echoes: true };
    /// None.
    #[cfg(test)]
    pub const NONE: Self = Self { range_sigma: 0., intensity_sigma: 0., loses_echoes: false };
}

/// Elevation of a channel, radians: 32 lasers a third of a degree apart from +2 degrees down, then
/// 32 half a degree apart down to -24.33 degrees (HDL-64E user's manual).
pub(crate) fn elevation(channel: usize) -> f64 {
    let below_top = channel as f64;
    let degrees: f64 =
        if channel < 32 { 2. - below_top / 3. } else { -8.83 - (below_top - 32.) / 2. };
    degrees.to_radians()
}

/// Azimuths of one turn in firing order, rising from `start`; unless `full_circle`, those in the
/// camera's sector only.
pub(crate) fn azimuths(start: f64, full_circle: bool) -> Vec<f64> {
    (0..NUM_FIRINGS)
        .map(|i| wrap_angle(start + f64::from(i) * AZIMUTH_STEP))
        .filter(|&azimuth| full_circle || in_camera_sector(azimuth))
        .collect()
}

/// Whether an azimuth lies in the sector that holds the camera's field of view.
pub(crate) fn in_camera_sector(azimuth: f64) -> bool {
    azimuth.abs() <= CAMERA_SECTOR
}

/// Unit vector of a beam.
pub(crate) fn direction(azimuth: f64, elevation: f64) -> Vector3<f64> {
    let level = elevation.cos();
    Vector3::new(level * azimuth.cos(), level * azimuth.sin(), elevation.sin())
}

/// What the sensor reports of a beam that met something; `None` when the echo is lost.
pub(crate) fn measure(hit: &Hit, noise: Noise, rng: &mut SceneRng) -> Option<Point> {
    // Surfaces are rough: even at grazing incidence a third of the light comes back.
    let echo = hit.material.reflectance * 0.65_f64.mul_add(hit.cos_incidence, 0.35);
    if noise.loses_echoes {
        // Range at which half the echoes are lost: 120 m off bright paint, 50 m off asphalt ahead.
        let half_range = 150. * echo.sqrt();
        let share = 0.99 * hit.material.opacity / (1. + (hit.range / half_range).powi(6));
        if !rng.random_bool(share.clamp(0., 1.)) {
            return None;
        }
    }
    let range = normal(rng, hit.range, noise.range_sigma);
    if !(RANGE.0..=RANGE.1).contains(&range) {
        return None;
    }
    // KITTI writes intensities in hundredths.
    let intensity = (normal(rng, echo, noise.intensity_sigma) * 100.).round() / 100.;
    let position = hit.direction * range;
    let [x, y, z, intensity] =
        [position.x, position.y, position.z, intensity.clamp(0., 1.)].map(|value| value as f32);
    Some(Point::new(x, y, z, intensity))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        material::Material,
        random::{Purpose, stream},
    };

    fn hit(range: f64, reflectance: f64, cos_incidence: f64) -> Hit {
        let material = Material::solid(reflectance);
        Hit { direction: Vector3::x(), range, cos_incidence, material, object: None }
    }

    fn share_returned(hit: &Hit) -> f64 {
        let mut rng = stream(2, 0, Purpose::Scan);
        let kept = (0..2000).filter(|_| measure(hit, Noise::REALISTIC, &mut rng).is_some());
        kept.count() as f64 / 2000.
    }

    #[test]
    fn channels_run_from_the_top_down_over_26_degrees() {
        let degrees: Vec<f64> = (0..NUM_CHANNELS).map(|c| elevation(c).to_degrees()).collect();
        assert!(degrees.is_sorted_by(|a, b| a > b));
        for (channel, expected) in [(0, 2.), (31, -8.0 - 1. / 3.), (32, -8.83), (63, -24.33)] {
            assert!((degrees[channel] - expected).abs() < 1e-9, "channel {channel}");
        }
    }

    #[test]
    fn a_turn_starts_anywhere_and_the_camera_sector_is_a_quarter_of_it() {
        let full = azimuths(3., true);
        assert!((full[0] - 3.).abs() < 1e-12);
        assert_eq!(full.len(), 2080);
        let sector = azimuths(3., false);
        assert!(sector.len().abs_diff(520) <= 1, "{} firings", sector.len());
        assert!(sector.is_sorted());
    }

    #[test]
    fn echoes_are_lost_with_range_grazing_incidence_and_dark_surfaces() {
        let reference = share_returned(&hit(35., 0.12, 0.9));
        assert!(share_returned(&hit(70., 0.12, 0.9)) < reference - 0.2);
        assert!(share_returned(&hit(35., 0.12, 0.02)) < reference - 0.2);
        assert!(share_returned(&hit(35., 0.04, 0.9)) < reference - 0.2);
        assert!(share_returned(&hit(20., 0.6, 0.9)) > 0.97);
    }

    #[test]
    fn intensities_are_hundredths_between_0_and_1() {
        let mut rng = stream(2, 1, Purpose::Scan);
        for reflectance in [0.02, 0.5, 2.] {
            for _ in 0..200 {
                let Some(point) = measure(&hit(5., reflectance, 1.), Noise::REALISTIC, &mut rng)
                else {
                    continue;
                };
                assert!((0.0..=1.).contains(&point.intensity));
                let hundredths = point.intensity * 100.;
                assert!((hundredths - hundredths.round()).abs() < 1e-4);
            }
        }
    }
}
