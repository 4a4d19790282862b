//! The section `dataset`: the meaning of its files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::class_table::require_known;
use crate::network::AnchorClass;
use crate::scan::ScanConfig;
use crate::value_error::ConfigError;

/// The types of KITTI's labels.
pub const KITTI_TYPES: [&str; 9] =
    ["Car", "Van", "Truck", "Pedestrian", "Person_sitting", "Cyclist", "Tram", "Misc", "DontCare"];

/// The meaning of scans, labels and results; the default is KITTI's own way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DatasetConfig {
    /// Width and height of the image of a frame that has none, pixels.
    pub image_size: [u32; 2],
    /// In which frame labels and results give their boxes.
    pub boxes: BoxFrame,
    /// The rule that makes an object easy or hard to find, and with it what an evaluation counts.
    pub difficulty: DifficultyRule,
    /// The names among `network.classes` of types in label files, when they differ.
    pub names: BTreeMap<String, String>,
    /// The way from the points of a scan to those that the network sees.
    pub scan: ScanConfig,
    /// The levels of [`DifficultyRule::Points`].
    pub levels: LevelsConfig,
    /// Labelled objects with fewer points of their scan inside are neither found nor denied in training.
    pub min_object_points: usize,
    /// Per class, the overlaps that a match must exceed with [`DifficultyRule::Points`].
    pub overlaps: BTreeMap<String, OverlapConfig>,
}

/// The frame of the boxes in label and result files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BoxFrame {
    /// KITTI's rectified camera: every frame has a calibration, boxes stand on their lower face.
    #[default]
    Camera,
    /// That of the scans: no calibration is read, x, y, z is the centre at mid-height and the last
    /// column the yaw, counter-clockwise from +x.
    Lidar,
}

/// The rule that decides the difficulty of an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DifficultyRule {
    /// Height in the image, occlusion and truncation: KITTI's official metrics.
    #[default]
    Pixels,
    /// Points inside the box and distance, for data without images.
    Points,
    /// No rule: every labelled object of a class counts.
    None,
}

/// The three levels of [`DifficultyRule::Points`]; each should contain the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LevelsConfig {
    /// The easy objects.
    pub easy: LevelConfig,
    /// The moderate and easy objects.
    pub moderate: LevelConfig,
    /// All objects that are evaluated.
    pub hard: LevelConfig,
}

/// An object belongs to a level from so many points on and up to so far away.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelConfig {
    /// Points of the scan inside the box, at least.
    pub min_points: usize,
    /// Horizontal distance of the centre from the sensor, at most, metres.
    pub max_distance_m: f64,
}

/// The overlaps that a match must exceed, in bird's-eye view and in 3D.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverlapConfig {
    /// For the main table.
    pub strict: f64,
    /// For the loose table.
    pub loose: f64,
}

impl Default for DatasetConfig {
    fn default() -> Self {
        Self {
            image_size: [1242, 375],
            boxes: BoxFrame::default(),
            difficulty: DifficultyRule::default(),
            names: BTreeMap::new(),
            scan: ScanConfig::default(),
            levels: LevelsConfig::default(),
            min_object_points: 1,
            overlaps: BTreeMap::new(),
        }
    }
}

impl Default for LevelsConfig {
    /// 30 points within 30 m, 10 within 50 m, and 3 within 80 m.
    fn default() -> Self {
        Self {
            easy: LevelConfig { min_points: 30, max_distance_m: 30. },
            moderate: LevelConfig { min_points: 10, max_distance_m: 50. },
            hard: LevelConfig { min_points: 3, max_distance_m: 80. },
        }
    }
}

impl Default for OverlapConfig {
    /// Those of KITTI for pedestrians and cyclists.
    fn default() -> Self {
        Self { strict: 0.5, loose: 0.25 }
    }
}

impl DatasetConfig {
    /// The name among the classes of a type in label files.
    pub fn class_name<'a>(&'a self, kind: &'a str) -> &'a str {
        let mapped = self.names.iter().find(|(name, _)| name.eq_ignore_ascii_case(kind));
        mapped.map_or(kind, |(_, class)| class)
    }

    /// The overlaps for a class: those configured, else KITTI's for cars and [`OverlapConfig::default`].
    pub fn overlaps_of(&self, class: &str) -> OverlapConfig {
        let configured = self.overlaps.iter().find(|(name, _)| name.eq_ignore_ascii_case(class));
        match configured {
            Some((_, overlaps)) => *overlaps,
            None if class.eq_ignore_ascii_case("car") => OverlapConfig { strict: 0.7, loose: 0.5 },
            None => OverlapConfig::default(),
        }
    }

