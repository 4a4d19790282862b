//! Lamps, bollards, traffic lights and utility poles; arms reach over the road, towards -y.

use nalgebra::{Point2, Point3};
use rand::RngExt;

use super::parts::{Radii, on_square, post, shaft, slab};
use crate::{
    mesh::{Mesh, tube},
    model::Model,
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Corners of the cross-section of a pole.
const SIDES: usize = 10;
/// Nothing sticks out of a pole below this, metres.
const HEADROOM: f64 = 2.1;

/// A street lamp, a bollard, a traffic light or a utility pole. `size` is the square of its foot
/// and its full height; arms and heads above 2 m stick out of it.
pub(crate) fn pole(rng: &mut SceneRng) -> Model {
    match rng.random_range(0..10) {
        0..4 => street_lamp(rng),
        4..6 => bollard(rng),
        6..8 => traffic_light(rng),
        _ => utility_pole(rng),
    }
}

/// A lamp at the end of an arm, or on top of its post.
pub(super) fn street_lamp(rng: &mut SceneRng) -> Model {
    let height = rng.random_range(4.0..9.);
    let radius = rng.random_range(0.05..0.09);
    let foot_radius = radius * 1.6;
    let mut mesh = shaft(SIDES, span(0., 1.), Radii::even(foot_radius), Surface::Metal).with(
        shaft(SIDES, span(1., height), Radii { bottom: radius, top: 0.6 * radius }, Surface::Metal),
    );
    if rng.random_bool(0.7) {
        let reach = rng.random_range(0.8..2.5);
        let end = Point3::new(0., -reach, height + rng.random_range(0.0..0.6));
        let start = Point3::new(0., 0., height - 0.05);
        mesh.append(tube(start, end, 0.6 * radius, 6, Surface::Metal));
        let housing = span(end.y - 0.5, end.y + 0.1);
        mesh.append(slab(span(-0.14, 0.14), housing, span(end.z, end.z + 0.1), Surface::Metal));
        mesh.append(slab(span(-0.1, 0.1), housing, span(end.z - 0.04, end.z), Surface::Lamp));
    } else {
        let globe = rng.random_range(0.15..0.28);
        mesh.append(shaft(
            SIDES,
            span(height, height + 2. * globe),
            Radii { bottom: 0.7 * globe, top: globe },
            Surface::Lamp,
        ));
        let roof = span(height + 2. * globe, height + 2.3 * globe);
        mesh.append(shaft(
            SIDES,
            roof,
            Radii { bottom: 1.2 * globe, top: 0.2 * globe },
            Surface::Metal,
        ));
    }
    on_square(2. * foot_radius, mesh)
}

/// A short post that keeps cars off the pavement.
fn bollard(rng: &mut SceneRng) -> Model {
    let (height, radius) = (rng.random_range(0.7..1.1), rng.random_range(0.05..0.12));
    let surface = pick(rng, &[Surface::Metal, Surface::Masonry, Surface::Paint]);
    let neck = 0.85 * height;
    let mut mesh = shaft(SIDES, span(0., neck), Radii::even(radius), surface);
    mesh.append(shaft(
        SIDES,
        span(neck, height),
        Radii { bottom: radius, top: 0.5 * radius },
        surface,
    ));
    if rng.random_bool(0.5) {
        let band = span(0.72 * height, 0.8 * height);
        let outer = radius + 0.003;
        mesh.append(shaft(SIDES, band, Radii::even(outer), Surface::Retroreflector));
    }
    on_square(2. * radius, mesh)
}

/// A signal head beside a mast and sometimes another one above the road.
pub(super) fn traffic_light(rng: &mut SceneRng) -> Model {
    let radius = rng.random_range(0.05..0.09);
    let bottom = rng.random_range(HEADROOM..2.4);
    let mut mesh = Mesh::new();
    let mast_top = if rng.random_bool(0.35) {
        let top = rng.random_range(5.2..6.2);
        let end = Point3::new(0., -rng.random_range(2.5..5.), top - 0.1);
        mesh.append(tube(Point3::new(0., 0., top - 0.1), end, 0.05, 6, Surface::Metal));
        mesh.append(signal_head(Point2::new(0., end.y + 0.2), span(end.z - 0.5, end.z + 0.4)));
        top
    } else {
        bottom + 1.
    };
    mesh.append(shaft(SIDES, span(0., mast_top), Radii::even(radius), Surface::Metal));
    mesh.append(signal_head(Point2::new(-radius - 0.12, 0.), span(bottom, bottom + 0.9)));
    if rng.random_bool(0.5) {
        mesh.append(signal_head(Point2::new(0., radius + 0.2), span(bottom, bottom + 0.6)));
    }
    on_square(2. * radius, mesh)
}

/// A dark box whose lamps look along -x, under short visors.
fn signal_head(at: Point2<f64>, z: Span) -> Mesh {
    const HALF_WIDTH: f64 = 0.15;
    const HALF_DEPTH: f64 = 0.1;
    /// Height of the part with one lamp, metres.
    const FIELD: f64 = 0.3;
    let across = span(at.y - HALF_WIDTH, at.y + HALF_WIDTH);
    let front = at.x - HALF_DEPTH;
    let mut mesh = slab(span(front, at.x + HALF_DEPTH), across, z, Surface::Rubber);
    let num_lamps = (z.length() / FIELD).round() as usize;
    for lamp in 0..num_lamps {
        let middle = z.from + FIELD * (lamp as f64 + 0.5);
        let glow = span(middle - 0.1, middle + 0.1);
        mesh.append(slab(
            span(front - 0.01, front),
            span(at.y - 0.1, at.y + 0.1),
            glow,
            Surface::Lamp,
        ));
        let visor = span(glow.to, glow.to + 0.01);
        mesh.append(slab(
            span(front - 0.18, front),
            span(at.y - 0.11, at.y + 0.11),
            visor,
            Surface::Rubber,
        ));
    }
    mesh
}

/// A wooden pole with cross-arms that carry insulators.
pub(super) fn utility_pole(rng: &mut SceneRng) -> Model {
    let height = rng.random_range(7.0..10.);
    let radius = rng.random_range(0.11..0.17);
    let mut mesh =
        shaft(SIDES, span(0., height), Radii { bottom: radius, top: 0.6 * radius }, Surface::Wood);
    for arm in 0..rng.random_range(1..4) {
        let z = height - 0.3 - 0.6 * f64::from(arm);
        let half = rng.random_range(0.5..1.1);
        let x = span(radius, radius + 0.1);
        mesh.append(slab(x, Span::centered(2. * half), span(z, z + 0.12), Surface::Wood));
        for y in [-0.9 * half, -0.4 * half, 0.4 * half, 0.9 * half] {
            let z = span(z + 0.12, z + 0.3);
            mesh.append(post(
                Point2::new(radius + 0.05, y),
                z,
                Radii { bottom: 0.04, top: 0.03 },
                6,
                Surface::Metal,
            ));
        }
    }
    on_square(2. * radius, mesh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{
        assert_fits_its_room, assert_follows_from_the_stream, assert_stands_on_the_ground,
        corners_of, samples,
    };

    #[test]
    fn poles_stand_on_their_foot_and_are_cheap() {
        for make in [street_lamp, bollard, traffic_light, utility_pole] {
            for model in samples(make) {
                assert_stands_on_the_ground(&model);
                assert_fits_its_room(&model);
                assert!(model.mesh.triangles.len() < 450, "{}", model.mesh.triangles.len());
                assert!(model.size.length < 0.35);
            }
            assert_follows_from_the_stream(make);
        }
        assert_follows_from_the_stream(pole);
    }

    #[test]
    fn lamps_of_traffic_lights_look_along_minus_x() {
        for model in samples(traffic_light) {
            let lamps = corners_of(&model.mesh, Surface::Lamp);
            assert!(lamps.len() >= 3 * 36 && lamps.iter().all(|corner| corner.x < 0.));
        }
    }
}
