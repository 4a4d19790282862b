//! Labelled boxes outside the range of the network.

use nalgebra::Point3;
use voxelnet_dataset::is_above_grid;
use voxelnet_files::{agreeing, counted};

use super::range::yaw_after;
use crate::facts::frame::{FrameFacts, objects_of};
use crate::facts::object::ObjectFacts;
use crate::finding::{Finding, Severity};
use crate::setup::Setup;
use crate::statistics::{percent, share};

const CHECK: &str = "boxes-out-of-range";

const HOPELESS_SHARE: f64 = 0.8;
const MAX_SHARE: f64 = 0.3;
const NOTED_SHARE: f64 = 0.05;
/// Fewer boxes may all be far away.
const MIN_BOXES: usize = 5;

pub(crate) fn check(frames: &[FrameFacts], setup: &Setup<'_>) -> Vec<Finding> {
    let classes = setup.anchors.classes().iter().enumerate();
    classes
        .filter_map(|(class, anchor)| {
            let objects: Vec<&ObjectFacts> = objects_of(frames, class).collect();
            (!objects.is_empty()).then(|| of_class(&anchor.name, &objects, setup))?
        })
        .collect()
}

fn of_class(name: &str, objects: &[&ObjectFacts], setup: &Setup<'_>) -> Option<Finding> {
    let spec = setup.grid.spec();
    let centers = || objects.iter().map(|object| object.box3d.center);
    let count =
        |is_out: &dyn Fn(Point3<f64>) -> bool| centers().filter(|&center| is_out(center)).count();
    let in_z = spec.min_m[2]..spec.max_m[2];
    let num_out = count(&|center| !is_above_grid(spec, center) || !in_z.contains(&center.z));
    let lost = share(num_out, objects.len());
    let severity = match lost {
        lost if objects.len() < MIN_BOXES && lost > 0. => Severity::Note,
        lost if lost > HOPELESS_SHARE => Severity::Error,
        lost if lost > MAX_SHARE => Severity::Warning,
        lost if lost > NOTED_SHARE => Severity::Note,
        _ => return None,
    };
    let turned: Vec<usize> =
        (0..4).map(|turns| count(&|center| is_above_grid(spec, turn(center, turns)))).collect();
    let best = (1..4).max_by_key(|&turns| turned[turns]).unwrap_or(0);
    let remedy = if severity != Severity::Note && turned[best] > 2 * turned[0] + objects.len() / 4 {
        format!(
            "{} of them {} there when scans and boxes are turned: set dataset.scan.yaw = {}",
            turned[best],
            agreeing(turned[best], "lies", "lie"),
            yaw_after(setup, best)
        )
    } else {
        "they are neither learned nor found; set network.grid so that it holds them".to_owned()
    };
    let sentence = format!(
        "{num_out} of {} of {name} ({}) {} outside the range of the network.",
        counted(objects.len(), "box"),
        percent(lost),
        agreeing(num_out, "lies", "lie")
    );
    let [x, y, z] = [0, 1, 2]
        .map(|axis| count(&|center| !(spec.min_m[axis]..spec.max_m[axis]).contains(&center[axis])));
    Some(
        Finding::new(severity, CHECK, sentence, remedy)
            .with_count("boxes", objects.len())
            .with_count("outside", num_out)
            .with_count("outside_in_x", x)
            .with_count("outside_in_y", y)
            .with_count("outside_in_z", z),
    )
}

/// A place turned by quarter turns to the left.
fn turn(center: Point3<f64>, quarter_turns: usize) -> Point3<f64> {
    let Point3 { coords } = center;
    let (x, y) = (coords.x, coords.y);
    let [x, y] = [[x, y], [-y, x], [-x, -y], [y, -x]][quarter_turns];
    Point3::new(x, y, coords.z)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_case::{Case, expect, of_check};

    #[test]
    fn boxes_beyond_the_range_are_counted_by_axis() {
        let near = ["network.grid.max_m=[17.6, 40.0, 1.0]"];
        let report = Case::healthy().examine(&near);
        let found = expect(&report, CHECK, Severity::Warning);
        let count = |name: &str| found.evidence.get(name).unwrap_or_default();
        assert!(count("outside") == count("outside_in_x") && count("outside_in_y") == 0.);
        assert_eq!(of_check(&Case::healthy().examine(&[]), CHECK).len(), 0);
    }
}
