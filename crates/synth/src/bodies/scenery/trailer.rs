//! Trailers without a car: of the size of a car, but no cars.

use std::f64::consts::PI;

use nalgebra::{Point2, Point3};
use rand::RngExt;

use super::parts::{Radii, boxed, post, slab};
use crate::{
    mesh::{Mesh, Section, loft, tube},
    model::Model,
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Thickness of boards and floors, metres.
const BOARD: f64 = 0.05;

/// A small open or box trailer without a car, 2.5 to 5 m long with the drawbar, which points to +x
/// and rests on a jockey wheel.
pub(crate) fn trailer(rng: &mut SceneRng) -> Model {
    let (bed, width) = (rng.random_range(1.7..3.6), rng.random_range(1.2..1.8));
    let wheel_radius = rng.random_range(0.25..0.33);
    let floor = wheel_radius + rng.random_range(0.1..0.25);
    let (x, y) = (Span::centered(bed), Span::centered(width));
    let mut mesh = slab(x, y, span(floor - BOARD, floor), Surface::Metal);
    mesh.append(if rng.random_bool(0.5) {
        let top = floor + rng.random_range(0.3..0.6);
        boards(x, y, span(floor, top), pick(rng, &[Surface::Metal, Surface::Wood]))
    } else {
        box_body(x, y, span(floor, rng.random_range(1.5..2.4)))
    });
    mesh.append(wheels(bed, width, wheel_radius));
    mesh.append(rear_lights(x.from, width, floor));
    mesh.append(drawbar(span(x.to, x.to + rng.random_range(0.8..1.3)), floor));
    boxed(mesh)
}

/// Two bars from the bed to the hitch, and the jockey wheel that they rest on.
fn drawbar(x: Span, floor: f64) -> Mesh {
    let Span { from: bed, to: hitch } = x;
    let z = floor - 0.03;
    let end = Point3::new(hitch - 0.2, 0., z);
    let bar = |y: f64| tube(Point3::new(bed - 0.1, y, z), end, 0.04, 6, Surface::Metal);
    let coupling = span(z - 0.05, z + 0.07);
    let jockey = hitch - 0.35;
    bar(-0.4)
        .with(bar(0.4))
        .with(slab(span(hitch - 0.3, hitch), span(-0.05, 0.05), coupling, Surface::Metal))
        .with(post(
            Point2::new(jockey, 0.),
            span(0.1, floor + 0.3),
            Radii::even(0.025),
            6,
            Surface::Metal,
        ))
        .with(wheel(Point2::new(jockey, 0.), 0.1, 0.05))
}

/// The four boards around the bed of an open trailer.
fn boards(x: Span, y: Span, z: Span, surface: Surface) -> Mesh {
    slab(x, span(y.from, y.from + BOARD), z, surface)
        .with(slab(x, span(y.to - BOARD, y.to), z, surface))
        .with(slab(span(x.from, x.from + BOARD), y, z, surface))
        .with(slab(span(x.to - BOARD, x.to), y, z, surface))
}

/// A closed body whose front slopes a little.
fn box_body(x: Span, y: Span, z: Span) -> Mesh {
    const BEVEL: f64 = 0.25;
    let outline = [
        (x.from, z.from),
        (x.to, z.from),
        (x.to, z.to - BEVEL),
        (x.to - BEVEL, z.to),
        (x.from, z.to),
    ];
    let section = |y: f64| Section {
        corners: outline.map(|(x, z)| Point3::new(x, y, z)).to_vec(),
        surfaces: vec![Surface::Paint; outline.len()],
    };
    loft(&[section(y.from), section(y.to)], Surface::Paint)
}

/// The wheels at both sides of the bed under mudguards: one axle, or two under a long bed.
fn wheels(bed: f64, width: f64, radius: f64) -> Mesh {
    const LONG_BED: f64 = 2.8;
    const TYRE: f64 = 0.16;
    let axles: &[f64] = if bed > LONG_BED { &[-1.1, 1.1] } else { &[0.] };
    let mut mesh = Mesh::new();
    for side in [-1., 1.] {
        let y = side * (width / 2. + 0.02 + TYRE / 2.);
        for x in axles.iter().map(|axle| axle * radius - 0.05 * bed) {
            mesh.append(wheel(Point2::new(x, y), radius, TYRE));
            let guard = 2. * radius + 0.04;
            let x = span(x - radius, x + radius);
            let y = span(y - TYRE / 2. - 0.01, y + TYRE / 2. + 0.01);
            mesh.append(slab(x, y, span(guard, guard + 0.02), Surface::Rubber));
        }
    }
    mesh
}

/// A wheel that stands on the ground at a place, its axle along y.
fn wheel(at: Point2<f64>, radius: f64, width: f64) -> Mesh {
    const SIDES: usize = 16;
    // The corners of the tyre are beside its lowest point.
    let axle = radius * (PI / SIDES as f64).cos();
    let end = |share: f64| Point3::new(at.x, at.y + share * width / 2., axle);
    tube(end(-1.), end(1.), radius, SIDES, Surface::Rubber).with(tube(
        end(-1.02),
        end(1.02),
        0.6 * radius,
        SIDES,
        Surface::Metal,
    ))
}

/// Lamps and number plate at the rear.
fn rear_lights(rear: f64, width: f64, floor: f64) -> Mesh {
    let x = span(rear - 0.03, rear);
    let z = span(floor - 0.06, floor + 0.06);
    let lamp = span(0.3 * width, 0.46 * width);
    slab(x, lamp, z, Surface::Lamp)
        .with(slab(x, span(-lamp.to, -lamp.from), z, Surface::Lamp))
        .with(slab(x, span(-0.26, 0.26), z, Surface::Retroreflector))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{
        assert_fits_its_room, assert_follows_from_the_stream, assert_stands_on_the_ground, samples,
        share_passing,
    };

    #[test]
    fn trailers_stand_in_their_room_and_are_of_the_size_of_a_car() {
        for model in samples(trailer) {
            assert_stands_on_the_ground(&model);
            assert_fits_its_room(&model);
            assert!(model.mesh.triangles.len() < 900, "{}", model.mesh.triangles.len());
            assert!((2.4..5.2).contains(&model.size.length), "{:?}", model.size);
            assert!((1.2..2.5).contains(&model.size.width), "{:?}", model.size);
        }
        assert_follows_from_the_stream(trailer);
    }

    #[test]
    fn rays_pass_under_the_bed() {
        for model in samples(trailer) {
            let half = model.size.length / 2.;
            assert!(share_passing(&model.mesh, span(-half, half), span(0., 0.2)) > 0.3);
        }
    }
}
