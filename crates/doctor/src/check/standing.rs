//! Boxes that do not stand on the road.

use voxelnet_statistics::lower_median;

use crate::facts::frame::FrameFacts;
use crate::finding::{Finding, Severity};

/// Boxes this far off the road do not stand on it, metres.
const MAX_GAP_M: f64 = 0.5;
const HOPELESS_GAP_M: f64 = 1.;
/// The fewest boxes that a finding is based on.
const MIN_BOXES: usize = 5;

pub(crate) fn check(frames: &[FrameFacts]) -> Option<Finding> {
    let objects = frames.iter().flat_map(|frame| &frame.objects);
    let gaps_m: Vec<f64> = objects.filter_map(|object| object.gap_m).collect();
    let gap_m = lower_median(gaps_m.iter().copied()).filter(|_| gaps_m.len() >= MIN_BOXES)?;
    let severity = match gap_m.abs() {
        size if size > HOPELESS_GAP_M => Severity::Error,
        size if size > MAX_GAP_M => Severity::Warning,
        _ => return None,
    };
    let sentence = format!(
        "The boxes do not stand on the road of their scans, but {:.2} m {} it.",
        gap_m.abs(),
        if gap_m > 0. { "above" } else { "below" }
    );
    let remedy = "give boxes and points in one frame: when z of the boxes is measured from the road, subtract the \
                  height of the sensor; with dataset.boxes = \"camera\" look at Tr_velo_to_cam in calib/";
    Some(
        Finding::new(severity, "box-height", sentence, remedy)
            .with("median_gap_m", gap_m)
            .with_count("boxes", gaps_m.len()),
    )
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::test_case::{Case, expect, of_check};

    #[test]
    fn boxes_whose_height_is_measured_from_the_road_are_told() {
        let report = Case::with_boxes(|box3d| box3d.center.z += 1.73).examine(&[]);
        let found = expect(&report, "box-height", Severity::Error);
        let gap = found.evidence.get("median_gap_m").unwrap_or_default();
        assert!((gap - 1.73).abs() < 0.15, "{}", report.text());
        assert_eq!(of_check(&Case::healthy().examine(&[]), "box-height").len(), 0);
    }
}
