//! One turn of the sensor: what its beams report, and how much of each object is in sight.

use std::f64::consts::{FRAC_PI_4, TAU};

use voxelnet_kitti::{Calibration, ImageSize};
use voxelnet_scene::Point;

use crate::{
    beam::{Aim, Beam},
    random::SceneRng,
    sensor::Sensor,
    target::targets,
    world::World,
};

/// Half the sector around +x that holds the camera's field of view, radians.
const CAMERA_SECTOR: f64 = FRAC_PI_4;

/// A point and what sent it back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Echo {
    pub point: Point,
    /// Index of the object; `None` for the ground.
    pub object: Option<usize>,
}

/// What the scan shows of an object. Beams are those in the camera's sector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sighting {
    /// Beams that would meet it if it stood alone.
    pub alone: u32,
    /// Beams that meet it before anything else.
    pub visible: u32,
    /// Beams with the ground or scenery before it, which an annotator cannot look past as past another
    /// labelled object.
    pub behind_scenery: u32,
    /// Points returned from it inside the image.
    pub num_returns: u32,
}

/// What the sensor reports of a world.
pub(crate) struct Scan {
    /// Channel by channel from the top, by azimuth from +x counter-clockwise within a channel.
    pub echoes: Vec<Echo>,
    /// One entry per object.
    pub sightings: Vec<Sighting>,
}

/// Which part of the surroundings is scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// What the camera's image holds.
    Image,
    /// Everything.
    FullCircle,
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

/// Whether an azimuth in [0, 2 pi) lies in the sector that holds the camera's field of view.
pub(crate) fn in_camera_sector(azimuth: f64) -> bool {
    azimuth <= CAMERA_SECTOR || azimuth >= TAU - CAMERA_SECTOR
}

fn is_in_image(point: &Point, calibration: &Calibration) -> bool {
    let ImageSize { width, height } = ImageSize::default();
    let pixel = calibration.image_from_camera(calibration.camera_from_lidar(point.position()));
    pixel.is_some_and(|pixel| {
        (0.0..f64::from(width)).contains(&pixel.x) && (0.0..f64::from(height)).contains(&pixel.y)
    })
}
