//! The configuration of a training that starts from trained weights.

use std::collections::BTreeSet;
use std::path::Path;

use toml::{Table, Value};

use crate::config::Config;
use crate::different_keys::different_keys;
use crate::file_error::ConfigFileError;
use crate::network::{AnchorClass, NetworkConfig};
use crate::sections::FromSections;
use crate::strict_toml::TomlError;

/// The sections `train` and `augment` of fine-tuning, as they stand in `configs/fine-tune.toml`.
pub const FINE_TUNING: &str = include_str!("../../../configs/fine-tune.toml");

/// A key of `network` whose value differs from that which weights were trained with.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyChange {
    /// The key, such as `network.point_origin`; of a class with its name, such as `network.classes.Car.center_z`.
    pub key: String,
    /// The value that the weights were trained with, in TOML.
    pub trained: String,
    /// The value that is asked for.
    pub asked: String,
}

impl Config {
    /// The configuration of weights, with the sections `train` and `augment` of [`FINE_TUNING`] in place of its own.
    /// Whether points are cropped stays as it was, since that belongs to the data; a calibration of scores is left out,
    /// since it belongs to the weights, and thresholds become those of the network. `path`, where the weights are
    /// from, is for messages only.
    ///
    /// # Errors
    /// As [`FromSections::parse`].
    pub fn of_fine_tuning(
        trained_text: &str,
        path: &Path,
        overrides: &[String],
    ) -> Result<Self, ConfigFileError> {
        let mut trained = Self::parse(trained_text, path, &[])?;
        trained.detection.forget_calibration(&trained.network.classes);
        let toml = |source: toml::de::Error| ConfigFileError::Toml {
            path: path.into(),
            source: TomlError::Content(source.message().to_owned()),
        };
        let recipe: Table = FINE_TUNING.parse().map_err(toml)?;
        let mut sections: Table = trained.to_text().parse().map_err(toml)?;
        sections.extend(recipe);
        if let Some(Value::Table(train)) = sections.get_mut("train") {
            train.insert("crop_to_image".into(), Value::Boolean(trained.train.crop_to_image));
        }
        Self::parse(&sections.to_string(), path, overrides)
    }
}

impl NetworkConfig {
    /// The keys by which this network understands its input or output otherwise than the one that weights were trained
    /// in, though all tensors fit: range, voxels, origin of points, pooling, sizes and heights of anchors. Classes
    /// are compared by name; those that are not in both are left out.
    pub fn changes_since(&self, trained: &Self) -> Vec<KeyChange> {
        let keys = different_keys(&self.without_classes(), &trained.without_classes());
        let matter = keys.iter().filter(|key| !changes_nothing(key) && !shows_in_tensors(key));
        let matter: BTreeSet<&str> = matter.map(|key| whole_list(key)).collect();
        let [own, others] = [self, trained].map(value_of);
        let mut changes: Vec<KeyChange> = matter
            .into_iter()
            .map(|key| KeyChange {
                trained: text_at(&others, key),
                asked: text_at(&own, key),
                key: format!("network.{key}"),
            })
            .collect();
        for class in &self.classes {
            let same = |other: &&AnchorClass| other.name.eq_ignore_ascii_case(&class.name);
            let Some(other) = trained.classes.iter().find(same) else { continue };
            let [own, others] = [class, other].map(value_of);
            let keys = different_keys(class, other).into_iter();
            changes.extend(keys.filter(|key| is_of_anchor(key)).map(|key| KeyChange {
                trained: text_at(&others, &key),
                asked: text_at(&own, &key),
                key: format!("network.classes.{}.{key}", class.name),
            }));
        }
        changes
    }

    fn without_classes(&self) -> Self {
        Self { classes: Vec::new(), ..self.clone() }
    }
}

/// Whether a key of `network` decides how things are computed or learned, not what they mean.
fn changes_nothing(key: &str) -> bool {
    let first = key.split('.').next().unwrap_or_default();
    ["middle", "batch_norm_momentum", "limits"].contains(&first)
}

/// Whether another value of a key of `network` makes tensors of another name or shape.
fn shows_in_tensors(key: &str) -> bool {
    let names = [
        "voxel_channels",
        "channels",
        "num_convs",
        "kernel",
        "attention",
        "encoder",
        "direction_head",
    ];
    key.split('.').any(|part| names.contains(&part))
}

