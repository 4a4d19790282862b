//! Points outside the range of the network.

use voxelnet_scene::{Point, PointCloud};
use voxelnet_voxelizer::GridSpec;

use crate::facts::FrameFacts;
use crate::finding::{Finding, Severity};
use crate::frame::SeenFrame;
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

/// How many points of a scan lie where the network looks.
pub(crate) struct RangeFacts {
    num_points: usize,
    /// Below and above the limits of x, y, z; a point may count more than once.
    outside: [[usize; 2]; 3],
    num_in_range: usize,
    /// Of those within the limits of x and y: all, below and above in z.
    above_map: [usize; 3],
    /// In range when the whole scan is turned by so many quarter turns to the left.
    turned: [usize; 4],
    num_turned: usize,
}

impl RangeFacts {
    pub(crate) fn of(frame: &SeenFrame, spec: &GridSpec) -> Self {
        let shown = frame.shown();
        let mut outside = [[0; 2]; 3];
        let mut above_map = [0; 3];
        for point in &shown.points {
            let sides = sides_of(point, spec);
            for (count, side) in outside.iter_mut().zip(sides) {
                count[0] += usize::from(side == Side::Below);
                count[1] += usize::from(side == Side::Above);
            }
            if sides[..2] == [Side::Within; 2] {
                above_map[0] += 1;
                above_map[1] += usize::from(sides[2] == Side::Below);
                above_map[2] += usize::from(sides[2] == Side::Above);
            }
        }
        Self {
            num_points: shown.len(),
            num_in_range: above_map[0] - above_map[1] - above_map[2],
            outside,
            above_map,
            turned: [0, 1, 2, 3].map(|turns| in_range_turned(&frame.cloud, spec, turns)),
            num_turned: frame.cloud.len(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Below,
    Within,
    Above,
}

fn sides_of(point: &Point, spec: &GridSpec) -> [Side; 3] {
    let position: [f64; 3] = point.position().coords.into();
    std::array::from_fn(|axis| match position[axis] {
        value if value < spec.min_m[axis] => Side::Below,
        value if value >= spec.max_m[axis] => Side::Above,
        _ => Side::Within,
    })
}

fn in_range_turned(cloud: &PointCloud, spec: &GridSpec, turns: usize) -> usize {
    let turned = cloud.points.iter().map(|&Point { x, y, z, intensity }| {
        let [x, y] = [[x, y], [-y, x], [-x, -y], [y, -x]][turns];
        Point { x, y, z, intensity }
    });
    turned.filter(|point| sides_of(point, spec) == [Side::Within; 3]).count()
}

pub(super) fn check(frames: &[FrameFacts], setup: &Setup<'_>) -> Vec<Finding> {
    let sum = |number: &dyn Fn(&RangeFacts) -> usize| -> usize {
        frames.iter().map(|frame| number(&frame.range)).sum()
    };
    let num_points = sum(&|of| of.num_points);
    if num_points == 0 {
        return Vec::new();
    }
    let in_range = share(sum(&|of| of.num_in_range), num_points);
    let outside = [0, 1, 2].map(|axis| {
        [0, 1].map(|side| share(sum(&|of: &RangeFacts| of.outside[axis][side]), num_points))
    });
    let [above_map, below, above] = [0, 1, 2].map(|i| sum(&|of: &RangeFacts| of.above_map[i]));
    let turned = [0, 1, 2, 3]
        .map(|turns| share(sum(&|of: &RangeFacts| of.turned[turns]), sum(&|of| of.num_turned)));
    let mut findings = vec![shares(in_range, outside, turned, setup)];
    findings.extend(heights(share(below, above_map), share(above, above_map)));
    findings.retain(|finding| finding.severity != Severity::Note || in_range < 0.9);
    findings
}

/// What lies in range, and what outside on which side.
fn shares(in_range: f64, outside: [[f64; 2]; 3], turned: [f64; 4], setup: &Setup<'_>) -> Finding {
    let severity = match in_range {
        share if share < HOPELESS_SHARE => Severity::Error,
        share if share < MIN_SHARE => Severity::Warning,
        _ => Severity::Note,
    };
    let sentence = format!("{} of the points lie in the range of the network.", percent(in_range));
    let best = (1..4).max_by(|&a, &b| turned[a].total_cmp(&turned[b])).unwrap_or(0);
    let is_turned = turned[best] > 2. * turned[0] + 0.1;
    let remedy = match severity {
        Severity::Note => "the rest is never seen; network.grid is the range".to_owned(),
        _ if is_turned => format!(
            "{} lie there when the scans are turned: set dataset.scan.yaw = {}",
            percent(turned[best]),
            yaw_after(setup, best)
        ),
        _ => "move network.grid to where the points are, or the points with dataset.scan.translation_m".to_owned(),
    };
    Finding::new(severity, CHECK, sentence, remedy)
        .with("share_in_range", in_range)
        .with("share_below_x", outside[0][0])
        .with("share_above_x", outside[0][1])
        .with("share_below_y", outside[1][0])
        .with("share_above_y", outside[1][1])
        .with("share_below_z", outside[2][0])
        .with("share_above_z", outside[2][1])
}

/// `dataset.scan.yaw` after so many quarter turns more, radians.
pub(super) fn yaw_after(setup: &Setup<'_>, quarter_turns: usize) -> String {
    let turns = if quarter_turns == 3 { -1. } else { quarter_turns as f64 };
    let yaw = setup.config.frames.dataset.scan.yaw + turns * std::f64::consts::FRAC_PI_2;
    format!("{:.4}", voxelnet_scene::wrap_angle(yaw))
}

/// What the range cuts off below and above, of the points within its limits of x and y.
fn heights(below: f64, above: f64) -> Option<Finding> {
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
    let remedy = format!(
        "set the third number of {key} so that road and objects lie in the range, or move the scans with \
         dataset.scan.translation_m"
    );
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
