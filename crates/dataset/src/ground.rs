//! The road below a scan.

use nalgebra::{Matrix3, Point3, Vector3};
use voxelnet_config::{AnchorClass, ScanConfig};
use voxelnet_kitti::{Calibration, RoadPlane};
use voxelnet_scene::{Box3d, BoxSize, Point, PointCloud};
use voxelnet_statistics::lower_quantile;

/// The largest slope of a road.
const MAX_SLOPE: f64 = 0.3;
/// Beyond this distance along an axis too little ground is seen, metres.
const REACH_M: f64 = 40.;
/// The lowest point of each square of this side is looked at, metres.
const CELL_M: f64 = 2.;
/// The fewest squares that a road is computed from.
const MIN_CELLS: usize = 20;
/// The share of the lowest points that is expected below the plane; most others stand on something.
const SHARE_BELOW: f64 = 0.3;
const NUM_ITERATIONS: usize = 25;
/// Points beside a road stand on it, but for a few in ditches and from reflections.
const MOST_BELOW: f64 = 0.8;
/// Residuals below this do not gain weight any more, metres.
const SMOOTHNESS_M: f64 = 0.02;
/// Points up to this height above or below the plane are taken for the road, metres.
const ROAD_M: f64 = 0.2;
/// On a road that is plainly seen lies at least this share of the points; in KITTI it is 0.15 and more.
const MIN_SHARE_ON_ROAD: f64 = 0.1;

/// A plane z = `slope_x` x + `slope_y` y + `height`, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroundPlane {
    /// Rise along x.
    pub slope_x: f64,
    /// Rise along y.
    pub slope_y: f64,
    /// Height below the sensor's place, z.
    pub height: f64,
}

impl GroundPlane {
    /// Height of the ground at a place.
    pub fn z_at(&self, x: f64, y: f64) -> f64 {
        self.slope_x * x + self.slope_y * y + self.height
    }

    /// The plane that the lowest points of a scan lie on: a quantile regression, which what stands on
    /// the ground hardly moves. `None` when there are too few points, or they lie on no road.
    pub fn of_scan(cloud: &PointCloud) -> Option<Self> {
        let lowest = lowest_points(cloud);
        if lowest.len() < MIN_CELLS {
            return None;
        }
        let height = lower_quantile(lowest.iter().map(|point| point.z), SHARE_BELOW)?;
        let mut plane = Self { slope_x: 0., slope_y: 0., height };
        for _ in 0..NUM_ITERATIONS {
            // Least squares, reweighted so that it approaches the quantile.
            let (mut normal, mut right) = (Matrix3::zeros(), Vector3::zeros());
            for point in &lowest {
                let residual = point.z - plane.z_at(point.x, point.y);
                let side = if residual > 0. { SHARE_BELOW } else { 1. - SHARE_BELOW };
                let weight = side / residual.abs().max(SMOOTHNESS_M);
                let row = Vector3::new(point.x, point.y, 1.);
                normal += weight * row * row.transpose();
                right += weight * point.z * row;
            }
            let [slope_x, slope_y, height] = normal.cholesky()?.solve(&right).into();
            plane = Self { slope_x, slope_y, height };
        }
        plane.is_road().then_some(plane)
    }

    /// Number of points of a scan that lie on the plane.
    pub fn count_on(&self, cloud: &PointCloud) -> usize {
        cloud.points.iter().filter(|point| self.is_on(point)).count()
    }

    /// The share that lies below, of the points that do not lie on the plane.
    fn share_below(&self, cloud: &PointCloud) -> f64 {
        let others = || cloud.points.iter().filter(|point| !self.is_on(point));
        let num_below = others().filter(|point| self.height_of(point) < 0.).count();
        num_below as f64 / others().count().max(1) as f64
    }

    fn is_on(&self, point: &Point) -> bool {
        self.height_of(point).abs() < ROAD_M
    }

    /// The height of a point above the plane, metres.
    pub fn height_of(&self, point: &Point) -> f64 {
        f64::from(point.z) - self.z_at(f64::from(point.x), f64::from(point.y))
    }

