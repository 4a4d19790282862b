//! The rules of an evaluation, and the options of its report.

use voxelnet_config::DetectionConfig;

use super::bootstrap::Bootstrap;
use super::class::EvaluatedClass;
use super::difficulty::Levels;

/// The evaluated classes, and the rule of the levels.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// The classes, in the order of reports.
    pub classes: Vec<EvaluatedClass>,
    /// The rule of the levels.
    pub levels: Levels,
}

impl Default for Rules {
    /// The rules of the benchmark.
    fn default() -> Self {
        Self { classes: EvaluatedClass::official(), levels: Levels::Pixels }
    }
}

/// The content of a report beside the official numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportOptions {
    /// More sets of minimum overlaps in bird's-eye view and 3D.
    pub overlaps: Vec<OverlapSet>,
    /// Confidence intervals, if wanted.
    pub bootstrap: Option<Bootstrap>,
    /// Whether objects are also evaluated by how many points they have; all points must be counted then.
    pub by_points: bool,
    /// The network whose detections are evaluated, where it is known: its thresholds and its maps of scores.
    pub network: Option<DetectionConfig>,
}

/// Minimum overlaps in bird's-eye view and 3D.
#[derive(Clone, Debug, PartialEq)]
pub struct OverlapSet {
    /// Its name in reports.
    pub name: String,
    /// One per class, in the order of [`Rules::classes`].
    pub min_overlaps: Vec<f64>,
}
