//! From a cluster to the box of a car.

use std::f64::consts::FRAC_PI_2;
use std::ops::Range;

use voxelnet_scene::{Box3d, BoxSize, Point, wrap_angle};

use super::Detection;
use super::ground::Ground;
use super::outline::{Fit, Outline};

/// Mean of the cars of KITTI's training half, metres.
pub(super) const MEAN_CAR: BoxSize = BoxSize { length: 3.9, width: 1.6, height: 1.5 };

/// Fewer points say nothing.
const MIN_POINTS: usize = 10;
/// Height of the highest point above the ground, metres.
const TOPS: Range<f64> = 0.9..2.1;
/// The longer side of the outline, metres: from the back of a car alone to a long car.
const LONGER: Range<f64> = 1.2..5.2;
/// The shorter side, metres: from a face that is flat to a wide car.
const SHORTER: Range<f64> = 0.0..2.3;
/// A longer side than this is no back of a car, metres.
const MAX_WIDTH: f64 = 2.1;
/// A point is explained by a box that it is so near to or inside of, metres.
const NEAR: f64 = 0.2;

/// The car that a cluster is, if it can be one.
pub(super) fn car_box(cluster: &[Point], ground: &Ground, fit: Fit) -> Option<Detection> {
    let top = cluster.iter().map(|point| ground.height_above(point)).fold(0., f64::max);
    if cluster.len() < MIN_POINTS || !TOPS.contains(&top) {
        return None;
    }
    let outline = Outline::of(cluster, fit);
    let extents = outline.extents();
    let (longer, shorter) = (extents[0].max(extents[1]), extents[0].min(extents[1]));
    if !LONGER.contains(&longer) || !SHORTER.contains(&shorter) {
        return None;
    }
    let car = place(&outline, length_axis(extents), ground);
    Some(Detection { car, score: score(cluster, &car, longer) })
}

/// The axis of an outline along which the car is long.
fn length_axis(extents: [f64; 2]) -> usize {
    let longer = usize::from(extents[1] > extents[0]);
    // A face no wider than a car is its back or its front; the length is hidden behind.
    if extents[longer] > MAX_WIDTH { longer } else { 1 - longer }
}

/// A box of mean size that shares the visible faces of an outline and stands on the ground.
fn place(outline: &Outline, length_axis: usize, ground: &Ground) -> Box3d {
    let size_along = |axis| if axis == length_axis { MEAN_CAR.length } else { MEAN_CAR.width };
    let center = [0, 1].map(|axis| middle(outline.spans[axis], size_along(axis)));
    let [x, y] = outline.lidar_from_axes(center);
    let z = ground.height(x, y) + MEAN_CAR.height / 2.;
    let yaw = outline.heading + if length_axis == 1 { FRAC_PI_2 } else { 0. };
    let center = Point::new(x as f32, y as f32, z as f32, 0.).position();
    Box3d::new(center, MEAN_CAR, wrap_angle(yaw))
}

/// The middle of a side of this size along one axis, on which the sensor is at 0: it begins at the
/// face that is seen and extends away. Where the sensor is between the ends both are in view.
fn middle([first, last]: [f64; 2], size: f64) -> f64 {
    if first > 0. {
        first + size / 2.
    } else if last < 0. {
        last - size / 2.
    } else {
        (first + last) / 2.
    }
}

/// The confidence that a cluster is this car: from the number of points, the share of them that the box
/// explains, and the share of the car's length that is in view.
fn score(cluster: &[Point], car: &Box3d, longer: f64) -> f64 {
    let BoxSize { length, width, height } = car.size;
    let size = BoxSize {
        length: length + 2. * NEAR,
        width: width + 2. * NEAR,
        height: height + 4. * NEAR,
    };
    let roomy = Box3d { size, ..*car };
    let num_points = cluster.len() as f64;
    let explained = cluster.iter().filter(|point| roomy.contains(point)).count() as f64;
    let in_view = (longer / length).min(1.);
    num_points / (num_points + 50.) * explained / num_points * in_view
}

/// Points of a face between two places, up to this height above level ground at z = 0.
fn face(from: [f64; 2], to: [f64; 2], top: f64) -> Vec<Point> {
    let parts = || (0..=20).map(|step| f64::from(step) / 20.);
    let at = |part: f64, height: f64| {
        let [x, y] = [0, 1].map(|axis| from[axis] + part * (to[axis] - from[axis]));
        Point::new(x as f32, y as f32, (height * top) as f32, 0.)
    };
    parts().flat_map(|part| parts().map(move |height| at(part, height))).collect()
}

/// Level ground at z = 0.
fn level() -> Ground {
    Ground::fit(&face([5., -5.], [20., 9.], 0.))
}

#[test]
fn the_car_behind_the_face_that_is_seen_extends_away_from_the_sensor() {
    const TWO_DEGREES: f64 = 0.035;
    let back = car_box(&face([10., 2.], [10., 3.6], 1.5), &level(), Fit::ClosestEdges).unwrap().car;
    assert!((back.center.x - 11.95).abs() < 0.05 && (back.center.y - 2.8).abs() < 0.1, "{back:?}");
    assert!(back.yaw.sin().abs() < TWO_DEGREES && back.bottom().abs() < 1e-3, "{back:?}");
    for (y, center_y) in [(-3., -3.8), (3., 3.8)] {
        let side =
            car_box(&face([10., y], [13., y], 1.5), &level(), Fit::ClosestEdges).unwrap().car;
        assert!((side.center.y - center_y).abs() < 0.05, "{side:?}");
        assert!(side.yaw.sin().abs() < TWO_DEGREES, "{side:?}");
    }
}

#[test]
fn what_is_not_the_size_of_a_car_is_none() {
    let is_car = |length: f64, top: f64| {
        car_box(&face([10., 3.], [10. + length, 3.], top), &level(), Fit::ClosestEdges).is_some()
    };
    assert!(is_car(4., 1.5));
    assert!(!is_car(4., 2.3));
    assert!(!is_car(4., 0.7));
    assert!(!is_car(6., 1.5));
    assert!(!is_car(0.8, 1.5));
    let broad = [face([10., 3.], [14., 3.], 1.5), face([10., 3.], [10., 6.], 1.5)].concat();
    assert!(car_box(&broad, &level(), Fit::ClosestEdges).is_none());
}

#[test]
fn a_car_seen_well_scores_higher_than_one_seen_in_part() {
    let [whole, half] = [3.9, 2.2].map(|length| face([10., 3.], [10. + length, 3.], 1.5));
    let sparse: Vec<Point> = whole.iter().step_by(10).copied().collect();
    let [whole, half, sparse] = [whole, half, sparse]
        .map(|points| car_box(&points, &level(), Fit::ClosestEdges).unwrap().score);
    assert!(whole > half && whole > sparse, "{whole} {half} {sparse}");
}
