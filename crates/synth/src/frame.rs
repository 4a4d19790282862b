//! One simulated frame.

use std::f64::consts::TAU;

use rand::RngExt;
use voxelnet_kitti::{Calibration, ImageSize, Label};
use voxelnet_scene::{Point, PointCloud};

use crate::{
    calibration::kitti_like,
    cast::{Cast, cast},
    labels::{Sighting, labels},
    random::{Purpose, SceneRng, stream},
    scenario::random_world,
    sensor::{Noise, azimuths, measure},
    world::World,
};

/// A scan with its labels and calibration.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The scan, channel by channel from the top, in the LiDAR frame.
    pub cloud: PointCloud,
    /// Labels as KITTI's annotators draw them, DontCare areas last.
    pub labels: Vec<Label>,
    /// The camera that the labels are drawn for; the same in every frame.
    pub calibration: Calibration,
}

/// Simulates frame `index` of the dataset that `seed` stands for.
///
/// The scan is cropped to the camera's field of view, as detectors see KITTI, unless `full_circle`.
/// Scene and boxes are the same either way; which beams return differs by chance.
pub fn simulate_frame(seed: u64, index: u64, full_circle: bool) -> Frame {
    let world = random_world(&mut stream(seed, index, Purpose::Scene));
    let mut rng = stream(seed, index, Purpose::Scan);
    let scan = scan(&world, Noise::REALISTIC, full_circle, &mut rng);
    let labels = labels(&world.objects, &scan.sightings, &scan.calibration);
    let points = scan.echoes.into_iter().map(|echo| echo.point).collect();
    Frame { cloud: PointCloud::new(points), labels, calibration: scan.calibration }
}

/// A point and what sent it back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Echo {
    pub point: Point,
    /// Index of the object; `None` for the ground.
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests ask where a point came from"))]
    pub object: Option<usize>,
}

/// What the sensor reports of a world.
pub(crate) struct Scan {
    pub echoes: Vec<Echo>,
    /// One entry per object.
    pub sightings: Vec<Sighting>,
    pub calibration: Calibration,
}

/// Scans a world, starting the turn anywhere.
pub(crate) fn scan(world: &World, noise: Noise, full_circle: bool, rng: &mut SceneRng) -> Scan {
    let calibration = kitti_like();
    let azimuths = azimuths(rng.random_range(0.0..TAU), full_circle);
    let Cast { hits, beams } = cast(world, &azimuths, rng);
    let mut sightings: Vec<Sighting> =
        beams.into_iter().map(|beams| Sighting { beams, num_returns: 0 }).collect();
    let mut echoes = Vec::with_capacity(hits.len());
    for hit in hits {
        let Some(point) = measure(&hit, noise, rng) else { continue };
        let in_image = is_in_image(&point, &calibration);
        if let Some(object) = hit.object.filter(|_| in_image) {
            sightings[object].num_returns += 1;
        }
        if in_image || full_circle {
            echoes.push(Echo { point, object: hit.object });
        }
    }
    Scan { echoes, sightings, calibration }
}

fn is_in_image(point: &Point, calibration: &Calibration) -> bool {
    let ImageSize { width, height } = ImageSize::default();
    let pixel = calibration.image_from_camera(calibration.camera_from_lidar(point.position()));
    pixel.is_some_and(|pixel| {
        (0.0..f64::from(width)).contains(&pixel.x) && (0.0..f64::from(height)).contains(&pixel.y)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
