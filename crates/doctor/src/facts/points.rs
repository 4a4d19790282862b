//! Numbers of points of a scan.

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
    /// The distance along the ground that 95% of the points are nearer than, metres.
    pub(crate) far_m: Option<f64>,
}

impl PointFacts {
    pub(crate) fn of(frame: &SeenFrame, setup: &Setup<'_>) -> Self {
        let [sensor_x, sensor_y, sensor_z] = setup.config.frames.dataset.scan.translation_m;
        let (mut num_at_sensor, mut distances_m) = (0, Vec::with_capacity(frame.cloud.len()));
        for point in &frame.cloud.points {
            let position = point.position();
            let along_ground = (position.x - sensor_x).hypot(position.y - sensor_y);
            num_at_sensor += usize::from(along_ground.hypot(position.z - sensor_z) < AT_SENSOR_M);
            distances_m.push(along_ground);
        }
        Self {
            num_points: frame.cloud.len(),
            num_not_finite: frame.num_not_finite,
            num_at_sensor,
            num_in_image: frame.in_image.as_ref().map(|cloud| cloud.len()),
            far_m: lower_quantile(distances_m, 0.95),
        }
    }
}
