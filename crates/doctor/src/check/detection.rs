//! Thresholds that leave detections out.

use voxelnet_config::DetectionConfig;

use crate::finding::{Finding, Severity};

const CHECK: &str = "detection-limits";

/// A higher score leaves out detections that average precision lives on.
const NOTED_MIN_SCORE: f64 = 0.2;
const HIGH_MIN_SCORE: f64 = 0.5;
const HOPELESS_MIN_SCORE: f64 = 0.9;
/// Beyond this overlap of two detections both are hardly ever right.
const HIGH_MAX_IOU: f64 = 0.7;

/// Looks at the section `detection`.
pub(crate) fn check(detection: &DetectionConfig, is_for_detect: bool) -> Vec<Finding> {
    let DetectionConfig { min_score, max_candidates, max_iou, max_detections, .. } = *detection;
    let mut findings = Vec::new();
    for (key, value) in
        [("detection.max_candidates", max_candidates), ("detection.max_detections", max_detections)]
    {
        if value == 0 {
            let sentence = format!("{key} is 0, so nothing is ever found.");
            findings.push(
                Finding::new(Severity::Error, CHECK, sentence, format!("raise {key}"))
                    .with_count("value", value),
            );
        }
    }
    if min_score > NOTED_MIN_SCORE {
        let severity = match min_score {
            score if score > HOPELESS_MIN_SCORE => Severity::Error,
            score if score > HIGH_MIN_SCORE => Severity::Warning,
            _ => Severity::Note,
        };
        let (purpose, remedy) = if is_for_detect {
            ("", "give `voxelnet detect --min-score 0.05` to see them")
        } else {
            (", which takes recall from an evaluation", "set detection.min_score = 0.05")
        };
        let sentence = format!("Detections with a score below {min_score} are left out{purpose}.");
        findings.push(Finding::new(severity, CHECK, sentence, remedy).with("min_score", min_score));
    }
    if max_iou > HIGH_MAX_IOU {
        let sentence = format!(
            "Detections of one object stay side by side until they overlap by more than {max_iou}; all but one are \
             false."
        );
        let remedy = "set detection.max_iou = 0.1";
        findings.push(
            Finding::new(Severity::Warning, CHECK, sentence, remedy).with("max_iou", max_iou),
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_case::config;

    #[test]
    fn thresholds_that_leave_everything_out_are_told() {
        for (assignment, severity) in [
            ("detection.max_detections=0", Severity::Error),
            ("detection.max_candidates=0", Severity::Error),
            ("detection.min_score=0.95", Severity::Error),
            ("detection.min_score=0.6", Severity::Warning),
            ("detection.min_score=0.3", Severity::Note),
            ("detection.max_iou=0.9", Severity::Warning),
        ] {
            let found = check(&config(&[assignment]).detection, false);
            let severities: Vec<Severity> = found.iter().map(|of| of.severity).collect();
            assert_eq!(severities, [severity], "{assignment}");
        }
        assert_eq!(check(&config(&[]).detection, false), []);
    }
}
