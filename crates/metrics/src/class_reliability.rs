//! The counts of a class at its threshold, and the reliability of its scores.

use serde::{Serialize, Serializer};
use voxelnet_config::DetectionConfig;

use crate::best_f1::ClassScores;
use crate::calibration_error::CalibrationError;
use crate::operating_point::ClassOperation;
use crate::score_band::ScoreBand;

/// Scores in result files are rounded to eight decimals, thresholds are not.
const ROUNDING: f64 = 1e-8;

/// The detections of a class from its threshold on, and the reliability of their scores.
///
/// Serialises as `{"min_score", "objects", "found", "recall", "false", "false_per_frame", "precision", "d_ece",
/// "d_ece_raw", "reliability": {"score": [..], "right": [..], "count": [..]}}`, with `null` where there is nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassReliability {
    /// What is found and what is false; without a threshold its `min_score` is minus infinity.
    pub operation: ClassOperation,
    /// Of the scores as they are; none without detections, and where scores lie outside 0 to 1.
    pub scores: Option<ScoreReliability>,
    /// Of the same detections with the scores of the network, where a map calibrates them.
    pub raw_scores: Option<ScoreReliability>,
}

/// Whether scores say how many detections are right.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreReliability {
    /// The calibration error and the curve of reliability.
    pub error: CalibrationError,
    /// How many are right in each part of the scores.
    pub bands: Vec<ScoreBand>,
}

impl ScoreReliability {
    /// The reliability of the scores of some detections; none without any.
    fn of(scores: &ClassScores) -> Option<Self> {
        let error = CalibrationError::of(scores, f64::NEG_INFINITY)?;
        Some(Self { error, bands: ScoreBand::all(scores) })
    }
}

impl ClassReliability {
    /// The reliability of a class, by the scores of its detections in so many frames.
    ///
    /// Thresholds and maps are those of the network whose detections they are; without it all detections count.
    pub(crate) fn of(
        scores: &ClassScores,
        class: &str,
        num_frames: usize,
        network: Option<&DetectionConfig>,
    ) -> Self {
        let threshold = network.map(|network| network.min_score.of(class));
        let from = threshold.map_or(f64::NEG_INFINITY, |threshold| threshold - ROUNDING);
        let kept = kept_from(scores, from);
        let operation = ClassOperation {
            min_score: threshold.unwrap_or(f64::NEG_INFINITY),
            ..ClassOperation::at(&kept, from, num_frames)
        };
        let mut all = kept.true_positives.iter().chain(&kept.false_positives);
        if !all.all(|score| (0. ..=1.).contains(score)) {
            return Self { operation, scores: None, raw_scores: None };
        }
        let map = network.and_then(|network| network.calibration.map_of(class));
        let raw = map.map(|map| kept.mapped(|score| map.invert(score)));
        Self {
            operation,
            scores: ScoreReliability::of(&kept),
            raw_scores: raw.as_ref().and_then(ScoreReliability::of),
        }
    }

    /// The score from which detections are kept; none where all of them count.
    pub fn min_score(&self) -> Option<f64> {
        Some(self.operation.min_score).filter(|score| score.is_finite())
    }
}

/// The detections from a score on.
fn kept_from(scores: &ClassScores, min_score: f64) -> ClassScores {
    let kept = |scores: &[f64]| {
        let kept = scores.iter().copied();
        kept.filter(|&score| score >= min_score).collect()
    };
    ClassScores {
        true_positives: kept(&scores.true_positives),
        false_positives: kept(&scores.false_positives),
        num_objects: scores.num_objects,
    }
}

/// The fields in the JSON of a report.
#[derive(Serialize)]
struct Fields {
    min_score: Option<f64>,
    objects: usize,
    found: usize,
    recall: Option<f64>,
    r#false: usize,
    false_per_frame: Option<f64>,
    precision: Option<f64>,
    d_ece: Option<f64>,
    d_ece_raw: Option<f64>,
    reliability: Bins,
}

#[derive(Serialize)]
struct Bins {
    score: Vec<f64>,
    right: Vec<f64>,
    count: Vec<usize>,
}

