//! Ray casting: the first thing each beam meets, and how much of each object is in sight.

use std::f64::consts::{FRAC_PI_2, PI};

use nalgebra::{Point2, Point3, Vector3};
use rand::RngExt;
use voxelnet_scene::wrap_angle;

use crate::{
    material::Material,
    random::SceneRng,
    sensor::{NUM_CHANNELS, RANGE, direction, elevation, in_camera_sector},
    shape::{Shape, Span},
    world::World,
};

/// Where a beam meets something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    /// Unit vector of the beam.
    pub direction: Vector3<f64>,
    /// Metres along it.
    pub range: f64,
    /// Cosine of the angle between beam and surface normal.
    pub cos_incidence: f64,
    pub material: Material,
    /// Index of the object; `None` for the ground.
    pub object: Option<usize>,
}

/// Beams that bear on an object, of those in the camera's sector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BeamCount {
    /// Beams that would meet it if it stood alone.
    pub alone: u32,
    /// Beams that meet it before anything else.
    pub visible: u32,
}

/// Everything the beams of one turn meet.
#[derive(Clone, Debug)]
pub(crate) struct Cast {
    /// Channel by channel from the top, in firing order within a channel.
    pub hits: Vec<Hit>,
    /// One entry per object of the world.
    pub beams: Vec<BeamCount>,
}

/// Sends the beams of all channels into the world at each azimuth.
///
/// The generator decides how deep beams run into foliage.
pub(crate) fn cast(world: &World, azimuths: &[f64], rng: &mut SceneRng) -> Cast {
    let targets = targets(world);
    let elevations: [f64; NUM_CHANNELS] = std::array::from_fn(elevation);
    let mut beams = vec![BeamCount::default(); world.objects.len()];
    let mut channels: Vec<Vec<Hit>> = vec![Vec::new(); NUM_CHANNELS];
    let mut column = Vec::new();
    for &azimuth in azimuths {
        column.clear();
        column.extend(targets.iter().filter(|target| target.sees_azimuth(azimuth)));
        for (channel, &elevation) in elevations.iter().enumerate() {
            let mut beam = Beam::new(azimuth, elevation);
            for target in &column {
                beam.meet(target, rng);
            }
            beam.finish(world);
            if in_camera_sector(azimuth) {
                beam.count(&mut beams);
            }
            channels[channel].extend(beam.nearest);
        }
    }
    Cast { hits: channels.concat(), beams }
}

/// One beam on its way.
struct Beam {
    elevation: f64,
    direction: Vector3<f64>,
    nearest: Option<Hit>,
    /// Labelled objects that lie in its way, each once.
    labelled: Vec<usize>,
}

impl Beam {
    fn new(azimuth: f64, elevation: f64) -> Self {
        let direction = direction(azimuth, elevation);
        Self { elevation, direction, nearest: None, labelled: Vec::new() }
    }

    fn reach(&self) -> f64 {
        self.nearest.map_or(RANGE.1, |hit| hit.range)
    }

    fn meet(&mut self, target: &Target, rng: &mut SceneRng) {
        let is_hidden = target.near >= self.reach();
        let is_counted = !target.is_labelled || self.labelled.contains(&target.object);
        if !target.sees_elevation(self.elevation) || (is_hidden && is_counted) {
            return;
        }
        let Some(span) = target.shape.span(&self.direction) else { return };
        let Some(range) = depth_of_echo(&span, rng) else { return };
        if target.is_labelled && !is_counted && range < RANGE.1 {
            self.labelled.push(target.object);
        }
        if range < self.reach() {
            self.nearest = Some(Hit {
                direction: self.direction,
                range,
                cos_incidence: span.cos_incidence,
                material: span.material,
                object: Some(target.object),
            });
        }
    }

    fn finish(&mut self, world: &World) {
        if let Some(span) = world.ground.span(&self.direction, self.reach()) {
            self.nearest = Some(Hit {
                direction: self.direction,
                range: span.enter,
                cos_incidence: span.cos_incidence,
                material: span.material,
                object: None,
            });
        }
    }

