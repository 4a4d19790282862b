//! The section `augment`: the variations of training frames.

use std::collections::BTreeMap;
use std::f64::consts::PI;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::value_error::ConfigError;

/// The variations of training frames; zeros and ones switch a variation off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AugmentConfig {
    /// The probability that left and right are exchanged, 0 to 1.
    pub flip_probability: f64,
    /// The scan is turned about the sensor by up to this angle to either side, radians.
    pub max_rotation: f64,
    /// The scan is scaled about the sensor by a factor between these two.
    pub scale: [f64; 2],
    /// A slope of up to this angle raises or lowers what lies ahead and what lies to the left, radians.
    #[serde(default)]
    pub max_tilt: f64,
    /// The scan is moved by normally distributed lengths of this deviation along x, y, z, metres.
    #[serde(default)]
    pub translation_std_m: [f64; 3],
    /// The intensities of the scan are multiplied by a factor between these two, and stay within 0 and 1.
    #[serde(default = "unchanged")]
    pub intensity_scale: [f64; 2],
    /// Up to this share of the points is left out, each as likely as any other; below 1.
    #[serde(default)]
    pub max_dropout: f64,
    /// The movement of single objects.
    #[serde(default)]
    pub objects: ObjectNoiseConfig,
    /// The objects of other frames that are added.
    #[serde(default)]
    pub sampling: SamplingConfig,
}

/// The movement of single objects, each with its points (arXiv:1711.06396, section 3.2: pi / 10 and
/// \[1, 1, 1\]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ObjectNoiseConfig {
    /// A box is turned about its own centre by up to this angle to either side, radians.
    pub max_rotation: f64,
    /// A box is moved by normally distributed lengths of this deviation along x, y, z, metres.
    pub translation_std_m: [f64; 3],
}

/// The objects of other frames that are added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SamplingConfig {
    /// The object database that `voxelnet prepare` made, relative to the folder of the dataset.
    pub database: PathBuf,
    /// Objects with fewer points are not added.
    pub min_points: usize,
    /// Every frame is filled up to so many boxes of a class; nothing is added when empty.
    pub fill_to: BTreeMap<String, usize>,
}

/// On a steeper slope a box that stands upright no longer holds its points, radians.
const MAX_TILT: f64 = 0.2;

/// More boxes of a class are in no scan.
const MAX_FILL: usize = 1000;

impl Default for SamplingConfig {
    fn default() -> Self {
        Self { database: "objects.db".into(), min_points: 5, fill_to: BTreeMap::new() }
    }
}

impl AugmentConfig {
    /// Nothing varied.
    pub fn none() -> Self {
        Self {
            flip_probability: 0.,
            max_rotation: 0.,
            scale: unchanged(),
            max_tilt: 0.,
            translation_std_m: [0.; 3],
            intensity_scale: unchanged(),
            max_dropout: 0.,
            objects: ObjectNoiseConfig::default(),
            sampling: SamplingConfig::default(),
        }
    }

    /// Checks that every value is possible.
    ///
    /// # Errors
    /// [`ConfigError::Value`] names the key, what stands there and what was expected.
    pub fn check(&self) -> Result<(), ConfigError> {
        let share = self.flip_probability;
        let holds = (0. ..=1.).contains(&share);
        ConfigError::require(holds, "augment.flip_probability", share, "a number from 0 to 1")?;
        check_angle("augment.max_rotation", self.max_rotation)?;
        check_factors("augment.scale", self.scale)?;
        let tilt = self.max_tilt;
        let holds = (0. ..=MAX_TILT).contains(&tilt);
        ConfigError::require(
            holds,
            "augment.max_tilt",
            tilt,
            &format!("radians from 0 to {MAX_TILT}"),
        )?;
        check_factors("augment.intensity_scale", self.intensity_scale)?;
        check_lengths("augment.translation_std_m", self.translation_std_m)?;
        let share = self.max_dropout;
        let holds = (0. ..1.).contains(&share);
        ConfigError::require(holds, "augment.max_dropout", share, "a number from 0, below 1")?;
        check_angle("augment.objects.max_rotation", self.objects.max_rotation)?;
        check_lengths("augment.objects.translation_std_m", self.objects.translation_std_m)?;
        for (class, &count) in &self.sampling.fill_to {
            let key = format!("augment.sampling.fill_to.{class}");
            let expected = format!("0 to {MAX_FILL}");
            ConfigError::require(count <= MAX_FILL, key, count, &expected)?;
        }
        Ok(())
    }
}

fn unchanged() -> [f64; 2] {
    [1.; 2]
}

fn check_factors(key: &str, [low, high]: [f64; 2]) -> Result<(), ConfigError> {
    let holds = 0. < low && low <= high && high.is_finite();
    let found = format!("[{low}, {high}]");
    ConfigError::require(holds, key, found, "two factors above 0, the lower first")
}

fn check_lengths(key: &str, metres: [f64; 3]) -> Result<(), ConfigError> {
    let holds = metres.iter().all(|&metres| metres >= 0. && metres.is_finite());
    ConfigError::require(holds, key, format!("{metres:?}"), "three numbers of metres from 0 on")
}

fn check_angle(key: &str, angle: f64) -> Result<(), ConfigError> {
    ConfigError::require((0. ..=PI).contains(&angle), key, angle, "radians from 0 to pi")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_impossible_is_refused_with_its_key() {
        assert_eq!(AugmentConfig::none().check(), Ok(()));
        let noise =
            |max_rotation, z| ObjectNoiseConfig { max_rotation, translation_std_m: [0., 0., z] };
        for (config, start) in [
            (
                AugmentConfig { max_dropout: 1., ..AugmentConfig::none() },
                "augment.max_dropout: 1, expected",
            ),
            (
                AugmentConfig { max_tilt: 0.3, ..AugmentConfig::none() },
                "augment.max_tilt: 0.3, expected radians from 0 to 0.2",
            ),
            (
                AugmentConfig { max_rotation: 4., ..AugmentConfig::none() },
                "augment.max_rotation: 4, expected",
            ),
            (
                AugmentConfig { objects: noise(-0.1, 0.), ..AugmentConfig::none() },
                "augment.objects.max_rotation: -0.1, expected",
            ),
            (
                AugmentConfig { objects: noise(0., f64::NAN), ..AugmentConfig::none() },
                "augment.objects.translation_std_m: [0.0, 0.0, NaN], expected",
            ),
            (
                AugmentConfig {
                    sampling: SamplingConfig {
                        fill_to: [("Car".to_owned(), 1001)].into(),
                        ..SamplingConfig::default()
                    },
                    ..AugmentConfig::none()
                },
                "augment.sampling.fill_to.Car: 1001, expected 0 to 1000",
            ),
            (
                AugmentConfig { scale: [1.1, 0.9], ..AugmentConfig::none() },
                "augment.scale: [1.1, 0.9], expected",
            ),
        ] {
            let error = config.check().map_err(|error| error.to_string());
            assert!(error.is_err_and(|error| error.starts_with(start)), "{start}");
        }
    }
}
