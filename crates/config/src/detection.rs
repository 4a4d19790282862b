//! The section `detection`: from output maps to detections.

use serde::{Deserialize, Serialize};

use crate::min_score::MinScore;
use crate::network::AnchorClass;
use crate::score_calibration::ScoreCalibration;
use crate::value_error::ConfigError;

/// The conversion of output maps to detections.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetectionConfig {
    /// Detections below this score, that of the calibration where there is one, are left out.
    pub min_score: MinScore,
    /// The calibration of scores.
    #[serde(default)]
    pub calibration: ScoreCalibration,
    /// At most so many candidates per class, the best, go into suppression.
    pub max_candidates: usize,
    /// A candidate with a higher rotated bird's-eye IoU with a better one of its class is suppressed.
    pub max_iou: f64,
    /// At most so many detections per class.
    pub max_detections: usize,
    /// A box is dropped when its length, width or height is more than so many times the anchor's, or the anchor's more
    /// than so many times its own; 0 allows any size.
    #[serde(default = "default_max_size_ratio")]
    pub max_size_ratio: f64,
    /// Decides which points of a crowded voxel are kept; the same scan gives the same detections.
    #[serde(default)]
    pub seed: u64,
}

impl DetectionConfig {
    /// Checks that every value is possible.
    ///
    /// # Errors
    /// [`ConfigError::Value`] names the key, what stands there and what was expected.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.min_score.check()?;
        self.calibration.check()?;
        let share = self.max_iou;
        let holds = (0. ..=1.).contains(&share);
        ConfigError::require(holds, "detection.max_iou", share, "a number from 0 to 1")?;
        let ratio = self.max_size_ratio;
        ConfigError::require(
            ratio == 0. || (ratio >= 1. && ratio.is_finite()),
            "detection.max_size_ratio",
            ratio,
            "0 or a finite number from 1",
        )
    }

    /// Leaves the calibration of scores out. Thresholds become those of the network that keep the same detections.
    pub(crate) fn forget_calibration(&mut self, classes: &[AnchorClass]) {
        let calibration = std::mem::take(&mut self.calibration);
        let raw = |class: &AnchorClass| {
            let shown = self.min_score.of(&class.name);
            let map = calibration.map_of(&class.name);
            (class.name.clone(), map.map_or(shown, |map| map.invert(shown)))
        };
        if calibration.enabled && !calibration.maps.is_empty() {
            self.min_score = MinScore::PerClass(classes.iter().map(raw).collect());
        }
    }

    /// Checks that what is told class by class is told of the classes of a network.
    pub(crate) fn check_classes(&self, classes: &[AnchorClass]) -> Result<(), ConfigError> {
        self.min_score.check_classes(classes)?;
        self.calibration.check_classes(classes)
    }
}

fn default_max_size_ratio() -> f64 {
    3.
}
