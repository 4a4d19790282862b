//! One beam and the things it hits.

use nalgebra::Vector3;
use rand::RngExt;

use super::{sighting::Sighting, target::Target, view::in_camera_sector};
use crate::{
    object::Object,
    random::SceneRng,
    sensor::{Hit, Sensor, direction},
    shape::MeshHit,
    surface::{Material, Surface},
    world::World,
};

/// Share of the echoes from behind a pane that find their way back through it, and of their light.
const PASSED_BACK: f64 = 0.6;

/// Half the length of a spot that need not be looked at closely, metres.
const SHORT_SPOT: f64 = 0.03;

/// Half the length of a spot that has no middle, metres.
const LONG_SPOT: f64 = 2.;

/// The direction of a beam.
pub(crate) struct Aim {
    elevation: f64,
    /// Whether the camera looks there, too.
    pub is_in_camera_sector: bool,
    /// Unit vector.
    pub axis: Vector3<f64>,
}

impl Aim {
    pub fn at(azimuth: f64, elevation: f64) -> Self {
        let is_in_camera_sector = in_camera_sector(azimuth);
        Self { elevation, is_in_camera_sector, axis: direction(azimuth, elevation) }
    }
}

/// The first hit of one beam, and the labelled objects in its way.
pub(crate) struct Beam {
    pub nearest: Option<Hit>,
    /// Labelled objects that lie in its way.
    labelled: Vec<InTheWay>,
}

/// A labelled object in the way of a beam.
#[derive(Clone, Copy, Debug, PartialEq)]
struct InTheWay {
    object: usize,
    /// Metres along the beam.
    distance: f64,
    /// Whether the ground or scenery is nearer.
    is_behind_scenery: bool,
}

