//! A car detector without learning: how far plain geometry gets on simulated frames.
//!
//! Points above the ground fall into clusters; a cluster of a car's extents becomes a box of the
//! mean size of KITTI's cars along the principal axis of the cluster, or, for a stronger detector, along the
//! edges that fit it best. Were simulated scenes easy, this would do.

mod boxes;
mod clusters;
mod ground;
mod hand_made;
mod outline;
mod simulated;

use voxelnet_scene::{Box3d, Point, PointCloud, non_max_suppression};

use boxes::car_box;
use clusters::clusters;
use ground::Ground;
use outline::Fit;

/// Heights above the ground between which the points of cars are, metres. Below are ground and
/// kerbs, above the crowns of trees, which join what stands under them.
const CAR_HEIGHTS: std::ops::Range<f64> = 0.25..2.4;

/// A car found.
#[derive(Clone, Copy, Debug)]
struct Detection {
    car: Box3d,
    /// 0 to 1, the higher the surer.
    score: f64,
}

/// The cars of a scan, best first, with headings found in one way or the other.
fn detect(scan: &PointCloud, fit: Fit) -> Vec<Detection> {
    let ground = Ground::fit(&scan.points);
    let clusters = clusters(&raised_points(&scan.points, &ground));
    best_of_each_place(
        clusters.iter().filter_map(|cluster| car_box(cluster, &ground, fit)).collect(),
    )
}

/// The points that are above the ground, but no higher than cars.
fn raised_points(points: &[Point], ground: &Ground) -> Vec<Point> {
    let is_raised = |point: &&Point| CAR_HEIGHTS.contains(&ground.height_above(point));
    points.iter().filter(is_raised).copied().collect()
}

/// The detections without those that a better one stands in the way of, best first.
fn best_of_each_place(found: Vec<Detection>) -> Vec<Detection> {
    let boxes: Vec<Box3d> = found.iter().map(|detection| detection.car).collect();
    let scores: Vec<f64> = found.iter().map(|detection| detection.score).collect();
    // Two cars are never in one place; the slack is for boxes that are a little off.
    non_max_suppression(&boxes, &scores, 0.1).into_iter().map(|index| found[index]).collect()
}

#[test]
fn of_two_cars_in_one_place_the_better_stays() {
    let at = |x: f32, score: f64| {
        let center = Point::new(x, 0., -1., 0.).position();
        Detection { car: Box3d::new(center, boxes::MEAN_CAR, 0.), score }
    };
    let kept = best_of_each_place(vec![at(10., 0.3), at(11., 0.8), at(20., 0.1)]);
    assert_eq!(kept.iter().map(|found| found.score).collect::<Vec<_>>(), [0.8, 0.1]);
}
