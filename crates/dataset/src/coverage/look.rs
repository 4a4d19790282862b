//! Looking at a scan as a network sees it.

use nalgebra::Point3;
use voxelnet_config::{NetworkConfig, ScanConfig};
use voxelnet_scene::PointCloud;

use super::extent::Extent;
use super::motion::Motion;
use super::warning::CoverageWarning;
use crate::ground::{GroundPlane, anchor_feet_m, is_upside_down};

/// This near to the sensor, metres, nothing is measured.
const AT_SENSOR_M: f64 = 0.01;
/// Scans lie farther apart than this, metres; a crop may have fewer points than that.
const NARROW_M: f64 = 1.5;
const MIN_NARROW_POINTS: usize = 100;
/// With fewer points in range, or with a smaller share of them, nothing is found.
const FEW_IN_RANGE: usize = 10;
const SMALL_SHARE_IN_RANGE: f64 = 0.03;
/// A motion is proposed when it brings at least this share of the points into the range.
const GOOD_SHARE_IN_RANGE: f64 = 0.2;
/// Anchors whose feet are farther from the road miss objects, metres.
const MAX_ROAD_OFFSET_M: f64 = 0.5;
/// Of a full turn about half of the points lie behind the sensor.
const LARGE_SHARE_BEHIND: f64 = 0.4;
/// A sensor that does not turn, but looks aside, has as many points in the range once the scan is turned.
const WHOLE_SHARE_IN_RANGE: f64 = 0.8;

/// The reasons why a network sees little of a scan, the gravest first; none for a scan as it expects.
///
/// `sensor` is the sensor's place in the frame of the scan.
pub fn coverage_warnings(
    cloud: &PointCloud,
    sensor: Point3<f64>,
    scan: &ScanConfig,
    network: &NetworkConfig,
) -> Vec<CoverageWarning> {
    let seen = scan.network_cloud(cloud);
    let sensor = scan.network_point_from_scan(sensor);
    let positions = seen.points.iter().map(|point| point.position());
    let points: Vec<Point3<f64>> =
        positions.filter(|point| nalgebra::distance(point, &sensor) > AT_SENSOR_M).collect();
    let (extent, grid) = (Extent::of(points.iter().copied()), Extent::from(&network.grid));
    let num_points = points.len();
    if points.is_empty() {
        return vec![CoverageWarning::Empty { num_at_sensor: cloud.len() }];
    }
    if num_points >= MIN_NARROW_POINTS && extent.width_m() < NARROW_M {
        return vec![CoverageWarning::OnePlace { num_points, width_m: extent.width_m() }];
    }
    let road_off = road_off(&seen, network);
    let num_in_range = points.iter().filter(|point| grid.contains(**point)).count();
    if num_in_range < FEW_IN_RANGE || share(num_in_range, num_points) < SMALL_SHARE_IN_RANGE {
        let rise = road_off.and_then(|warning| warning.motion()).unwrap_or_default();
        let motion = best_motion(&grid, &points, rise);
        return vec![CoverageWarning::OutOfRange {
            num_points,
            num_in_range,
            points: extent,
            grid,
            motion,
        }];
    }
    road_off.into_iter().chain(behind(&grid, &points)).collect()
}

/// Many points behind the range.
fn behind(grid: &Extent, points: &[Point3<f64>]) -> Option<CoverageWarning> {
    let num_behind = points.iter().filter(|point| point.x < grid.min_m[0]).count();
    let share = share(num_behind, points.len());
    (share >= LARGE_SHARE_BEHIND)
        .then(|| CoverageWarning::Behind { share, quarter_turns: turn_behind(grid, points) })
}

/// A road that is plainly seen, too far above or below the feet of the anchors.
fn road_off(cloud: &PointCloud, network: &NetworkConfig) -> Option<CoverageWarning> {
    let feet_m = anchor_feet_m(&network.classes);
    let plane = GroundPlane::of_scan(cloud)?;
    let road_m = plane.height_near(feet_m, cloud)?;
    if (road_m - feet_m).abs() <= MAX_ROAD_OFFSET_M {
        return None;
    }
    let is_mirrored = is_upside_down(cloud, Some(plane));
    Some(if is_mirrored {
        CoverageWarning::UpsideDown
    } else {
        CoverageWarning::RoadOff { road_m, feet_m }
    })
}

/// The turn after which the network looks behind: half a turn, or that which brings nearly all points into the range.
fn turn_behind(grid: &Extent, points: &[Point3<f64>]) -> u8 {
    let is_whole = |&quarter_turns: &u8| {
        let motion = Motion { quarter_turns, ..Motion::default() };
        share(count_in(grid, points, motion), points.len()) >= WHOLE_SHARE_IN_RANGE
    };
    (1..4).find(is_whole).unwrap_or(2)
}

/// The turn that brings most points into the range after a rise, if these are enough.
fn best_motion(grid: &Extent, points: &[Point3<f64>], rise: Motion) -> Option<Motion> {
    let turned = (0..4).map(|quarter_turns| Motion { quarter_turns, ..rise });
    let counted = turned.map(|motion| (count_in(grid, points, motion), motion));
    // Of two that are equal the smaller turn is taken.
    let (count, motion) = counted.rev().max_by_key(|(count, _)| *count)?;
    let mends = motion != Motion::default() && share(count, points.len()) >= GOOD_SHARE_IN_RANGE;
    mends.then_some(motion)
}

