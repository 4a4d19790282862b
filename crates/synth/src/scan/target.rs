//! Objects with the directions in which the sensor can meet them.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use nalgebra::{Point2, Point3};
use voxelnet_scene::wrap_angle;

use crate::{object::Object, world::World};

/// An object with the directions in which it can be met.
pub(crate) struct Target<'a> {
    pub object: &'a Object,
    /// Its place among the objects of the world.
    pub index: usize,
    pub is_labelled: bool,
    /// No point of it is nearer than this along the ground, metres.
    pub near: f64,
    azimuth: f64,
    half_azimuth: f64,
    min_elevation: f64,
    max_elevation: f64,
}

impl Target<'_> {
    pub fn sees_azimuth(&self, azimuth: f64) -> bool {
        // Azimuths of beams lie in [0, 2 pi), those of targets in [-pi, pi].
        let apart = (azimuth - self.azimuth).abs();
        apart.min((TAU - apart).abs()) <= self.half_azimuth
    }

    /// The same object, met in every direction.
    #[cfg(test)]
    pub fn in_every_direction(self) -> Self {
        let (min_elevation, max_elevation) = (-FRAC_PI_2, FRAC_PI_2);
        Self { half_azimuth: PI, min_elevation, max_elevation, ..self }
    }

    pub fn sees_elevation(&self, elevation: f64) -> bool {
        (self.min_elevation..=self.max_elevation).contains(&elevation)
    }
}

/// All objects, nearest first: what is hidden then need not be met. `margin` widens the directions by
/// what beams may stray, radians.
pub(crate) fn targets(world: &World, margin: f64) -> Vec<Target<'_>> {
    let objects = world.objects.iter().enumerate();
    let mut targets: Vec<Target<'_>> =
        objects.map(|(index, object)| target(object, index, margin)).collect();
    targets.sort_by(|a, b| a.near.total_cmp(&b.near));
    targets
}

fn target(object: &Object, index: usize, margin: f64) -> Target<'_> {
    let is_labelled = object.class().is_some();
    let hull = object.hull();
    let middle = nalgebra::center(&hull[0], &hull[7]);
    let azimuth = middle.y.atan2(middle.x);
    let (from, to) = extent(hull.iter().map(|c| wrap_angle(c.y.atan2(c.x) - azimuth)));
    if to - from >= PI {
        // The sensor is under it.
        return Target {
            object,
            index,
            is_labelled,
            near: 0.,
            azimuth,
            half_azimuth: PI,
            min_elevation: -FRAC_PI_2,
            max_elevation: FRAC_PI_2,
        };
    }
    let near = distance_to_outline(&[hull[0], hull[1], hull[3], hull[2]].map(|c| c.xy()));
    let far = hull.iter().map(|corner| corner.coords.xy().norm()).fold(0., f64::max);
    let (bottom, top) = extent(hull.iter().map(|corner: &Point3<f64>| corner.z));
    let seen_at = |height: f64, distance: f64| height.atan2(distance);
    Target {
        object,
        index,
        is_labelled,
        near,
        azimuth,
        half_azimuth: from.abs().max(to) + margin,
        min_elevation: seen_at(bottom, if bottom < 0. { near } else { far }) - margin,
        max_elevation: seen_at(top, if top > 0. { near } else { far }) + margin,
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
