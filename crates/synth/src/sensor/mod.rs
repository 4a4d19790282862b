//! The sensor: where its beams go and what it makes of what they meet.

mod carrier;
mod config;
mod echo;

pub(crate) use config::SensorConfig;
pub(crate) use echo::Hit;

use std::{f64::consts::TAU, path::Path};

use nalgebra::Vector3;
use rand::RngExt;
use serde::{Serialize, Serializer};

use crate::error::SynthError;
use crate::random::{SceneRng, normal};

/// Sensors that come with the program: names and files.
const SHIPPED: [(&str, &str); 3] = [
    ("hdl-64e", include_str!("../../../../configs/sensors/hdl-64e.toml")),
    ("vlp-16", include_str!("../../../../configs/sensors/vlp-16.toml")),
    ("os1-128", include_str!("../../../../configs/sensors/os1-128.toml")),
];

/// A spinning LiDAR.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensor {
    config: SensorConfig,
    elevations: Vec<f64>,
}

impl Sensor {
    /// Names of the sensors that come with the program; the first is the default.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SHIPPED.into_iter().map(|(name, _)| name)
    }

    /// The sensor of a name, or, when it ends in `.toml`, of a file like those in `configs/sensors`.
    ///
    /// # Errors
    /// Names that are not known; files that cannot be read, are not TOML, lack keys or have others,
    /// or hold impossible values.
    pub fn load(name: &str) -> Result<Self, SynthError> {
        if let Some((_, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            return Self::parse(text, Path::new(name));
        }
        if !name.ends_with(".toml") {
            return Err(SynthError::UnknownSensor { name: name.to_owned() });
        }
        let path = Path::new(name);
        let text = voxelnet_files::read_text(path)
            .map_err(|source| SynthError::Io { path: path.to_owned(), source })?;
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, SynthError> {
        let bad = |reason: String| SynthError::BadSensor { path: path.to_owned(), reason };
        let config: SensorConfig = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            bad(format!("line {}: {}", before.lines().count().max(1), error.message()))
        })?;
        config.check().map_err(bad)?;
        Ok(Self { elevations: config.elevations(), config })
    }

    /// The same sensor without noise, spread of its beams, or losses.
    #[cfg(test)]
    pub(crate) fn ideal(mut self) -> Self {
        let SensorConfig { range, beam, intensity, drop_out, carrier, .. } = &mut self.config;
        (range.noise_m, range.noise_per_m, range.step_m) = (0., 0., 0.);
        beam.divergence_mrad = 0.;
        (intensity.gain_spread, intensity.noise, intensity.step) = (0., 0., 0.);
        (intensity.black_level, intensity.half_range_m) = (0., f64::INFINITY);
        (drop_out.share, drop_out.half_range_m) = (0., f64::INFINITY);
        carrier.clear();
        self
    }

    /// Elevations of the channels from the top down, radians.
    pub fn elevations(&self) -> &[f64] {
        &self.elevations
    }

    /// Turn of the head between two firings, radians.
    pub fn azimuth_step(&self) -> f64 {
        self.config.azimuth_step_deg.to_radians()
    }

    /// Height of the sensor above the road, metres.
    pub(crate) fn mount_height(&self) -> f64 {
        self.config.mount_height_m
    }

    /// Range beyond which nothing is reported, metres.
    pub(crate) fn max_range(&self) -> f64 {
        self.config.range.max_m
    }

    /// Azimuths of the firings of one turn in [0, 2 pi), rising. The turn starts anywhere, which
    /// decides where between two steps the firings fall.
    pub(crate) fn azimuths(&self, rng: &mut SceneRng) -> Vec<f64> {
        let start = rng.random_range(0.0..TAU);
        let num_firings = (TAU / self.azimuth_step()).round().max(1.) as usize;
        let mut azimuths: Vec<f64> = (0..num_firings)
            .map(|i| (start + i as f64 * self.azimuth_step()).rem_euclid(TAU))
            .collect();
        azimuths.sort_by(f64::total_cmp);
        azimuths
    }

    /// Gains of the channels of one scan.
    pub(crate) fn gains(&self, rng: &mut SceneRng) -> Vec<f64> {
        let spread = self.config.intensity.gain_spread;
        self.elevations.iter().map(|_| normal(rng, 1., spread)).collect()
    }

    /// The largest angle between a beam and its axis in azimuth or elevation, radians.
    pub(crate) fn largest_stray(&self) -> f64 {
        let steepest = self.elevations.iter().map(|e| e.abs()).fold(0., f64::max);
        // A degree short of the pole, where azimuths lose their meaning.
        self.half_angle() / steepest.min(89_f64.to_radians()).cos()
    }

    /// Half the angle of the cone that a beam fills, radians.
    fn half_angle(&self) -> f64 {
        self.config.beam.divergence_mrad / 2000.
    }

    /// The direction of the part of a beam that finds an echo: anywhere in the cone around its axis.
    pub(crate) fn stray(&self, axis: &Vector3<f64>, rng: &mut SceneRng) -> Vector3<f64> {
        let half_angle = self.half_angle();
        if half_angle == 0. {
            return *axis;
        }
        let (left, up) = across(axis);
        let [a, b] = in_unit_disc(rng).map(|share| share * half_angle);
        (axis + left * a + up * b).normalize()
    }
}

