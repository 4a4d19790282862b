//! The measurement of an echo.

use nalgebra::Vector3;
use rand::RngExt;
use voxelnet_scene::Point;

use super::{Sensor, config::IntensityConfig};
use crate::{
    random::{SceneRng, normal},
    surface::Material,
};

/// The place where a beam hits something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    /// Metres from the sensor.
    pub range: f64,
    /// Cosine of the angle between beam and surface normal, 0 to 1.
    pub cos_incidence: f64,
    pub material: Material,
    /// Index of the object; `None` for the ground.
    pub object: Option<usize>,
}

impl Hit {
    /// Strength of the echo before the way back, on KITTI's scale of intensities.
    fn echo(&self) -> f64 {
        let Material { reflectance, coat, falloff, .. } = self.material;
        // The lobe of a clear coat: it ends 53 degrees off the normal.
        let lobe = ((self.cos_incidence - 0.6) / 0.4).max(0.);
        reflectance * (1. - falloff + falloff * self.cos_incidence) + coat * lobe
    }
}

impl Sensor {
    /// The point reported of a beam along the unit `axis` that hit something, by a channel with a gain;
    /// `None` when the echo is lost.
    pub(crate) fn measure(
        &self,
        hit: &Hit,
        axis: &Vector3<f64>,
        gain: f64,
        rng: &mut SceneRng,
    ) -> Option<Point> {
        let echo = hit.echo();
        if !rng.random_bool(self.share_returned(hit, echo).clamp(0., 1.)) {
            return None;
        }
        let limits = &self.config.range;
        let range = normal(rng, hit.range, limits.noise_m + limits.noise_per_m * hit.range);
        let range = rounded(range, limits.step_m);
        if !(limits.min_m..=limits.max_m).contains(&range) {
            return None;
        }
        let intensity = self.intensity(echo * gain, hit.range, rng);
        let position = axis * range;
        let [x, y, z, intensity] =
            [position.x, position.y, position.z, intensity].map(|value| value as f32);
        Some(Point::new(x, y, z, intensity))
    }

    /// The reported intensity of an echo, 0 to 1.
    fn intensity(&self, echo: f64, range: f64, rng: &mut SceneRng) -> f64 {
        let IntensityConfig { black_level, half_range_m, noise, step, .. } = self.config.intensity;
        // Level near the sensor, then a steep fall, as quartiles over range show of KITTI's scans.
        let signal = echo / (1. + (range / half_range_m).powi(8));
        let read = normal(rng, signal, noise * signal) - black_level;
        rounded(read.clamp(0., 1.), step).min(1.)
    }

    /// Probability that an echo is not lost: to mirror reflection, by chance, or to its range.
    fn share_returned(&self, hit: &Hit, echo: f64) -> f64 {
        let half_range = self.config.drop_out.half_range_m * echo.sqrt();
        // The light of an echo falls with the square of the range, and the detector's threshold is
        // soft: a sixth power makes the share fall from 0.98 to 0.02 within a factor of 3.6 in range.
        let by_range =
            if half_range > 0. { 1. / (1. + (hit.range / half_range).powi(6)) } else { 0. };
        (1. - self.config.drop_out.share) * (1. - hit.material.mirrored) * by_range
    }
}

/// The nearest multiple of a step.
fn rounded(value: f64, step: f64) -> f64 {
    if step > 0. { (value / step).round() * step } else { value }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    fn hit(range: f64, reflectance: f64, cos_incidence: f64) -> Hit {
        Hit { range, cos_incidence, material: Material::solid(reflectance), object: None }
    }

    fn sensor() -> Sensor {
        Sensor::load("hdl-64e").unwrap()
    }

    fn points(sensor: &Sensor, hit: &Hit) -> Vec<Point> {
        let mut rng = stream(2, 0, Purpose::Scan);
        (0..2000).filter_map(|_| sensor.measure(hit, &Vector3::x(), 1., &mut rng)).collect()
    }

    fn share_returned(hit: &Hit) -> f64 {
        points(&sensor(), hit).len() as f64 / 2000.
    }

    #[test]
    fn echoes_are_lost_with_range_grazing_incidence_dark_paint_and_glass() {
        let reference = share_returned(&hit(35., 0.12, 0.9));
        assert!(share_returned(&hit(70., 0.12, 0.9)) < reference - 0.2);
        assert!(share_returned(&hit(35., 0.12, 0.02)) < reference - 0.15);
        assert!(share_returned(&hit(35., 0.04, 0.9)) < reference - 0.2);
        let mirror = Material { mirrored: 0.6, ..Material::solid(0.12) };
        assert!(share_returned(&Hit { material: mirror, ..hit(35., 0.12, 0.9) }) < reference - 0.2);
        let coated = Material { coat: 0.08, ..Material::solid(0.02) };
        let coated = |cos| share_returned(&Hit { material: coated, ..hit(30., 0.02, cos) });
        assert!(coated(0.95) > 0.8 && coated(0.5) < 0.2, "dark paint, squarely and aslant");
        assert!(share_returned(&hit(20., 0.6, 0.9)) > 0.94);
        assert_eq!(share_returned(&hit(90., 2., 1.)), 0., "beyond the longest range");
    }

    #[test]
    fn range_noise_grows_with_the_range() {
        let deviation = |range: f64| {
            let points = points(&sensor(), &hit(range, 3., 1.));
            let squares = points.iter().map(|p| (f64::from(p.x) - range).powi(2));
            (squares.sum::<f64>() / points.len() as f64).sqrt()
        };
        // Tails are cut at 2.5 deviations.
        assert!((deviation(5.) - 0.0125).abs() < 0.0012, "{}", deviation(5.));
        assert!((deviation(70.) - 0.019).abs() < 0.002, "{}", deviation(70.));
    }

    #[test]
    fn intensities_are_hundredths_between_0_and_1_and_retro_reflectors_saturate() {
        for reflectance in [0.02, 0.5, 2.] {
            for point in points(&sensor(), &hit(5., reflectance, 1.)) {
                assert!((0.0..=1.).contains(&point.intensity));
                let hundredths = point.intensity * 100.;
                assert!((hundredths - hundredths.round()).abs() < 1e-4);
                assert!(reflectance < 1. || point.intensity > 0.99);
            }
        }
    }

    #[test]
    fn an_ideal_sensor_reports_what_is_there() {
        let hit = Hit { material: Material::solid(0.01), ..hit(79.123_45, 0.01, 0.1) };
        let points = points(&sensor().ideal(), &hit);
        assert_eq!(points.len(), 2000);
        assert!(points.iter().all(|point| point.x == 79.123_45_f32));
    }
}