impl Beam {
    pub fn sent(
        aim: &Aim,
        column: &[&Target<'_>],
        world: &World,
        sensor: &Sensor,
        rng: &mut SceneRng,
    ) -> Self {
        let ray = sensor.stray(&aim.axis, rng);
        let (longest, counts) = (sensor.max_range(), aim.is_in_camera_sector);
        let mut beam = Self { nearest: None, labelled: Vec::new() };
        for target in column.iter().filter(|target| target.sees_elevation(aim.elevation)) {
            // Whether a labelled object lies in the way matters even when something hides it.
            let end = if target.is_labelled && counts { longest } else { beam.reach(longest) };
            if target.near < end {
                beam.meet(target, (&ray, &aim.axis), end, rng);
            }
        }
        if let Some(ground) = world.ground.first_hit(&aim.axis, beam.reach(longest)) {
            let (range, cos_incidence, material) =
                (ground.range, ground.cos_incidence, ground.material);
            beam.nearest = Some(Hit { range, cos_incidence, material, object: None });
        }
        if counts {
            beam.look_for_scenery(&ray, column, aim.elevation);
        }
        beam
    }

    /// Notes which labelled objects scenery stands before. What stops the beam first does not tell: it may be
    /// another labelled object with scenery behind it.
    fn look_for_scenery(&mut self, ray: &Vector3<f64>, column: &[&Target<'_>], elevation: f64) {
        let Self { nearest, labelled } = self;
        for behind in labelled {
            let Some(hit) = nearest.filter(|hit| hit.object != Some(behind.object)) else {
                continue;
            };
            let scenery = column.iter().filter(|target| !target.is_labelled);
            behind.is_behind_scenery = hit.object.is_none()
                || scenery
                    .filter(|target| target.near < behind.distance)
                    .filter(|target| target.sees_elevation(elevation))
                    .any(|target| {
                        let before = target.near..behind.distance;
                        target.object.first_hit(ray, before, |_, _| false).is_some()
                    });
        }
    }

    fn reach(&self, longest: f64) -> f64 {
        self.nearest.map_or(longest, |hit| hit.range)
    }

    fn meet(
        &mut self,
        target: &Target<'_>,
        (ray, axis): (&Vector3<f64>, &Vector3<f64>),
        end: f64,
        rng: &mut SceneRng,
    ) {
        let palette = &target.object.body.palette;
        let mut nearest_pane = f64::INFINITY;
        let passes = |surface, distance| {
            let transmitted = palette.material(surface).transmitted;
            let passes = transmitted > 0. && rng.random_bool(transmitted);
            if passes && surface == Surface::Glass {
                nearest_pane = nearest_pane.min(distance);
            }
            passes
        };
        let Some(met) = target.object.first_hit(ray, target.near..end, passes) else { return };
        if target.is_labelled {
            let (object, distance) = (target.index, met.distance);
            self.labelled.push(InTheWay { object, distance, is_behind_scenery: false });
        }
        if met.distance < self.reach(end) {
            let is_behind_glass = nearest_pane < met.distance;
            self.nearest = Some(Hit {
                range: range_along(axis, ray, &met, target.object),
                cos_incidence: met.normal.dot(ray).abs().min(1.),
                material: seen_through(is_behind_glass, palette.material(met.surface)),
                object: Some(target.index),
            });
        }
    }

    pub fn count(&self, sightings: &mut [Sighting]) {
        let nearest = self.nearest.and_then(|hit| hit.object);
        for in_the_way in &self.labelled {
            let sighting = &mut sightings[in_the_way.object];
            sighting.alone += 1;
            sighting.visible += u32::from(nearest == Some(in_the_way.object));
            sighting.behind_scenery += u32::from(in_the_way.is_behind_scenery);
        }
    }
}

/// Range at which the axis of a beam meets the face that a ray of its cone has met: a spot on a face that
/// is seen aslant is long, but what is measured is its middle. That of the ray where the axis runs past
/// the face.
fn range_along(axis: &Vector3<f64>, ray: &Vector3<f64>, met: &MeshHit, object: &Object) -> f64 {
    let range = met.distance * met.normal.dot(ray) / met.normal.dot(axis);
    let half_length = (range - met.distance).abs();
    if half_length < SHORT_SPOT {
        return range;
    }
    // Along a face that is seen edge on there is no end to the spot.
    if !half_length.is_finite() || half_length > LONG_SPOT {
        return met.distance;
    }
    let around = range - SHORT_SPOT..range + SHORT_SPOT;
    let is_met = around.start > 0. && object.first_hit(axis, around, |_, _| false).is_some();
    if is_met { range } else { met.distance }
}

/// A material as the sensor sees it: an echo from behind a pane has to pass it again.
fn seen_through(glass: bool, material: Material) -> Material {
    if !glass {
        return material;
    }
    let mirrored = 1. - (1. - material.mirrored) * PASSED_BACK;
    Material { reflectance: material.reflectance * PASSED_BACK, mirrored, ..material }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use nalgebra::Point3;
    use voxelnet_scene::BoxSize;

    use super::*;
    use crate::{
        body::Body,
        ground::Ground,
        mesh::{Mesh, quad},
        model::Model,
        placement::Placement,
        random::{Purpose, stream},
        scan::target::targets,
        shape::Shape,
        surface::Palette,
        test_bodies::{block, car},
    };

    fn sensor() -> Sensor {
        Sensor::load("hdl-64e").unwrap()
    }

    fn crowd() -> World {
        let mut world = World::new(Ground::level(1.73));
        let mut rng = stream(5, 0, Purpose::Scene);
        for i in 0..40 {
            let body = if i % 2 == 0 {
                car()
            } else {
                let mut draw = || rng.random_range(0.2..4.);
                block(BoxSize { length: draw(), width: draw(), height: draw() })
            };
            let (x, y) = (rng.random_range(-50.0..50.), rng.random_range(-50.0..50.));
            let yaw = rng.random_range(-3.0..3.);
            world.try_place(&body, Placement { x, y, yaw }, 0.);
        }
        world
    }

    #[test]
    fn leaving_out_objects_in_other_directions_changes_nothing() {
        let (world, sensor) = (crowd(), sensor());
        let picked = targets(&world, sensor.largest_stray());
        let all: Vec<Target<'_>> =
            targets(&world, 0.).into_iter().map(Target::in_every_direction).collect();
        let all: Vec<&Target<'_>> = all.iter().collect();
        let mut num_hits = 0;
        for step in 0..700 {
            let azimuth = f64::from(step) * 0.009;
            let column: Vec<&Target<'_>> =
                picked.iter().filter(|target| target.sees_azimuth(azimuth)).collect();
            for &elevation in sensor.elevations().iter().step_by(3) {
                let key = u64::from(step as u32);
                let beam = |column: &[&Target<'_>]| {
                    let mut rng = stream(6, key, Purpose::Scan);
                    let beam =
                        Beam::sent(&Aim::at(azimuth, elevation), column, &world, &sensor, &mut rng);
                    let nearest = beam.nearest.map(|hit| (hit.object, hit.range.to_bits()));
                    (nearest, beam.labelled)
                };
                let (found, expected) = (beam(&column), beam(&all));
                assert_eq!(found, expected, "azimuth {azimuth}, elevation {elevation}");
                num_hits += usize::from(found.0.is_some_and(|(object, _)| object.is_some()));
            }
        }
        assert!(num_hits > 1000, "{num_hits}");
    }

    #[test]
    fn a_spot_on_a_slanted_face_is_measured_at_its_middle() {
        let sensor = sensor();
        let mut world = World::new(Ground::level(1.73));
        let board = block(BoxSize { length: 30., width: 0.02, height: 4. });
        assert!(world.try_place(&board, Placement { x: 20., y: 4., yaw: 0.1 }, 0.));
        let targets = targets(&world, sensor.largest_stray());
        let column: Vec<&Target<'_>> = targets.iter().collect();
        let ranges: Vec<f64> = (0..50)
            .map(|key| {
                let mut rng = stream(6, key, Purpose::Scan);
                Beam::sent(&Aim::at(0.2, 0.), &column, &world, &sensor, &mut rng)
                    .nearest
                    .unwrap()
                    .range
            })
            .collect();
        assert!(ranges.iter().all(|range| (range - ranges[0]).abs() < 1e-3), "{ranges:?}");
    }

    /// Two upright panes or boards, one behind the other, 10 and 11 m ahead.
    fn pane_and_board(pane_first: bool) -> World {
        let face = |x: f64, surface| {
            let corner = |y: f64, z: f64| Point3::new(x, y, z);
            quad([corner(-1., 0.), corner(1., 0.), corner(1., 3.), corner(-1., 3.)], surface)
        };
        let surfaces = [Surface::Glass, Surface::Wood];
        let [near, far] = if pane_first { surfaces } else { [surfaces[1], surfaces[0]] };
        let mesh: Mesh = face(-0.5, near).with(face(0.5, far));
        let size = BoxSize { length: 1., width: 2., height: 3. };
        let shape = Shape::new(Model { class: None, size, mesh });
        let clear = Material { transmitted: 1., ..Material::solid(0.5) };
        let palette = Palette::uniform(Material::solid(0.5)).with(Surface::Glass, clear);
        let mut world = World::new(Ground::level(1.73));
        let body = Body::new(shape.into(), palette);
        assert!(world.try_place(&body, Placement { x: 10.5, y: 0., yaw: 0. }, 0.));
        world
    }

    #[test]
    fn only_what_stands_behind_a_pane_is_dimmed_by_it() {
        let sensor = sensor().ideal();
        for pane_first in [true, false] {
            let world = pane_and_board(pane_first);
            let targets = targets(&world, 0.);
            let column: Vec<&Target<'_>> = targets.iter().collect();
            let mut rng = stream(6, 0, Purpose::Scan);
            let hit =
                Beam::sent(&Aim::at(0., 0.), &column, &world, &sensor, &mut rng).nearest.unwrap();
            assert!((hit.range - if pane_first { 11. } else { 10. }).abs() < 1e-3);
            let expected = if pane_first { 0.5 * PASSED_BACK } else { 0.5 };
            assert!((hit.material.reflectance - expected).abs() < 1e-12);
        }
    }
}