/// Two unit vectors square to another one and to each other.
fn across(axis: &Vector3<f64>) -> (Vector3<f64>, Vector3<f64>) {
    let level = axis.xy().norm();
    // Straight up and down, any direction is square to the axis.
    let left = if level > 1e-9 { Vector3::new(-axis.y, axis.x, 0.) / level } else { Vector3::x() };
    (left, axis.cross(&left))
}

/// A place in the unit disc, all equally likely.
fn in_unit_disc(rng: &mut SceneRng) -> [f64; 2] {
    loop {
        let [a, b] = [(); 2].map(|()| rng.random_range(-1.0..1.0_f64));
        if a * a + b * b < 1. {
            return [a, b];
        }
    }
}

impl Serialize for Sensor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.config.serialize(serializer)
    }
}

/// Unit vector of a beam.
pub(crate) fn direction(azimuth: f64, elevation: f64) -> Vector3<f64> {
    let level = elevation.cos();
    Vector3::new(level * azimuth.cos(), level * azimuth.sin(), elevation.sin())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn every_shipped_sensor_can_be_used_and_has_its_channels() {
        for (name, num_channels) in [("hdl-64e", 64), ("vlp-16", 16), ("os1-128", 128)] {
            let sensor = Sensor::load(name).unwrap();
            assert_eq!(sensor.elevations().len(), num_channels, "{name}");
        }
        assert_eq!(Sensor::names().count(), 3);
    }

    #[test]
    fn channels_of_the_hdl_64e_run_from_the_top_down_over_26_degrees() {
        let sensor = Sensor::load("hdl-64e").unwrap();
        let degrees: Vec<f64> = sensor.elevations().iter().map(|e| e.to_degrees()).collect();
        assert!(degrees.is_sorted_by(|a, b| a > b));
        for (channel, expected) in
            [(0, 2.), (1, 5. / 3.), (31, -25. / 3.), (32, -8.83), (63, -24.33)]
        {
            assert!((degrees[channel] - expected).abs() < 1e-9, "channel {channel}");
        }
    }

    #[test]
    fn a_turn_has_2081_firings_in_order_and_no_two_turns_are_alike() {
        let sensor = Sensor::load("hdl-64e").unwrap();
        let mut rng = stream(3, 0, Purpose::Scan);
        let (first, second) = (sensor.azimuths(&mut rng), sensor.azimuths(&mut rng));
        assert_eq!(first.len(), 2081);
        assert!(first.is_sorted() && first[0] >= 0. && first[2080] < TAU);
        assert_ne!(first, second);
    }

    #[test]
    fn strayed_beams_stay_in_their_cone_and_fill_it() {
        let sensor = Sensor::load("hdl-64e").unwrap();
        let mut rng = stream(3, 1, Purpose::Scan);
        let axis = direction(1., -0.3);
        let angles: Vec<f64> =
            (0..1000).map(|_| sensor.stray(&axis, &mut rng).cross(&axis).norm().asin()).collect();
        assert!(angles.iter().all(|angle| *angle < 0.001 + 1e-6));
        let outer = angles.iter().filter(|angle| **angle > 0.001 * 0.5_f64.sqrt()).count();
        assert!((400..600).contains(&outer), "{outer} in the outer half of the spot");
    }

    #[test]
    fn bad_sensor_files_are_refused_with_the_key_and_what_was_expected() {
        let good = SHIPPED[1].1;
        for (from, to, expected) in [
            ("count = 16", "count = 0", "channels: 0 in all"),
            ("count = 16", "count = 9223372036854775807", "channels: 9223372036854775807 in all"),
            ("count = 16", "count = 1", "one channel from_deg to_deg"),
            ("from_deg = 15.0", "from_deg = -20.0", "from the top down"),
            ("azimuth_step_deg = 0.2", "azimuth_step_deg = nan", "azimuth_step_deg = NaN"),
            ("max_m = 100.0", "max_m = 0.1", "range.max_m = 0.1, expected 0.9 to 500"),
            ("noise_m = 0.02", "noise = 0.02", "unknown field `noise`"),
            ("share = 0.02", "share = 1.2", "drop_out.share = 1.2, expected 0 to 1"),
            ("[beam]\ndivergence_mrad = 3.0", "", "missing field `beam`"),
        ] {
            let text = good.replace(from, to);
            assert_ne!(text, good, "{from}");
            let message = Sensor::parse(&text, Path::new("my.toml")).unwrap_err().to_string();
            assert!(message.contains("my.toml") && message.contains(expected), "{message}");
        }
        let dense = good.replace("count = 16", "count = 100").replace("_deg = 0.2", "_deg = 0.01");
        let message = Sensor::parse(&dense, Path::new("my.toml")).unwrap_err().to_string();
        assert!(message.contains("3600000 beams a turn, expected at most 2000000"), "{message}");
        assert!(matches!(Sensor::load("hdl-65"), Err(SynthError::UnknownSensor { .. })));
        assert!(matches!(Sensor::load("no/such.toml"), Err(SynthError::Io { .. })));
    }
}