impl Serialize for ClassReliability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { operation, scores, raw_scores } = self;
        let bins = scores.as_ref().map_or(&[][..], |scores| &scores.error.bins);
        let fields = Fields {
            min_score: self.min_score(),
            objects: operation.num_objects,
            found: operation.num_found,
            recall: operation.recall(),
            r#false: operation.num_false,
            false_per_frame: operation.false_per_frame(),
            precision: operation.precision(),
            d_ece: scores.as_ref().map(|scores| scores.error.d_ece),
            d_ece_raw: raw_scores.as_ref().map(|scores| scores.error.d_ece),
            reliability: Bins {
                score: bins.iter().map(|bin| bin.mean_score).collect(),
                right: bins.iter().map(|bin| bin.share_right).collect(),
                count: bins.iter().map(|bin| bin.count).collect(),
            },
        };
        fields.serialize(serializer)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use serde_json::{Value, json};
    use voxelnet_config::{Config, FromSections};

    use super::*;

    fn network(changes: &[&str]) -> DetectionConfig {
        let text = include_str!("../../../configs/synthetic.toml");
        let changes: Vec<String> =
            changes.iter().map(|change| format!("detection.{change}")).collect();
        Config::parse(text, Path::new("a.toml"), &changes).unwrap().detection
    }

    fn scores(true_positives: &[f64], false_positives: &[f64]) -> ClassScores {
        let [true_positives, false_positives] =
            [true_positives, false_positives].map(<[f64]>::to_vec);
        ClassScores { true_positives, false_positives, num_objects: 4 }
    }

    fn json_of(scores: &ClassScores, network: Option<&DetectionConfig>) -> Value {
        serde_json::to_value(ClassReliability::of(scores, "car", 10, network)).unwrap()
    }

    #[test]
    fn the_threshold_is_that_of_the_class_and_without_a_network_all_count() {
        let scores = scores(&[0.9, 0.7], &[0.5, 0.3]);
        let network = network(&["min_score={ Car = 0.5, Cyclist = 0.1 }"]);
        let of_network = json_of(&scores, Some(&network));
        assert_eq!(of_network["min_score"], 0.5);
        assert_eq!((&of_network["found"], &of_network["false"]), (&json!(2), &json!(1)));
        assert_eq!(
            (&of_network["recall"], &of_network["false_per_frame"]),
            (&json!(0.5), &json!(0.1))
        );
        assert_eq!(of_network["reliability"]["score"], json!([0.5, 0.7, 0.9]));
        assert_eq!(of_network["reliability"]["right"], json!([0., 1., 1.]));
        let all = json_of(&scores, None);
        assert_eq!((&all["min_score"], &all["false"]), (&Value::Null, &json!(2)));
    }

    #[test]
    fn scores_that_a_map_calibrates_are_compared_with_those_of_the_network() {
        // Of five detections at 0.4 two are right; the network called them 0.8.
        let scores = scores(&[0.4; 2], &[0.4; 3]);
        let map = "calibration.maps={ Car = [[0.8, 0.4]] }";
        let number = |network: &DetectionConfig, field: &str| {
            json_of(&scores, Some(network))[field].as_f64()
        };
        let mapped = network(&["min_score=0.1", map]);
        assert!(number(&mapped, "d_ece").unwrap() < 1e-12);
        assert!((number(&mapped, "d_ece_raw").unwrap() - 0.4).abs() < 1e-12);
        let off = network(&["min_score=0.1", map, "calibration.enabled=false"]);
        assert_eq!((number(&off, "d_ece_raw"), number(&off, "d_ece")), (None, Some(0.)));
    }

    #[test]
    fn a_threshold_with_more_digits_than_a_row_drops_no_row() {
        // The score 0.123456785 as its row has it.
        let network = network(&["min_score=0.123456783"]);
        assert_eq!(json_of(&scores(&[0.12345678], &[]), Some(&network))["found"], 1);
        assert_eq!(json_of(&scores(&[0.1234567], &[]), Some(&network))["found"], 0);
    }

    #[test]
    fn nothing_and_scores_of_another_range_have_no_error() {
        let nothing = json_of(&ClassScores::default(), None);
        for field in ["recall", "precision", "d_ece", "d_ece_raw"] {
            assert_eq!(nothing[field], Value::Null, "{field}");
        }
        assert_eq!(nothing["reliability"], json!({"score": [], "right": [], "count": []}));
        let logits = json_of(&scores(&[7.5], &[-3.]), None);
        assert_eq!((&logits["found"], &logits["d_ece"]), (&json!(1), &Value::Null));
    }
}
