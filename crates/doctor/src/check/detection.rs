//! Thresholds that leave detections out.

use voxelnet_config::{DetectionConfig, MinScore};

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
    let &DetectionConfig { max_candidates, max_iou, max_detections, .. } = detection;
    let highest = detection.min_score.highest();
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
    if highest > NOTED_MIN_SCORE {
        let severity = match highest {
            score if score > HOPELESS_MIN_SCORE => Severity::Error,
            score if score > HIGH_MIN_SCORE => Severity::Warning,
            _ => Severity::Note,
        };
        let (purpose, remedy) = if is_for_detect {
            ("", "give `voxelnet detect --min-score 0.05` to see them")
        } else {
            (", which takes recall from an evaluation", "set detection.min_score = 0.05")
        };
        let sentence = format!(
            "Detections with a score below {} are left out{purpose}.",
            in_words(&detection.min_score)
        );
        findings.push(Finding::new(severity, CHECK, sentence, remedy).with("min_score", highest));
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

/// Such as `0.3`, or `0.3 (Car), 0.5 (Cyclist)`.
fn in_words(min_score: &MinScore) -> String {
    match min_score {
        MinScore::Same(score) => score.to_string(),
        MinScore::PerClass(scores) => {
            let each = scores.iter().map(|(class, score)| format!("{score} ({class})"));
            each.collect::<Vec<_>>().join(", ")
        }
    }
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
            ("detection.min_score={ Car = 0.6 }", Severity::Warning),
            ("detection.max_iou=0.9", Severity::Warning),
        ] {
            let found = check(&config(&[assignment]).detection, false);
            let severities: Vec<Severity> = found.iter().map(|of| of.severity).collect();
            assert_eq!(severities, [severity], "{assignment}");
        }
        assert_eq!(check(&config(&[]).detection, false), []);
    }
}
