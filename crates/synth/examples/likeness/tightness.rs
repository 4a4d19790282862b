//! The tightness with which the labelled boxes of cars hold their points.
//!
//! The measures are distances from a face of the box to the outermost points, positive inside the box, of cars with
//! at least 150 points and truncation up to 0.1: of the end, the side and the top that the sensor sees, and how far the
//! corner between end and side is cut off. Unoccluded cars seen from 10 to 60 degrees off their heading also have a far
//! end: the distance of the lowest hundredth of the points from it.

use std::ops::Range;

use nalgebra::Point3;
use voxelnet_kitti::Label;

use crate::{
    box_frame::{BoxFrame, InBox},
    labelled_scan::LabelledScan,
    pooled::{PooledRow, mean_and_spread},
    statistics::quantile,
};

const MIN_POINTS: usize = 150;
const MAX_TRUNCATION: f64 = 0.1;

/// Points belong to a car up to this far beside its box, and between these heights, metres.
const BESIDE: f64 = 0.35;
const ABOVE_GROUND: f64 = 0.25;
const ABOVE_TOP: f64 = 0.3;

/// A face is seen when the sensor stands at least this far before it, metres.
const BEFORE_FACE: f64 = 1.;

/// Shares of the points that lie short of the outermost ones.
const OUTERMOST: f64 = 0.98;
const OUTERMOST_TOP: f64 = 0.99;
const OUTERMOST_AT_CORNER: f64 = 0.95;
const FAR_END: f64 = 0.01;

/// Points at the end that a corner needs more of.
const MIN_AT_CORNER: usize = 10;

/// View angles at which the far end counts, degrees.
const FAR_END_VIEW_DEG: Range<f64> = 10.0..60.;

/// Distances that are looked at together and apart, metres.
const RANGES: [Range<f64>; 3] = [0.0..f64::INFINITY, 0.0..15., 15.0..30.];

/// Deviation that is always allowed, metres.
const TOLERANCE: f64 = 0.03;

/// The distances of one car, metres; none for a face that the sensor does not see.
pub struct Tightness {
    /// From the camera along the ground.
    distance: f64,
    end: Option<f64>,
    side: Option<f64>,
    top: f64,
    corner: Option<f64>,
    far_end: Option<f64>,
}

/// The cars of a scan that can be measured.
pub fn tightness(scan: &LabelledScan) -> Vec<Tightness> {
    let is_car = |label: &&Label| label.is_kind("Car") && label.truncation <= MAX_TRUNCATION;
    let cars = scan.labels.iter().filter(is_car);
    cars.filter_map(|label| of_points(label, &points_of(label, scan))).collect()
}

/// The points in and around the box of a car, turned so that the sensor stands before the end and the side
/// with positive coordinates.
fn points_of(label: &Label, scan: &LabelledScan) -> Vec<InBox> {
    let size = label.camera_box.size;
    let frame = BoxFrame::of(&label.camera_box);
    let sensor = frame.local(Point3::origin());
    let local = scan.cloud.points.iter().map(|point| {
        let position = scan.calibration.camera_from_lidar(point.position());
        let InBox { along, across, up } = frame.local(position);
        InBox { along: along * sensor.along.signum(), across: across * sensor.across.signum(), up }
    });
    let is_near = |point: &InBox| {
        point.along.abs() < size.length / 2. + BESIDE
            && point.across.abs() < size.width / 2. + BESIDE
            && point.up > ABOVE_GROUND
            && point.up < size.height + ABOVE_TOP
    };
    local.filter(is_near).collect()
}

