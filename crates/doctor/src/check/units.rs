//! Metres, or something else.

use voxelnet_statistics::lower_median;

use crate::facts::frame::FrameFacts;
use crate::finding::{Finding, Severity};

const CHECK: &str = "units";

/// 95% of the points of a scan in metres lie nearer than this; of one in centimetres hardly any does.
const FAR_IN_METRES: f64 = 500.;
const FAR_IN_CENTIMETRES: f64 = 15_000.;
/// No sensor of a vehicle sees so little.
const NEAR_IN_METRES: f64 = 1.5;
/// Nothing on a road is so long, metres.
const MAX_LENGTH_M: f64 = 60.;
/// Nor is anything so long in any unit.
const HOPELESS_LENGTH: f64 = 60_000.;

pub(crate) fn check(frames: &[FrameFacts]) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(far) = lower_median(frames.iter().filter_map(|frame| frame.points.far_m)) {
        findings.extend(of_points(far));
    }
    let lengths = frames.iter().flat_map(|frame| &frame.objects);
    if let Some(length) = lower_median(lengths.map(|object| object.box3d.size.length)) {
        findings.extend(of_labels(length));
    }
    findings
}

fn of_points(far: f64) -> Option<Finding> {
    let (what, remedy) = match far {
        far if far > FAR_IN_CENTIMETRES => ("millimetres", "divide x, y and z by 1000"),
        far if far > FAR_IN_METRES => ("centimetres", "divide x, y and z by 100"),
        far if far < NEAR_IN_METRES => {
            ("kilometres, or scaled to a unit cube", "write x, y and z in metres")
        }
        _ => return None,
    };
    let sentence = format!("The points seem to be in {what}, expected metres.");
    let remedy = format!("{remedy} when the scans are exported");
    let finding = Finding::new(Severity::Error, CHECK, sentence, remedy);
    Some(finding.with("distance_that_95_percent_are_below", far))
}

fn of_labels(length: f64) -> Option<Finding> {
    (MAX_LENGTH_M..HOPELESS_LENGTH).contains(&length).then(|| {
        let what = if length > 1000. { "millimetres" } else { "centimetres" };
        let sentence = format!("The boxes in the labels seem to be in {what}, expected metres.");
        let remedy = "write columns 9 to 14 of the label files in metres";
        Finding::new(Severity::Error, CHECK, sentence, remedy).with("median_length", length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_case::{Case, expect};

    #[test]
    fn points_in_other_units_are_told() {
        for (scale, expected) in
            [(1000., "millimetres"), (100., "centimetres"), (0.001, "kilometres")]
        {
            let case = Case::with_points(|point| {
                (point.x, point.y, point.z) = (point.x * scale, point.y * scale, point.z * scale);
            });
            let report = case.examine(&[]);
            let found = expect(&report, CHECK, Severity::Error);
            assert!(found.sentence.contains(expected), "{}", found.sentence);
        }
    }

    #[test]
    fn boxes_in_other_units_are_told() {
        let case = Case::with_boxes(|box3d| {
            box3d.center.coords *= 1000.;
            let size = &mut box3d.size;
            (size.length, size.width, size.height) =
                (size.length * 1000., size.width * 1000., size.height * 1000.);
        });
        let report = case.examine(&[]);
        let found = expect(&report, CHECK, Severity::Error);
        assert!(found.sentence.contains("labels seem to be in millimetres"), "{}", found.sentence);
    }
}
