//! Points outside the range of the network.

use crate::facts::frame::FrameFacts;
use crate::facts::range::RangeFacts;
use crate::finding::{Finding, NO_REMEDY, Severity};
use crate::setup::Setup;
use crate::statistics::{percent, share};

const CHECK: &str = "range";

/// With a smaller share of the points in range nothing is found.
const HOPELESS_SHARE: f64 = 0.03;
/// With a smaller share something is wrong: of a full turn KITTI's range holds half.
const MIN_SHARE: f64 = 0.15;
/// A larger share of the points below or above the range takes objects along.
const MAX_SHARE_BELOW: f64 = 0.2;
const MAX_SHARE_ABOVE: f64 = 0.5;

pub(crate) fn check(frames: &[FrameFacts], setup: &Setup<'_>) -> Vec<Finding> {
    let sum = |number: &dyn Fn(&RangeFacts) -> usize| -> usize {
        frames.iter().map(|frame| number(&frame.range)).sum()
    };
    let num_points = sum(&|of| of.num_points);
    if num_points == 0 {
        return Vec::new();
    }
    let of_points = |number: &dyn Fn(&RangeFacts) -> usize| share(sum(number), num_points);
    let on_map =
        |number: &dyn Fn(&RangeFacts) -> usize| share(sum(number), sum(&|of| of.num_on_map));
    let in_range = of_points(&|of| of.num_in_range);
    let turned =
        [0, 1, 2, 3].map(|turns| share(sum(&|of| of.turned[turns]), sum(&|of| of.num_turned)));
    let mut of_range = shares(in_range, turned, setup);
    for (axis, [below, above]) in [
        ["share_below_x", "share_above_x"],
        ["share_below_y", "share_above_y"],
        ["share_below_z", "share_above_z"],
    ]
    .into_iter()
    .enumerate()
    {
        of_range = of_range
            .with(below, of_points(&|of| of.outside[axis].below))
            .with(above, of_points(&|of| of.outside[axis].above));
    }
    let mut findings = vec![of_range];
    findings.extend(heights(
        setup,
        on_map(&|of| of.outside_on_map.below),
        on_map(&|of| of.outside_on_map.above),
    ));
    findings.retain(|finding| finding.severity != Severity::Note || in_range < 0.9);
    findings
}

/// The remedy for points that no turn brings into the range.
const DETECT_REMEDY: &str = "move the points to where the network looks with `voxelnet detect --lidar-transform \
                             x,y,z,roll,pitch,yaw`, the pose of the sensor";

/// The share of the points in range, and after which turn of the scans it would be larger.
fn shares(in_range: f64, turned: [f64; 4], setup: &Setup<'_>) -> Finding {
    let severity = match in_range {
        share if share < HOPELESS_SHARE => Severity::Error,
        share if share < MIN_SHARE => Severity::Warning,
        _ => Severity::Note,
    };
    let sentence = format!("{} of the points lie in the range of the network.", percent(in_range));
    let best = (1..4).max_by(|&a, &b| turned[a].total_cmp(&turned[b])).unwrap_or(0);
    let is_turned = turned[best] > 2. * turned[0] + 0.1;
    let remedy = match severity {
        Severity::Note => NO_REMEDY.to_owned(),
        _ if is_turned && setup.is_for_detect => format!(
            "{} lie there when the scans are turned: give `voxelnet detect --lidar-transform 0,0,0,0,0,{}`",
            percent(turned[best]),
            yaw_of(best)
        ),
        _ if setup.is_for_detect => DETECT_REMEDY.to_owned(),
        _ if is_turned => format!(
            "{} lie there when the scans are turned: set dataset.scan.yaw = {}",
            percent(turned[best]),
            yaw_after(setup, best)
        ),
        _ => "move network.grid to where the points are, or the points with dataset.scan.translation_m".to_owned(),
    };
    Finding::new(severity, CHECK, sentence, remedy).with("share_in_range", in_range)
}

/// `dataset.scan.yaw` after so many quarter turns more, radians.
pub(super) fn yaw_after(setup: &Setup<'_>, quarter_turns: usize) -> String {
    let yaw = setup.config.frames.dataset.scan.yaw + yaw_of(quarter_turns);
    format!("{:.4}", voxelnet_scene::wrap_angle(yaw))
}

/// The angle of quarter turns to a ten-thousandth, radians.
fn yaw_of(quarter_turns: usize) -> f64 {
    let turns = if quarter_turns == 3 { -1. } else { quarter_turns as f64 };
    (10_000. * turns * std::f64::consts::FRAC_PI_2).round() / 10_000.
}

/// A finding about the points that the range cuts off below and above, within its limits of x and y.
fn heights(setup: &Setup<'_>, below: f64, above: f64) -> Option<Finding> {
    let (side, lost, max_share, key) = if below > MAX_SHARE_BELOW {
        ("below", below, MAX_SHARE_BELOW, "network.grid.min_m")
    } else if above > MAX_SHARE_ABOVE {
        ("above", above, MAX_SHARE_ABOVE, "network.grid.max_m")
    } else {
        return None;
    };
    let severity = if lost > (1. + max_share) / 2. { Severity::Error } else { Severity::Warning };
    let sentence = format!(
        "{} of the points within the limits of x and y lie {side} the range of the network.",
        percent(lost)
    );
    let for_data = || {
        format!(
            "set the third number of {key} so that road and objects lie in the range, or move the scans with \
         dataset.scan.translation_m"
        )
    };
    let remedy = if setup.is_for_detect { DETECT_REMEDY.to_owned() } else { for_data() };
    let finding = Finding::new(severity, CHECK, sentence, remedy);
    Some(finding.with("share_below", below).with("share_above", above))
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;
    use crate::test_case::{Case, LIDAR_BOXES, expect, of_check};

    #[test]
    fn a_range_beside_the_points_is_told() {
        let far =
            ["network.grid.min_m=[200.0, -40.0, -3.0]", "network.grid.max_m=[270.4, 40.0, 1.0]"];
        let report = Case::healthy().examine(&far);
        let found = expect(&report, CHECK, Severity::Error);
        assert_eq!(found.evidence.get("share_below_x"), Some(1.));
    }

    #[test]
    fn a_sensor_that_looks_back_is_told_with_the_yaw_that_turns_it() {
        let case = Case::turned(PI, |_| {});
        let report = case.examine(&LIDAR_BOXES);
        let found = expect(&report, CHECK, Severity::Error);
        assert!(found.remedy.ends_with("dataset.scan.yaw = -3.1416"), "{}", found.remedy);
        let found = expect(&report, "boxes-out-of-range", Severity::Error);
        assert!(found.remedy.ends_with("dataset.scan.yaw = -3.1416"), "{}", found.remedy);
        let mended = [&LIDAR_BOXES[..], &["dataset.scan.yaw=-3.1416"]].concat();
        let report = case.examine(&mended);
        assert_eq!(report.count(Severity::Error), 0, "{}", report.text());
    }

    #[test]
    fn a_range_that_ends_above_the_road_is_told() {
        let high =
            ["network.grid.min_m=[0.0, -40.0, -1.0]", "network.grid.max_m=[70.4, 40.0, 3.0]"];
        let report = Case::healthy().examine(&high);
        let found = of_check(&report, CHECK);
        assert!(
            found.iter().any(|of| of.sentence.contains("lie below the range")),
            "{}",
            report.text()
        );
        expect(&report, "sensor-height", Severity::Error);
    }
}