/// The key of the whole list to which a key such as `grid.max_m.0` belongs, or the key itself.
fn whole_list(key: &str) -> &str {
    let is_number = |part: &&str| part.parse::<usize>().is_ok();
    match key.split('.').find(is_number) {
        Some(number) => key.split_once(&format!(".{number}")).map_or(key, |(list, _)| list),
        None => key,
    }
}

fn is_of_anchor(key: &str) -> bool {
    key == "center_z" || key.starts_with("size")
}

fn value_of(config: &impl serde::Serialize) -> Value {
    Value::try_from(config)
        .unwrap_or_else(|error| unreachable!("every configuration can be written: {error}"))
}

/// The value at a path, in TOML; `nothing` where there is none.
fn text_at(root: &Value, path: &str) -> String {
    let mut parts = path.split('.');
    let place = parts.try_fold(root, |place, part| match place {
        Value::Array(array) => array.get(part.parse::<usize>().ok()?),
        other => other.get(part),
    });
    place.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const SYNTHETIC: &str = include_str!("../../../configs/synthetic.toml");

    fn tuned(text: &str, overrides: &[&str]) -> Config {
        let overrides: Vec<String> = overrides.iter().map(|&o| o.into()).collect();
        Config::of_fine_tuning(text, Path::new("w"), &overrides).unwrap()
    }

    fn synthetic(overrides: &[&str]) -> Config {
        let overrides: Vec<String> = overrides.iter().map(|&o| o.into()).collect();
        Config::parse(SYNTHETIC, Path::new("a.toml"), &overrides).unwrap()
    }

    #[test]
    fn training_and_augmentation_are_those_of_the_recipe_and_the_rest_is_as_it_was() {
        let (config, before) = (tuned(SYNTHETIC, &["train.epochs=7"]), synthetic(&[]));
        assert_eq!(config.train.epochs, 7);
        assert!(config.train.schedule != before.train.schedule);
        assert_ne!(config.augment, before.augment);
        // Nothing of the old sections is left, such as the objects that are added.
        assert!(config.augment.sampling.fill_to.is_empty());
        assert_eq!(config.network, before.network);
        assert_eq!((config.loss, config.detection), (before.loss, before.detection));
    }

    #[test]
    fn a_calibration_of_the_old_weights_is_forgotten_and_thresholds_stay_where_they_are() {
        let calibrated = synthetic(&[
            "detection.calibration.maps={ Car = [[0.5, 0.8]] }",
            "detection.min_score={ Car = 0.4, Pedestrian = 0.3, Cyclist = 0.3 }",
        ]);
        let detection = tuned(&calibrated.to_text(), &[]).detection;
        assert_eq!(detection.calibration, crate::ScoreCalibration::default());
        assert!((detection.min_score.of("Car") - 0.25).abs() < 1e-12);
        assert_eq!(detection.min_score.of("Pedestrian"), 0.3);
    }

    #[test]
    fn weights_of_scans_without_a_camera_are_not_cropped() {
        let lidar =
            ["dataset.boxes=lidar", "dataset.difficulty=points", "train.crop_to_image=false"];
        let config = tuned(&synthetic(&lidar).to_text(), &[]);
        assert!(!config.train.crop_to_image);
    }

    #[test]
    fn changes_are_told_key_by_key_and_classes_are_compared_by_name() {
        let trained = synthetic(&[]).network;
        assert!(trained.changes_since(&trained).is_empty());
        let mut asked = synthetic(&[
            "network.point_origin=sensor",
            "network.middle=dense",
            "network.limits.max_points_per_voxel=5",
            "network.grid.max_m=[51.2, 25.6, 1.0]",
            "network.classes.2.center_z=-0.9",
            "network.classes.2.positive_iou=0.9",
        ])
        .network;
        asked.classes.reverse();
        let changes = asked.changes_since(&trained);
        let said =
            |change: &KeyChange| (change.key.clone(), change.trained.clone(), change.asked.clone());
        let said: Vec<_> = changes.iter().map(said).collect();
        let expected = [
            ("network.grid.max_m", "[57.6, 25.6, 1.0]", "[51.2, 25.6, 1.0]"),
            ("network.point_origin", "\"voxel\"", "\"sensor\""),
            ("network.classes.Cyclist.center_z", "-0.6", "-0.9"),
        ];
        assert_eq!(said, expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())));
    }
}
