//! Metres, or something else.

use voxelnet_statistics::lower_median;

use crate::facts::frame::FrameFacts;
use crate::facts::points::Placement;
use crate::finding::{Finding, Severity, rounded};

const CHECK: &str = "units";

/// 95% of the points of a scan in metres lie nearer than this.
const FAR_IN_METRES: f64 = 500.;
/// Without a road below the sensor, points farther than this are in millimetres rather than in centimetres.
const FAR_IN_CENTIMETRES: f64 = 15_000.;
/// The road lies about so far below a sensor, metres.
const SENSOR_HEIGHT_M: f64 = 1.8;
/// No sensor of a vehicle sees so little.
const NEAR_IN_METRES: f64 = 1.5;
/// From so far away, metres, a scan is not taken; its own points lie together.
const FAR_ON_A_MAP_M: f64 = 1000.;
const SPREAD_ON_A_MAP_M: f64 = 300.;
/// All that a sensor sees lies within so many degrees of latitude and longitude, which reach to 180.
const SPREAD_IN_DEGREES: f64 = 0.01;
const MAX_DEGREES: f64 = 180.;
/// Nothing on a road is so long, metres.
const MAX_LENGTH_M: f64 = 60.;
/// Nor is anything so long in any unit.
const HOPELESS_LENGTH: f64 = 60_000.;

pub(crate) fn check(frames: &[FrameFacts]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let placements = frames.iter().filter_map(|frame| frame.points.placement);
    let placements: Vec<Placement> = placements.collect();
    let median = |number: fn(&Placement) -> f64| lower_median(placements.iter().map(number));
    if let (Some(far), Some(low), Some(spread)) =
        (median(|of| of.far), median(|of| of.low), median(|of| of.spread))
    {
        let middle = placements.iter().find(|of| of.far == far).map(|of| of.middle);
        let middle = middle.unwrap_or_default();
        findings.extend(of_points(&Placement { far, low, middle, spread }));
    }
    let lengths = frames.iter().flat_map(|frame| &frame.objects);
    if let Some(length) = lower_median(lengths.map(|object| object.box3d.size.length)) {
        findings.extend(of_labels(length));
    }
    findings
}

fn of_points(place: &Placement) -> Option<Finding> {
    let Placement { far, middle, spread, .. } = *place;
    let finding = |sentence: String, remedy: &str| {
        Finding::new(Severity::Error, CHECK, sentence, remedy)
            .with("distance_that_95_percent_are_below", far)
            .with("spread_of_95_percent", spread)
    };
    let is_angle = |value: f64| value.abs() <= MAX_DEGREES;
    let [x, y] = [middle.x, middle.y];
    if spread > 0. && spread < SPREAD_IN_DEGREES && is_angle(x) && is_angle(y) {
        let sentence = format!(
            "The points seem to be in degrees of latitude and longitude, about {x:.5}, {y:.5}, expected metres."
        );
        return Some(finding(sentence, "write x, y and z in metres from the sensor"));
    }
    if far > FAR_ON_A_MAP_M && spread < SPREAD_ON_A_MAP_M {
        // 24 bits hold a number of this size; a scan from far away comes in steps.
        let step = f64::from(f32::EPSILON) * 2_f64.powf(far.log2().floor());
        let sentence = format!(
            "The points seem to be in coordinates of a map, about {x:.0}, {y:.0}, expected metres from the sensor; \
             32-bit floats there have steps of {} m.",
            rounded(step)
        );
        let remedy = "subtract the sensor's place in 64 bits before the scans are written";
        return Some(finding(sentence, remedy).with("step_m", step));
    }
    let (what, remedy) = match unit_of(place) {
        Unit::Millimetres => {
            ("millimetres", "divide x, y and z by 1000 when the scans are exported")
        }
        Unit::Centimetres => {
            ("centimetres", "divide x, y and z by 100 when the scans are exported")
        }
        Unit::Large => (
            "kilometres, or scaled to a unit cube",
            "write x, y and z in metres when the scans are exported",
        ),
        Unit::Metres => return None,
    };
    Some(finding(format!("The points seem to be in {what}, expected metres."), remedy))
}

/// A unit of length.
enum Unit {
    Millimetres,
    Centimetres,
    Metres,
    /// Larger than metres.
    Large,
}

/// The unit of points about a sensor, by the road below it where there is one.
fn unit_of(&Placement { far, low, .. }: &Placement) -> Unit {
    // The geometric mean of the heights in millimetres and in centimetres.
    let limit = -SENSOR_HEIGHT_M * 100_000_f64.sqrt();
    match far {
        far if far < NEAR_IN_METRES => Unit::Large,
        far if far <= FAR_IN_METRES => Unit::Metres,
        _ if low < limit => Unit::Millimetres,
        _ if low < -SENSOR_HEIGHT_M * 10. => Unit::Centimetres,
        far if far > FAR_IN_CENTIMETRES => Unit::Millimetres,
        _ => Unit::Centimetres,
    }
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
    use crate::test_case::{Case, expect, of_check};

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
    fn a_near_scan_in_millimetres_and_a_far_one_in_centimetres_are_told_apart() {
        for (scale, expected) in [(1000., "millimetres"), (100., "centimetres")] {
            let case = Case::with(|frame| {
                let is_near = |x: f32| (x < 9.) == (expected == "millimetres");
                frame.cloud.points.retain(|point| is_near(point.x));
                for point in &mut frame.cloud.points {
                    (point.x, point.y, point.z) =
                        (point.x * scale, point.y * scale, point.z * scale);
                }
            });
            let report = case.examine(&["train.crop_to_image=false"]);
            let found = expect(&report, CHECK, Severity::Error);
            assert!(found.sentence.contains(expected), "{}", found.sentence);
        }
    }

    #[test]
    fn coordinates_of_a_map_and_degrees_are_no_other_unit() {
        let on_a_map = Case::with_points(|point| {
            (point.x, point.y) = (point.x + 448_253., point.y + 5_411_932.);
        });
        let report = on_a_map.examine(&["train.crop_to_image=false"]);
        let found = expect(&report, CHECK, Severity::Error);
        assert!(found.sentence.contains("coordinates of a map"), "{}", found.sentence);
        assert_eq!(found.evidence.get("step_m"), Some(0.5));
        let degrees = Case::with_points(|point| {
            (point.x, point.y) = (48.1 + point.x / 111_000., 11.5 + point.y / 74_000.);
        });
        let report = degrees.examine(&["train.crop_to_image=false"]);
        let found = expect(&report, CHECK, Severity::Error);
        assert!(found.sentence.contains("degrees of latitude"), "{}", found.sentence);
    }

    #[test]
    fn points_at_the_sensor_have_no_unit() {
        let case = Case::with_points(|point| (point.x, point.y, point.z) = (0., 0., 0.));
        let report = case.examine(&["train.crop_to_image=false"]);
        assert_eq!(of_check(&report, CHECK).len(), 0, "{}", report.text());
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