    /// Checks that every value is possible.
    ///
    /// # Errors
    /// [`ConfigError::Value`] names the key, what stands there and what was expected.
    pub fn check(&self) -> Result<(), ConfigError> {
        let [width, height] = self.image_size;
        let holds = width > 0 && height > 0;
        let found = format!("[{width}, {height}]");
        ConfigError::require(holds, "dataset.image_size", found, "pixels above 0")?;
        let follows = self.boxes == BoxFrame::Camera || self.difficulty != DifficultyRule::Pixels;
        let expected = "points or none when dataset.boxes is lidar, as there are no 2D boxes then";
        ConfigError::require(follows, "dataset.difficulty", "pixels", expected)?;
        self.scan.check()?;
        self.levels.check()?;
        self.overlaps.iter().try_for_each(|(class, overlaps)| overlaps.check(class))
    }
}

impl DatasetConfig {
    /// Checks that names lead to classes of the network, or to types that KITTI's metrics know, and that
    /// overlaps are those of classes.
    ///
    /// # Errors
    /// [`ConfigError::Value`] about a name that leads nowhere.
    pub fn check_names(&self, classes: &[AnchorClass]) -> Result<(), ConfigError> {
        let names: Vec<&str> = classes.iter().map(|class| class.name.as_str()).collect();
        let is_among =
            |names: &[&str], name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let expected = format!("one of {}, or a type of KITTI", names.join(", "));
        for (kind, class) in &self.names {
            let holds = is_among(&names, class) || is_among(&KITTI_TYPES, class);
            ConfigError::require(holds, format!("dataset.names.{kind}"), class, &expected)?;
        }
        require_known("dataset.overlaps", &self.overlaps, classes)
    }

    /// Checks that points are left out for being outside a camera's image only if there is a camera.
    ///
    /// # Errors
    /// [`ConfigError::Value`] about `train.crop_to_image`.
    pub fn check_crop(&self, crops_to_image: bool) -> Result<(), ConfigError> {
        let holds = self.boxes == BoxFrame::Camera || !crops_to_image;
        let expected = "false when dataset.boxes is lidar, as there is no camera then";
        ConfigError::require(holds, "train.crop_to_image", crops_to_image, expected)
    }
}

impl LevelsConfig {
    fn check(&self) -> Result<(), ConfigError> {
        let levels = [("easy", self.easy), ("moderate", self.moderate), ("hard", self.hard)];
        for (name, level) in levels {
            let key = format!("dataset.levels.{name}.max_distance_m");
            let distance = level.max_distance_m;
            ConfigError::require(distance > 0., key, distance, "metres above 0")?;
        }
        for [(_, inner), (name, outer)] in [[levels[0], levels[1]], [levels[1], levels[2]]] {
            let contains = outer.min_points <= inner.min_points
                && outer.max_distance_m >= inner.max_distance_m;
            let found = format!("{} points, {} m", outer.min_points, outer.max_distance_m);
            let expected = "no more points and no less distance than the level before it";
            ConfigError::require(contains, format!("dataset.levels.{name}"), found, expected)?;
        }
        Ok(())
    }
}

impl OverlapConfig {
    fn check(&self, class: &str) -> Result<(), ConfigError> {
        for (field, overlap) in [("strict", self.strict), ("loose", self.loose)] {
            let key = format!("dataset.overlaps.{class}.{field}");
            let holds = (0. ..1.).contains(&overlap);
            ConfigError::require(holds, key, overlap, "a number from 0, below 1")?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> DatasetConfig {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn an_empty_section_is_kittis_way() {
        let config = parsed("");
        assert_eq!(config, DatasetConfig::default());
        assert_eq!(config.check(), Ok(()));
        assert_eq!(config.class_name("Van"), "Van");
    }

    #[test]
    fn names_and_overlaps_are_found_without_regard_to_case() {
        let config =
            parsed("names = { vehicle = \"Car\" }\noverlaps.truck = { strict = 0.6, loose = 0.4 }");
        assert_eq!(config.class_name("Vehicle"), "Car");
        assert_eq!(config.overlaps_of("Truck").strict, 0.6);
        assert_eq!(config.overlaps_of("CAR").strict, 0.7);
        assert_eq!(config.overlaps_of("tram"), OverlapConfig::default());
    }

    #[test]
    fn what_is_impossible_is_refused_with_its_key() {
        for (text, key) in [
            ("image_size = [0, 375]", "dataset.image_size: [0, 375]"),
            ("boxes = \"lidar\"", "dataset.difficulty: pixels"),
            ("scan.intensity_scale = 0.0", "dataset.scan.intensity_scale: 0"),
            ("scan.intensity_scale = 1e-60", "dataset.scan.intensity_scale: 0.0"),
            ("scan.columns = 2", "dataset.scan.columns: 2"),
            (
                "levels.easy = { min_points = 1, max_distance_m = -1.0 }",
                "dataset.levels.easy.max_distance_m: -1",
            ),
            (
                "levels.hard = { min_points = 99, max_distance_m = 80.0 }",
                "dataset.levels.hard: 99 points",
            ),
            (
                "overlaps.car = { strict = 1.5, loose = 0.5 }",
                "dataset.overlaps.car.strict: 1.5, expected",
            ),
        ] {
            let error = parsed(text).check().unwrap_err().to_string();
            assert!(error.starts_with(key), "{error}");
        }
    }
}
