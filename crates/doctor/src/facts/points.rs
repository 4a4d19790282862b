//! Numbers of points of a scan.

use nalgebra::Point3;
use voxelnet_statistics::lower_quantile;

use crate::seen_frame::SeenFrame;
use crate::setup::Setup;

/// This near to the sensor, metres, nothing is measured.
const AT_SENSOR_M: f64 = 0.01;

/// Numbers of points of a scan.
pub(crate) struct PointFacts {
    pub(crate) num_points: usize,
    pub(crate) num_not_finite: usize,
    pub(crate) num_at_sensor: usize,
    /// Points that training shows, when it does not show all.
    pub(crate) num_in_image: Option<usize>,
    /// The place of the points away from the sensor; `None` when there are none.
    pub(crate) placement: Option<Placement>,
}

/// The place of the points away from the sensor, in the unit of the scan, which is expected to be metres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placement {
    /// The distance along the ground that 95% of the points are nearer than.
    pub(crate) far: f64,
    /// The height that 1% of the points lie below.
    pub(crate) low: f64,
    /// The point in the middle, by each axis.
    pub(crate) middle: Point3<f64>,
    /// The distance along the ground from the middle that 95% of the points are nearer than.
    pub(crate) spread: f64,
}

impl Placement {
    fn of(points: &[Point3<f64>], sensor: Point3<f64>) -> Option<Self> {
        let along_ground = |from: Point3<f64>| {
            lower_quantile(points.iter().map(|to| (to.x - from.x).hypot(to.y - from.y)), 0.95)
        };
        let at = |axis: usize, share| lower_quantile(points.iter().map(|point| point[axis]), share);
        let middle = Point3::new(at(0, 0.5)?, at(1, 0.5)?, at(2, 0.5)?);
        let (far, spread) = (along_ground(sensor)?, along_ground(middle)?);
        Some(Self { far, low: at(2, 0.01)? - sensor.z, middle, spread })
    }
}

impl PointFacts {
    pub(crate) fn of(frame: &SeenFrame, setup: &Setup<'_>) -> Self {
        let sensor = Point3::from(setup.config.frames.dataset.scan.translation_m);
        let positions = frame.cloud.points.iter().map(|point| point.position());
        let (at_sensor, away): (Vec<_>, Vec<_>) =
            positions.partition(|point| nalgebra::distance(point, &sensor) < AT_SENSOR_M);
        Self {
            num_points: frame.cloud.len(),
            num_not_finite: frame.num_not_finite,
            num_at_sensor: at_sensor.len(),
            num_in_image: frame.in_image.as_ref().map(|cloud| cloud.len()),
            placement: Placement::of(&away, sensor),
        }
    }
}
