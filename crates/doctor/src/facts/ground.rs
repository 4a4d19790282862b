//! The road below a sensor.

use nalgebra::Point3;
use voxelnet_dataset::{GroundPlane, is_upside_down};
use voxelnet_scene::{Box3d, Point, PointCloud};

/// Points up to this height above the road are taken for the road, metres.
const ROAD_M: f64 = 0.2;
/// Beyond this distance along an axis the road is guessed at, metres.
const REACH_M: f64 = 40.;

/// The road of a scan, in the frame of the network.
#[derive(Clone, Copy)]
pub(crate) struct GroundFacts {
    pub(crate) plane: Option<GroundPlane>,
    /// Its height, where enough points lie on it to be sure of that.
    pub(crate) height_m: Option<f64>,
    /// Whether more points lie on a road below the sensor when the scan is turned upside down.
    pub(crate) is_upside_down: bool,
}

impl GroundFacts {
    /// Looks for the road, which is expected at the feet of the anchors, metres.
    pub(crate) fn of(cloud: &PointCloud, feet_m: f64) -> Self {
        let plane = GroundPlane::of_scan(cloud);
        let is_upside_down = is_upside_down(cloud, plane);
        let height_m = plane.and_then(|plane| plane.height_near(feet_m, cloud));
        Self { plane, height_m, is_upside_down }
    }

    /// The height of the lower face of a box above the road, metres; `None` where the road is not known.
    pub(crate) fn gap_below(&self, box3d: &Box3d) -> Option<f64> {
        let (plane, Point3 { coords }) = (self.plane?, box3d.center);
        let is_near = coords.x.abs() < REACH_M && coords.y.abs() < REACH_M;
        is_near.then(|| box3d.bottom() - plane.z_at(coords.x, coords.y))
    }

    /// The points that are not of the road; all when it is not known.
    pub(crate) fn points_above(&self, cloud: &PointCloud) -> Vec<Point> {
        let Some(plane) = self.plane else { return cloud.points.clone() };
        let is_above = |point: &&Point| plane.height_of(point) > ROAD_M;
        cloud.points.iter().filter(is_above).copied().collect()
    }
}