fn of_points(label: &Label, points: &[InBox]) -> Option<Tightness> {
    if points.len() < MIN_POINTS {
        return None;
    }
    let size = label.camera_box.size;
    let (half_length, half_width) = (size.length / 2., size.width / 2.);
    let frame = BoxFrame::of(&label.camera_box);
    let sensor = frame.local(Point3::origin());
    let along: Vec<f64> = points.iter().map(|point| point.along).collect();
    let across: Vec<f64> = points.iter().map(|point| point.across).collect();
    let up: Vec<f64> = points.iter().map(|point| point.up).collect();
    let at_end = points.iter().filter(|point| point.along > half_length - BESIDE);
    let across_at_end: Vec<f64> = at_end.map(|point| point.across).collect();
    let sees_end = sensor.along.abs() > half_length + BEFORE_FACE;
    let sees_side = sensor.across.abs() > half_width + BEFORE_FACE;
    let sees_corner = sees_end && sees_side && across_at_end.len() > MIN_AT_CORNER;
    let sees_length = label.occlusion == 0 && FAR_END_VIEW_DEG.contains(&frame.view_angle_deg());
    Some(Tightness {
        distance: sensor.along.hypot(sensor.across),
        end: sees_end.then(|| half_length - quantile(&along, OUTERMOST)),
        side: sees_side.then(|| half_width - quantile(&across, OUTERMOST)),
        top: size.height - quantile(&up, OUTERMOST_TOP),
        corner: sees_corner.then(|| half_width - quantile(&across_at_end, OUTERMOST_AT_CORNER)),
        far_end: sees_length.then(|| half_length + quantile(&along, FAR_END)),
    })
}

/// Mean and spread of each distance, by range.
pub fn pooled_rows(cars: &[&Tightness]) -> Vec<PooledRow> {
    type Measure = fn(&Tightness) -> Option<f64>;
    let measures: [(&str, Measure); 5] = [
        ("end", |car| car.end),
        ("side", |car| car.side),
        ("top", |car| Some(car.top)),
        ("corner", |car| car.corner),
        ("far end", |car| car.far_end),
    ];
    let mut rows = Vec::new();
    for range in RANGES {
        let within = match range.end {
            f64::INFINITY => "all".into(),
            end => format!("{} to {end} m", range.start),
        };
        for (name, measure) in measures {
            let cars = cars.iter().filter(|car| range.contains(&car.distance));
            let sample: Vec<f64> = cars.filter_map(|car| measure(car)).collect();
            rows.extend(mean_and_spread(&format!("{name}, {within}"), &sample, TOLERANCE));
        }
    }
    rows
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use voxelnet_kitti::parse_labels;

    use super::*;

    /// A car of 4 x 1.6 x 1.5 m, 15 m ahead and `right` metres to the right, that drives ahead.
    fn car(right: f64) -> Label {
        let row = format!("Car 0 0 0 0 0 9 9 1.5 1.6 4 {right} 1.7 15 -1.5707963");
        parse_labels(&row, Path::new("000000.txt")).unwrap().remove(0)
    }

    /// Points on the end and the side, each face drawn in by its distance; the side is seen up to `far`.
    fn shell(end: f64, side: f64, far: f64) -> Vec<InBox> {
        let steps = (0..200).map(|step| f64::from(step) / 199.);
        let on_end = |step: f64| InBox { along: 2. - end, across: step * 1.6 - 0.8, up: 1.4 };
        let on_side = |step: f64| InBox {
            along: 2. - end - step * (4. - end - far),
            across: 0.8 - side,
            up: 1.4,
        };
        steps.clone().map(on_end).chain(steps.map(on_side)).collect()
    }

    #[test]
    fn distances_are_those_that_the_faces_were_drawn_in_by() {
        let found = of_points(&car(6.), &shell(0.2, 0.1, 0.5)).unwrap();
        assert!((found.end.unwrap() - 0.2).abs() < 0.02 && (found.top - 0.1).abs() < 1e-9);
        assert!(found.corner.unwrap().abs() < 0.1, "{:?}", found.corner);
        assert!((found.far_end.unwrap() - 0.5).abs() < 0.1, "{:?}", found.far_end);
        assert!((found.side.unwrap() - 0.1).abs() < 0.06, "{:?}", found.side);
    }

    #[test]
    fn a_car_straight_ahead_shows_no_side_and_few_points_tell_nothing() {
        let found = of_points(&car(0.), &shell(0., 0., 0.)).unwrap();
        assert_eq!((found.side, found.corner, found.far_end), (None, None, None));
        assert!(found.end.is_some());
        assert!(of_points(&car(0.), &shell(0., 0., 0.)[..149]).is_none());
    }
}
