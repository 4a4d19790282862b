//! The road below a sensor.

use nalgebra::Point3;
use voxelnet_dataset::GroundPlane;
use voxelnet_scene::{Box3d, Point, PointCloud};

/// Points up to this height above the road are taken for the road, metres.
const ROAD_M: f64 = 0.2;
/// Beyond this distance along an axis the road is guessed at, metres.
const REACH_M: f64 = 40.;

/// The road of a scan, in the frame of the network.
#[derive(Clone, Copy)]
pub(crate) struct GroundFacts {
    pub(crate) plane: Option<GroundPlane>,
    /// Whether more points lie on a road below the sensor when the scan is turned upside down.
    pub(crate) is_upside_down: bool,
}

impl GroundFacts {
    pub(crate) fn of(cloud: &PointCloud) -> Self {
        let plane = GroundPlane::of_scan(cloud);
        let mut mirrored = cloud.clone();
        mirrored.points.iter_mut().for_each(|point| point.z = -point.z);
        let mirrored_plane = GroundPlane::of_scan(&mirrored);
        let is_upside_down = mirrored_plane.is_some_and(|of| of.height < 0.)
            && points_on_road(&mirrored, mirrored_plane) > points_on_road(cloud, plane);
        Self { plane, is_upside_down }
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
        let is_above = |point: &&Point| height_above(plane, point) > ROAD_M;
        cloud.points.iter().filter(is_above).copied().collect()
    }
}

fn height_above(plane: GroundPlane, point: &Point) -> f64 {
    f64::from(point.z) - plane.z_at(f64::from(point.x), f64::from(point.y))
}

fn points_on_road(cloud: &PointCloud, plane: Option<GroundPlane>) -> usize {
    plane.map_or(0, |plane| {
        let is_on_road = |point: &&Point| height_above(plane, point).abs() < ROAD_M;
        cloud.points.iter().filter(is_on_road).count()
    })
}
