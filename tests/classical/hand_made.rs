//! Scans made by hand, where everything is known: the detector finds all there is.

use std::f64::consts::{FRAC_PI_2, PI};

use voxelnet_scene::{Box3d, Point, PointCloud, iou_3d};

use super::boxes::MEAN_CAR;
use super::detect;
use super::outline::Fit;

const GROUND_Z: f64 = -1.73;
/// Distance between neighbouring points of a surface, metres.
const STEP: f64 = 0.12;

/// The overlap at which KITTI counts a car as found.
const MIN_IOU: f64 = 0.7;

fn point(x: f64, y: f64, z: f64) -> Point {
    Point::new(x as f32, y as f32, z as f32, 0.3)
}

/// The place of a car and its heading.
fn car_at([x, y, yaw]: [f64; 3]) -> Box3d {
    let z = GROUND_Z + MEAN_CAR.height / 2.;
    Box3d::new(point(x, y, z).position(), MEAN_CAR, yaw)
}

/// Numbers from 0 to 1 in steps that are `STEP` on a stretch of this length.
fn parts(length: f64) -> impl Iterator<Item = f64> + Clone {
    let num = (length / STEP).ceil() as u32;
    (0..=num).map(move |step| f64::from(step) / f64::from(num))
}

/// A surface that stands upright on the line from one place to another.
fn upright(from: [f64; 2], to: [f64; 2], heights: [f64; 2]) -> Vec<Point> {
    let length = (to[0] - from[0]).hypot(to[1] - from[1]);
    let heights = parts(heights[1] - heights[0])
        .map(move |part| GROUND_Z + heights[0] + part * (heights[1] - heights[0]));
    parts(length)
        .map(|part| [0, 1].map(|axis| from[axis] + part * (to[axis] - from[axis])))
        .flat_map(|[x, y]| heights.clone().map(move |z| point(x, y, z)))
        .collect()
}

/// The faces of a car that the LiDAR sees: an L, or one face where the car is straight ahead.
fn visible_faces(car: &Box3d) -> Vec<Point> {
    let corners = car.bev_corners().map(|corner| [corner.x, corner.y]);
    let faces = (0..4).map(|i| (corners[i], corners[(i + 1) % 4]));
    // Corners go counter-clockwise: a face is turned to the LiDAR when the LiDAR is right of it.
    faces
        .filter(|([ax, ay], [bx, by])| ax * by - ay * bx < 0.)
        .flat_map(|(from, to)| upright(from, to, [0.2, car.size.height]))
        .collect()
}

/// Level ground in front of the LiDAR, except below the cars.
fn level_ground(cars: &[Box3d]) -> Vec<Point> {
    let steps = |num: u32| (0..num).map(|step| f64::from(step) * 0.4);
    let all = steps(120).flat_map(|x| steps(120).map(move |y| point(x + 3., y - 24., GROUND_Z)));
    let is_free = |ground: &Point| {
        let raised = Point { z: ground.z + 0.5, ..*ground };
        !cars.iter().any(|car| car.contains(&raised))
    };
    all.filter(is_free).collect()
}

/// Cars well apart, alongside, ahead, oncoming, across and askew.
fn cars() -> Vec<Box3d> {
    [
        [8., 4., 0.],
        [8., -5., PI],
        [18., 0., 0.],
        [20., 9., FRAC_PI_2],
        [24., -8., 0.5],
        [33., 6., -0.8],
        [36., -14., 2.],
    ]
    .map(car_at)
    .to_vec()
}

/// A wall, a pole, a bush, a kerb and a walker: what stands by a road and is no car.
fn others() -> Vec<Point> {
    let wall = upright([5., 20.], [45., 20.], [0., 2.2]);
    let pole = upright([15., -12.], [15.1, -12.], [0., 5.]);
    let bush = upright([28., 14.], [28.4, 14.4], [0., 1.2]);
    let kerb = upright([5., -18.], [45., -18.], [0., 0.12]);
    let walker = upright([12., 8.], [12., 8.5], [0., 1.8]);
    [wall, pole, bush, kerb, walker].concat()
}

#[test]
fn every_car_of_a_hand_made_scan_is_found_and_nothing_else() {
    let cars = cars();
    let faces = cars.iter().flat_map(visible_faces).collect();
    let scan = PointCloud::new([level_ground(&cars), faces, others()].concat());
    let found = detect(&scan, Fit::ClosestEdges);
    assert_eq!(found.len(), cars.len(), "{found:?}");
    for car in cars {
        let best = found.iter().map(|detection| iou_3d(&detection.car, &car)).fold(0., f64::max);
        assert!(best > MIN_IOU, "{best} for {car:?}");
    }
}

#[test]
fn where_no_car_is_none_is_found() {
    let scan = PointCloud::new([level_ground(&[]), others()].concat());
    assert!(detect(&scan, Fit::ClosestEdges).is_empty());
    assert!(detect(&PointCloud::default(), Fit::ClosestEdges).is_empty());
}