    fn count(&self, beams: &mut [BeamCount]) {
        for &object in &self.labelled {
            beams[object].alone += 1;
        }
        if let Some(object) = self.nearest.and_then(|hit| hit.object) {
            beams[object].visible += 1;
        }
    }
}

/// Where in the span something sends the beam back; `None` when it passes through foliage.
fn depth_of_echo(span: &Span, rng: &mut SceneRng) -> Option<f64> {
    let Some(mean_free_path) = span.material.mean_free_path else { return Some(span.enter) };
    let unspent: f64 = rng.random();
    let range = span.enter - mean_free_path * (1. - unspent).ln();
    (range < span.exit).then_some(range)
}

/// A shape with the directions in which it can be met.
struct Target<'a> {
    shape: &'a Shape,
    object: usize,
    is_labelled: bool,
    /// No point of it is nearer than this, metres.
    near: f64,
    azimuth: f64,
    half_azimuth: f64,
    min_elevation: f64,
    max_elevation: f64,
}

impl Target<'_> {
    fn sees_azimuth(&self, azimuth: f64) -> bool {
        wrap_angle(azimuth - self.azimuth).abs() <= self.half_azimuth
    }

    fn sees_elevation(&self, elevation: f64) -> bool {
        (self.min_elevation..=self.max_elevation).contains(&elevation)
    }
}

/// The shapes of all objects, nearest first: what is hidden then need not be met.
fn targets(world: &World) -> Vec<Target<'_>> {
    let mut targets = Vec::new();
    for (index, object) in world.objects.iter().enumerate() {
        let is_labelled = object.kind.label().is_some();
        for shape in &object.shapes {
            targets.push(target(shape, index, is_labelled));
        }
    }
    targets.sort_by(|a, b| a.near.total_cmp(&b.near));
    targets
}

fn target(shape: &Shape, object: usize, is_labelled: bool) -> Target<'_> {
    let hull = shape.hull();
    let footprint = [hull[0], hull[1], hull[3], hull[2]].map(|corner| corner.xy());
    let middle = nalgebra::center(&hull[0], &hull[7]);
    let azimuth = middle.y.atan2(middle.x);
    let (from, to) = extent(hull.iter().map(|c| wrap_angle(c.y.atan2(c.x) - azimuth)));
    if to - from >= PI {
        // The sensor is under it.
        let (near, half_azimuth) = (0., PI);
        let (min_elevation, max_elevation) = (-FRAC_PI_2, FRAC_PI_2);
        return Target {
            shape,
            object,
            is_labelled,
            near,
            azimuth,
            half_azimuth,
            min_elevation,
            max_elevation,
        };
    }
    let near = distance_to_outline(&footprint);
    let far = hull.iter().map(|corner| corner.coords.xy().norm()).fold(0., f64::max);
    let (bottom, top) = extent(hull.iter().map(|corner: &Point3<f64>| corner.z));
    let seen_at = |height: f64, distance: f64| height.atan2(distance);
    Target {
        shape,
        object,
        is_labelled,
        near,
        azimuth,
        half_azimuth: from.abs().max(to),
        min_elevation: seen_at(bottom, if bottom < 0. { near } else { far }),
        max_elevation: seen_at(top, if top > 0. { near } else { far }),
    }
}

fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), v| (min.min(v), max.max(v)))
}

/// Distance of the origin from a polygon that does not contain it.
fn distance_to_outline(polygon: &[Point2<f64>; 4]) -> f64 {
    let edges = polygon.iter().zip(polygon.iter().cycle().skip(1));
    edges
        .map(|(a, b)| {
            let edge = b - a;
            let along = (-a.coords.dot(&edge) / edge.norm_squared()).clamp(0., 1.);
            (a.coords + edge * along).norm()
        })
        .fold(f64::INFINITY, f64::min)
}