    /// The height of the road, z; `None` when too few points of the scan lie on it to be sure of that.
    ///
    /// Below the sensor the plane is extrapolated, which errs when little ground is seen. Where its points lie a hill
    /// has another height. The one nearer to `expected_m` is taken.
    pub fn height_near(&self, expected_m: f64, cloud: &PointCloud) -> Option<f64> {
        let on_road = cloud.points.iter().filter(|point| self.is_on(point));
        let (count, sum) =
            on_road.fold((0, 0.), |(count, sum), point| (count + 1, sum + f64::from(point.z)));
        let is_seen = count > 0 && f64::from(count) >= MIN_SHARE_ON_ROAD * cloud.len() as f64;
        let heights = [self.height, sum / f64::from(count)].into_iter().filter(|_| is_seen);
        heights.min_by(|a, b| (a - expected_m).abs().total_cmp(&(b - expected_m).abs()))
    }

    fn is_road(&self) -> bool {
        self.height.is_finite() && self.slope_x.hypot(self.slope_y) < MAX_SLOPE
    }

    /// A plane of the rectified camera frame as the network sees it; `None` when it stands upright or is
    /// none.
    pub fn from_camera_plane(
        plane: RoadPlane,
        calibration: &Calibration,
        scan: &ScanConfig,
    ) -> Option<Self> {
        let RoadPlane { a, b, c, d } = plane;
        let on_plane = |x: f64, z: f64| {
            let seen = calibration.lidar_from_camera(Point3::new(x, -(a * x + c * z + d) / b, z));
            let size = BoxSize { length: 0., width: 0., height: 0. };
            scan.network_box_from_scan(&Box3d::new(seen, size, 0.)).center
        };
        let corners = [on_plane(0., 0.), on_plane(10., 20.), on_plane(-10., 20.)];
        let rows = Matrix3::from_rows(
            &corners.map(|corner| Vector3::new(corner.x, corner.y, 1.).transpose()),
        );
        let solution = rows.lu().solve(&Vector3::from(corners.map(|corner| corner.z)))?;
        let [slope_x, slope_y, height] = solution.into();
        Some(Self { slope_x, slope_y, height }).filter(Self::is_road)
    }
}

/// Whether a scan is upside down: its road has most other points below it, or more points lie on a road below the sensor
/// when the scan is turned. `plane` is that of the scan as it is.
pub fn is_upside_down(cloud: &PointCloud, plane: Option<GroundPlane>) -> bool {
    if plane.is_some_and(|plane| plane.share_below(cloud) > MOST_BELOW) {
        return true;
    }
    let mut mirrored = cloud.clone();
    mirrored.points.iter_mut().for_each(|point| point.z = -point.z);
    let below = GroundPlane::of_scan(&mirrored).filter(|mirrored| mirrored.height < 0.);
    let num_upright = plane.map_or(0, |plane| plane.count_on(cloud));
    below.is_some_and(|plane| plane.count_on(&mirrored) > num_upright)
}

/// The lowest bottom of the anchors, metres; that of KITTI's cars lies 5 cm below its road, 1.73 m below the sensor.
///
/// Not the mean: the paper's anchors of pedestrians and cyclists end 0.3 m higher.
pub fn anchor_feet_m(classes: &[AnchorClass]) -> f64 {
    let feet = classes.iter().map(|class| class.center_z - class.size.height / 2.);
    feet.fold(f64::INFINITY, f64::min)
}

