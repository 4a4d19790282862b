//! The rules by which a dataset is evaluated.

use voxelnet_config::{DatasetConfig, DifficultyRule, LevelConfig};
use voxelnet_dataset::FrameReader;
use voxelnet_kitti::neighbour_of;

use crate::kitti_rules::class::EvaluatedClass;
use crate::kitti_rules::difficulty::{Levels, PointLevel};
use crate::kitti_rules::rules::Rules;

impl Rules {
    /// The rules for the dataset of a reader and the classes of its network.
    pub fn of(reader: &FrameReader) -> Self {
        Self::of_dataset(reader.config(), reader.class_names())
    }

    /// The rules for a dataset: with [`DifficultyRule::Pixels`] those of the benchmark, else those for the classes
    /// of the network, with levels by points and distance or without levels.
    ///
    /// Without levels, a type may pass for a class as in the benchmark, unless it is a class of the network.
    ///
    /// ```
    /// use voxelnet_config::{DatasetConfig, DifficultyRule};
    /// use voxelnet_metrics::Rules;
    ///
    /// let by_pixels = DatasetConfig::default();
    /// assert_eq!(Rules::of_dataset(&by_pixels, ["Tram"]), Rules::default());
    ///
    /// let by_points = DatasetConfig { difficulty: DifficultyRule::Points, ..by_pixels };
    /// assert_eq!(Rules::of_dataset(&by_points, ["Tram"]).classes[0].name, "Tram");
    /// ```
    pub fn of_dataset<'a>(
        config: &DatasetConfig,
        class_names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let names: Vec<&str> = class_names.into_iter().collect();
        match config.difficulty {
            DifficultyRule::Pixels => Self::default(),
            DifficultyRule::Points => {
                let level = |LevelConfig { min_points, max_distance_m }| PointLevel {
                    min_points,
                    max_distance_m,
                };
                let levels = config.levels;
                let levels = [levels.easy, levels.moderate, levels.hard].map(level);
                let classes = names.iter().map(|name| class_of(config, name));
                Self { classes: classes.collect(), levels: Levels::Points(levels) }
            }
            DifficultyRule::None => {
                let is_class =
                    |kind: &str| names.iter().any(|name| name.eq_ignore_ascii_case(kind));
                let classes = names.iter().map(|name| EvaluatedClass {
                    neighbour: neighbour_of(name).filter(|kind| !is_class(kind)).map(str::to_owned),
                    ..class_of(config, name)
                });
                Self { classes: classes.collect(), levels: Levels::None }
            }
        }
    }

    /// The evaluated class of rows of a type, if it is one; names compare without regard to case.
    pub fn class_of(&self, kind: &str) -> Option<&EvaluatedClass> {
        self.classes.iter().find(|class| class.name.eq_ignore_ascii_case(kind))
    }
}

/// The evaluation of a class of the network.
fn class_of(config: &DatasetConfig, name: &str) -> EvaluatedClass {
    let overlaps = config.overlaps_of(name);
    EvaluatedClass {
        name: name.to_owned(),
        neighbour: None,
        min_overlap: overlaps.strict,
        loose_overlap: overlaps.loose,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_levels_the_classes_of_the_network_are_evaluated_with_the_neighbours_of_the_benchmark()
     {
        let config = DatasetConfig { difficulty: DifficultyRule::None, ..DatasetConfig::default() };
        let neighbours = |names: &[&'static str]| -> Vec<Option<String>> {
            let rules = Rules::of_dataset(&config, names.iter().copied());
            assert_eq!(rules.levels, Levels::None);
            rules.classes.into_iter().map(|class| class.neighbour).collect()
        };
        assert_eq!(neighbours(&["Car", "Tram"]), [Some("Van".to_owned()), None]);
        assert_eq!(neighbours(&["Car", "van"]), [None, None]);
    }
}
