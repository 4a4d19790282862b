//! How tightly the labelled boxes of cars hold their points.
//!
//! Cars with at least 150 points and truncation up to 0.1. Measured is the distance from a face of the box
//! to the outermost points, positive inside the box: of the end, the side and the top that the sensor
//! sees, and how far the corner between end and side is cut off. Of unoccluded cars seen from 10 to 60
//! degrees off their heading also the far end: distance of the lowest hundredth of the points from it.

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
    scan.labels.iter().filter(is_car).filter_map(|label| of_car(label, scan)).collect()
}

fn of_car(label: &Label, scan: &LabelledScan) -> Option<Tightness> {
    let size = label.camera_box.size;
    let (half_length, half_width) = (size.length / 2., size.width / 2.);
    let frame = BoxFrame::of(&label.camera_box);
    let sensor = frame.local(Point3::origin());
    // Turned so that the sensor stands before the end and the side with positive coordinates.
    let turned = |InBox { along, across, up }| InBox {
        along: along * sensor.along.signum(),
        across: across * sensor.across.signum(),
        up,
    };
    let local = scan
        .cloud
        .points
        .iter()
        .map(|point| turned(frame.local(scan.calibration.camera_from_lidar(point.position()))));
    let points: Vec<InBox> = local
        .filter(|point| {
            point.along.abs() < half_length + BESIDE
                && point.across.abs() < half_width + BESIDE
                && point.up > ABOVE_GROUND
                && point.up < size.height + ABOVE_TOP
        })
        .collect();
    if points.len() < MIN_POINTS {
        return None;
    }
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