/// The lowest point of each square that has one.
fn lowest_points(cloud: &PointCloud) -> Vec<Point3<f64>> {
    const PER_SIDE: usize = (2. * REACH_M / CELL_M) as usize;
    let mut lowest: Vec<Option<Point3<f64>>> = vec![None; PER_SIDE * PER_SIDE];
    for point in &cloud.points {
        let position = point.position();
        let cell = |value: f64| ((value + REACH_M) / CELL_M).floor();
        let (column, row) = (cell(position.x), cell(position.y));
        let sides = 0. ..PER_SIDE as f64;
        if !sides.contains(&column) || !sides.contains(&row) {
            continue;
        }
        let place = &mut lowest[row as usize * PER_SIDE + column as usize];
        if place.is_none_or(|known| position.z < known.z) {
            *place = Some(position);
        }
    }
    lowest.into_iter().flatten().collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::test_dataset::CALIBRATION;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// Points on a plane, a third of them on things that stand on it, a few below it.
    fn scan(plane: GroundPlane) -> PointCloud {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let points = (0..20_000).map(|i| {
            let (x, y) = (rng.random_range(-45.0..45.0), rng.random_range(-45.0..45.0));
            // Whole squares are covered by things.
            let covered = ((x / 6.0_f64).floor() + (y / 6.0_f64).floor()).rem_euclid(3.) == 0.;
            let above = if covered { rng.random_range(0.3..2.5) } else { 0. };
            let below = if i % 2000 == 0 { -1. } else { 0. };
            let noise = rng.random_range(-0.02..0.02);
            let z = plane.z_at(x, y) + above + below + noise;
            Point::new(x as f32, y as f32, z as f32, 0.)
        });
        PointCloud::new(points.collect())
    }

    #[test]
    fn a_tilted_road_is_found_below_what_stands_on_it() {
        for plane in [
            GroundPlane { slope_x: 0., slope_y: 0., height: -1.73 },
            GroundPlane { slope_x: 0.05, slope_y: -0.03, height: -1.5 },
            GroundPlane { slope_x: -0.08, slope_y: 0., height: -2.2 },
        ] {
            let found = GroundPlane::of_scan(&scan(plane)).unwrap();
            for (x, y) in [(0., 0.), (30., 10.), (20., -30.)] {
                let error = found.z_at(x, y) - plane.z_at(x, y);
                assert!(error.abs() < 0.08, "{error} at {x}, {y}: {found:?} for {plane:?}");
            }
        }
    }

    #[test]
    fn the_height_is_that_below_the_sensor_or_where_the_points_lie() {
        // A hill whose points lie 1.5 m higher on average, 15 m ahead.
        let plane = GroundPlane { slope_x: 0.1, slope_y: 0., height: -1.73 };
        let mut hill = scan(plane);
        hill.points.retain(|point| (0. ..30.).contains(&point.x));
        let height = |expected_m| plane.height_near(expected_m, &hill).unwrap();
        assert_eq!(height(-1.7), -1.73);
        assert!((height(0.) + 0.23).abs() < 0.1, "{}", height(0.));
        // Hardly any point lies on a plane below.
        let below = GroundPlane { height: -2.5, ..plane };
        assert_eq!(below.height_near(-1.7, &hill), None);
        assert_eq!(plane.height_near(-1.7, &PointCloud::default()), None);
    }

    #[test]
    fn too_few_points_and_steep_ones_say_nothing() {
        assert_eq!(GroundPlane::of_scan(&PointCloud::default()), None);
        let wall = (0..1000).map(|i| Point::new(5., i as f32 * 0.001, 0., 0.)).collect();
        assert_eq!(GroundPlane::of_scan(&PointCloud::new(wall)), None);
        let steep = GroundPlane { slope_x: 0.5, slope_y: 0., height: -1.7 };
        assert_eq!(GroundPlane::of_scan(&scan(steep)), None);
    }

    #[test]
    fn a_plane_of_the_camera_lies_where_its_points_lie() {
        // 1.65 m below the camera, falling by 2% ahead.
        let plane = [0., -1., 0.02, 1.65].into();
        let scan = ScanConfig { translation_m: [0., 0., 0.1], ..ScanConfig::default() };
        let found =
            GroundPlane::from_camera_plane(plane, &Calibration::parse(CALIBRATION).unwrap(), &scan)
                .unwrap();
        assert!((found.z_at(0., 0.) + 1.55).abs() < 1e-12, "{found:?}");
        assert!((found.slope_x + 0.02).abs() < 1e-12 && found.slope_y.abs() < 1e-12);
        for upright in [[1., 0., 0., 1.], [0., 0., 0., 0.], [0., 1e-9, 1., 0.]] {
            let none = GroundPlane::from_camera_plane(
                RoadPlane::from(upright),
                &Calibration::parse(CALIBRATION).unwrap(),
                &scan,
            );
            assert_eq!(none, None, "{upright:?}");
        }
    }
}
