//! The rules by which a dataset is evaluated.

use voxelnet_config::{DatasetConfig, DifficultyRule, LevelConfig};
use voxelnet_dataset::FrameReader;

use crate::kitti_rules::class::EvaluatedClass;
use crate::kitti_rules::difficulty::{Levels, PointLevel};
use crate::kitti_rules::rules::Rules;

impl Rules {
    /// The rules for the dataset of a reader and the classes of its network.
    pub fn of(reader: &FrameReader) -> Self {
        Self::of_dataset(reader.config(), reader.class_names())
    }

    /// The rules for a dataset: with [`DifficultyRule::Pixels`] those of the benchmark, with
    /// [`DifficultyRule::Points`] levels by points and distance for the classes of the network.
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
        match config.difficulty {
            DifficultyRule::Pixels => Self::default(),
            DifficultyRule::Points => {
                let class = |name: &str| {
                    let overlaps = config.overlaps_of(name);
                    EvaluatedClass {
                        name: name.to_owned(),
                        neighbour: None,
                        min_overlap: overlaps.strict,
                        loose_overlap: overlaps.loose,
                    }
                };
                let level = |LevelConfig { min_points, max_distance_m }| PointLevel {
                    min_points,
                    max_distance_m,
                };
                let levels = config.levels;
                Self {
                    classes: class_names.into_iter().map(class).collect(),
                    levels: Levels::Points([levels.easy, levels.moderate, levels.hard].map(level)),
                }
            }
        }
    }

    /// The evaluated class of rows of a type, if it is one; names compare without regard to case.
    pub fn class_of(&self, kind: &str) -> Option<&EvaluatedClass> {
        self.classes.iter().find(|class| class.name.eq_ignore_ascii_case(kind))
    }
}
