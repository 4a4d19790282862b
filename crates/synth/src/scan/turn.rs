//! One turn of the sensor: what its beams report, and how much of each object is in sight.

use voxelnet_kitti::Calibration;
use voxelnet_scene::Point;

use super::{
    beam::{Aim, Beam},
    sighting::Sighting,
    target::targets,
    view::{View, in_camera_sector, is_in_image},
};
use crate::{random::SceneRng, sensor::Sensor, world::World};

/// A point and what sent it back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Echo {
    pub point: Point,
    /// Index of the object; `None` for the ground.
    pub object: Option<usize>,
}

/// The sensor's report of a world.
pub(crate) struct Scan {
    /// Channel by channel from the top, by azimuth from +x counter-clockwise within a channel.
    pub echoes: Vec<Echo>,
    /// One entry per object.
    pub sightings: Vec<Sighting>,
}

/// Scans a world.
pub(crate) fn scan(
    world: &World,
    sensor: &Sensor,
    calibration: &Calibration,
    view: View,
    rng: &mut SceneRng,
) -> Scan {
    let mut azimuths = sensor.azimuths(rng);
    if view == View::Image {
        azimuths.retain(|&azimuth| in_camera_sector(azimuth));
    }
    let gains = sensor.gains(rng);
    let targets = targets(world, sensor.largest_stray());
    let mut sightings = vec![Sighting::default(); world.objects.len()];
    let mut channels: Vec<Vec<Echo>> = vec![Vec::new(); gains.len()];
    let mut column = Vec::new();
    for azimuth in azimuths {
        column.clear();
        column.extend(targets.iter().filter(|target| target.sees_azimuth(azimuth)));
        for (channel, &elevation) in sensor.elevations().iter().enumerate() {
            let aim = Aim::at(azimuth, elevation);
            if sensor.is_blocked(&aim.axis) {
                continue;
            }
            let beam = Beam::sent(&aim, &column, world, sensor, rng);
            if aim.is_in_camera_sector {
                beam.count(&mut sightings);
            }
            let Some(hit) = beam.nearest else { continue };
            let Some(point) = sensor.measure(&hit, &aim.axis, gains[channel], rng) else {
                continue;
            };
            let in_image = is_in_image(&point, calibration);
            if let Some(object) = hit.object.filter(|_| in_image) {
                sightings[object].num_returns += 1;
            }
            if in_image || view == View::FullCircle {
                channels[channel].push(Echo { point, object: hit.object });
            }
        }
    }
    Scan { echoes: channels.into_iter().flatten().collect(), sightings }
}
