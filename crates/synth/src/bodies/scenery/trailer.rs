//! Trailers without a car: of the size of a car, but no cars.

use nalgebra::Point3;
use rand::RngExt;

use super::{
    chassis::{drawbar, rear_lights, wheels},
    parts::{boxed, slab},
};
use crate::{
    mesh::{Mesh, Section, loft},
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