fn count_in(grid: &Extent, points: &[Point3<f64>], motion: Motion) -> usize {
    let isometry = motion.isometry();
    points.iter().filter(|point| grid.contains(isometry * **point)).count()
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_config::{FromSections, ModelConfig};
    use voxelnet_scene::Point;

    use super::*;

    /// A point every half metre of a road, from `min_x` to 50 m, with a wall beside it.
    fn street(min_x: i32, road_m: f32) -> Vec<Point> {
        let along = || (2 * min_x..100).map(|x| x as f32 / 2.);
        let road =
            along().flat_map(|x| (-20..20).map(move |y| Point::new(x, y as f32 / 2., road_m, 0.2)));
        let wall = along().flat_map(|x| {
            (0..6).map(move |z| Point::new(x, 10., road_m + z as f32 / 2. + 0.25, 0.4))
        });
        road.chain(wall).collect()
    }

    fn warnings_with(points: Vec<Point>, scan: &ScanConfig) -> Vec<CoverageWarning> {
        let text = include_str!("../../../../configs/kitti.toml");
        let config = ModelConfig::parse(text, "kitti.toml".as_ref(), &[]).unwrap();
        coverage_warnings(&PointCloud::new(points), Point3::origin(), scan, &config.network)
    }

    fn warnings(points: Vec<Point>) -> Vec<CoverageWarning> {
        warnings_with(points, &ScanConfig::default())
    }

    /// The points after the motion that the only warning proposes.
    #[track_caller]
    fn mended(points: &[Point]) -> Vec<Point> {
        let found = warnings(points.to_vec());
        let [warning] = &found[..] else { panic!("{found:?}") };
        let motion = warning.motion().unwrap().isometry();
        let moved = points.iter().map(|point| {
            let moved = motion * point.position();
            Point::new(moved.x as f32, moved.y as f32, moved.z as f32, point.intensity)
        });
        moved.collect()
    }

    #[test]
    fn a_scan_upside_down_is_told_and_not_lifted() {
        let mut points = street(0, -1.73);
        points.iter_mut().for_each(|point| (point.y, point.z) = (-point.y, -point.z));
        let found = warnings(points);
        assert!(found.iter().all(|warning| warning.motion().is_none()), "{found:?}");
    }

    #[test]
    fn a_street_ahead_is_as_expected_and_so_is_a_part_of_it() {
        assert_eq!(warnings(street(2, -1.73)), []);
        // Too little ground for a road.
        let near = street(2, 0.).into_iter().filter(|point| point.x < 6. && point.y < 2.);
        assert_eq!(warnings(near.collect()), []);
    }

    #[test]
    fn scans_without_a_point_are_empty_wherever_the_sensor_stands() {
        assert_eq!(warnings(vec![]), [CoverageWarning::Empty { num_at_sensor: 0 }]);
        let scan = ScanConfig { translation_m: [3., 0., 0.5], ..ScanConfig::default() };
        let found = warnings_with(vec![Point::default(); 70], &scan);
        assert_eq!(found, [CoverageWarning::Empty { num_at_sensor: 70 }]);
        let dots = (0..200).map(|i| Point::new(5. + i as f32 / 1000., 1., 0., 0.));
        let found = warnings(dots.collect());
        assert!(matches!(found[..], [CoverageWarning::OnePlace { num_points: 200, .. }]));
    }

    #[test]
    fn a_road_at_another_height_is_mended_by_its_height() {
        for road_m in [-5., -2.6, -0.31, 0., 6.] {
            let street = street(2, road_m);
            assert_eq!(warnings(mended(&street)), [], "{road_m}");
        }
        assert_eq!(warnings(street(2, -1.4)), []);
        assert_eq!(warnings(street(2, -2.1)), []);
    }

    #[test]
    fn points_out_of_range_are_mended_by_a_turn_where_that_brings_them_in() {
        let ahead = street(2, -1.73).into_iter();
        let behind: Vec<Point> =
            ahead.map(|point| Point { x: -point.x, y: -point.y, ..point }).collect();
        assert_eq!(warnings(mended(&behind)), []);
        let high =
            behind.iter().map(|&point| Point { z: point.z + 9., ..point }).collect::<Vec<_>>();
        assert_eq!(warnings(mended(&high)), []);
        // The beams without return lie in the range, and do not count.
        let on_a_map =
            street(2, -1.73).into_iter().map(|point| Point { x: point.x + 4e5, ..point });
        let lost = on_a_map.chain([Point::default(); 3000]).collect();
        let found = warnings(lost);
        let [CoverageWarning::OutOfRange { num_in_range: 0, points, motion: None, .. }] = found[..]
        else {
            panic!("{found:?}")
        };
        assert_eq!(points.min_m[0], 400_002.);
        let alone = warnings(vec![Point::new(10., 0., 0., 0.)]);
        assert!(matches!(
            alone[..],
            [CoverageWarning::OutOfRange { num_in_range: 1, motion: None, .. }]
        ));
    }

    #[test]
    fn points_behind_are_told_beside_a_road_at_another_height() {
        let found = warnings(street(-50, -1.73));
        let [CoverageWarning::Behind { share, quarter_turns: 2 }] = found[..] else {
            panic!("{found:?}")
        };
        assert!((share - 0.5).abs() < 0.01);
        assert_eq!(warnings(street(-20, -1.73)), []);
        let found = warnings(street(-50, 0.));
        use CoverageWarning::{Behind, RoadOff};
        assert!(matches!(found[..], [RoadOff { .. }, Behind { .. }]), "{found:?}");
    }
}
