//! One simulated frame.

use voxelnet_kitti::{Calibration, Label};
use voxelnet_scene::{Box3d, Point, PointCloud};

use crate::{
    calibration::kitti_like,
    ground::Ground,
    labels::labels,
    library::Library,
    object::Object,
    options::SimulatorOptions,
    placement::Placement,
    plane::camera_plane,
    random::{Purpose, stream},
    recipe::BodyKind,
    scan::{
        turn::{Echo, Scan, scan},
        view::View,
    },
    world::World,
};

/// A scan with its labels and calibration.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The scan in the LiDAR frame: channel by channel from the top, by azimuth from +x
    /// counter-clockwise within a channel, as KITTI's files are ordered.
    pub cloud: PointCloud,
    /// Labels as KITTI's annotators draw them, DontCare areas last.
    pub labels: Vec<Label>,
    /// The camera that the labels are drawn for; the same in every frame.
    pub calibration: Calibration,
    /// The road ahead as a x + b y + c z + d = 0 in the rectified camera frame, metres.
    pub plane: [f64; 4],
    /// Triangles of the bodies that at least one point comes from.
    pub num_triangles_in_view: usize,
}

/// Makes the frames of a dataset.
pub struct Simulator {
    options: SimulatorOptions,
    library: Library,
    calibration: Calibration,
}

impl Simulator {
    /// Draws the bodies of the dataset; takes some tenths of a second.
    pub fn new(options: SimulatorOptions) -> Self {
        let library = Library::new(options.seed);
        let calibration = kitti_like(options.sensor.mount_height());
        Self { options, library, calibration }
    }

    /// Simulates frame `index` of the dataset.
    ///
    /// Scene and boxes do not depend on `full_circle`; which beams return differs by chance.
    pub fn frame(&self, index: u64) -> Frame {
        let world = self.world(index);
        let view = if self.options.full_circle { View::FullCircle } else { View::Image };
        let Scan { echoes, sightings } = self.scan(&world, view, index);
        let mut rng = stream(self.options.seed, index, Purpose::Annotation);
        Frame {
            labels: labels(&world.objects, &sightings, &self.calibration, &mut rng),
            calibration: self.calibration.clone(),
            plane: camera_plane(&world.ground, &self.calibration),
            num_triangles_in_view: num_triangles(&world, &echoes),
            cloud: PointCloud::new(points(echoes)),
        }
    }

    /// The points within a box that a car of exactly its size and pose sends back when it stands alone
    /// on level ground; `index` chooses among body shapes, paints and noise.
    pub fn lone_car(&self, bounds: &Box3d, index: u64) -> PointCloud {
        let ground = Ground::level(-bounds.bottom());
        let mut world = World::new(ground);
        let mut rng = stream(self.options.seed, index, Purpose::Scene);
        let car = self.library.unvaried(BodyKind::Car, &mut rng).fitted(bounds.size);
        let place = Placement { x: bounds.center.x, y: bounds.center.y, yaw: bounds.yaw };
        world.objects.push(Object::new(car, place, bounds.bottom()));
        let echoes = self.scan(&world, View::FullCircle, index).echoes;
        let inside = points(echoes).into_iter().filter(|point| bounds.contains(point));
        PointCloud::new(inside.collect())
    }

    fn world(&self, index: u64) -> World {
        let SimulatorOptions { seed, sensor, scenario, classes, .. } = &self.options;
        let mut rng = stream(*seed, index, Purpose::Scene);
        scenario.world(sensor.mount_height(), &self.library, classes, &mut rng)
    }

    fn scan(&self, world: &World, view: View, index: u64) -> Scan {
        let SimulatorOptions { seed, sensor, .. } = &self.options;
        let mut rng = stream(*seed, index, Purpose::Scan);
        scan(world, sensor, &self.calibration, view, &mut rng)
    }
}

fn points(echoes: Vec<Echo>) -> Vec<Point> {
    echoes.into_iter().map(|echo| echo.point).collect()
}

fn num_triangles(world: &World, echoes: &[Echo]) -> usize {
    let mut is_seen = vec![false; world.objects.len()];
    for object in echoes.iter().filter_map(|echo| echo.object) {
        is_seen[object] = true;
    }
    let seen = world.objects.iter().zip(is_seen).filter(|(_, is_seen)| *is_seen);
    seen.map(|(object, _)| object.body.shape.num_triangles()).sum()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
