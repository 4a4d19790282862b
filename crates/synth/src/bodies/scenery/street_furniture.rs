//! Furniture of pavements: bins, benches, cabinets, planters and advertising pillars.

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::{
    foliage::{LeafBall, Lumps, pressed_at},
    parts::{Radii, boxed, shaft, slab},
};
use crate::{
    mesh::{Mesh, Section, loft, tube},
    model::Model,
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Leaf clumps of a planter over the product of half its length and half its width, per square
/// metre.
const PLANTS_PER_AREA: f64 = 950.;
/// Corners of the cross-section of round things.
const SIDES: usize = 12;

/// A wheeled rubbish bin, one or several side by side, or a round bin.
pub(crate) fn bin(rng: &mut SceneRng) -> Model {
    if rng.random_bool(0.3) {
        return boxed(round_bin(rng));
    }
    let mut mesh = wheeled_bin(rng);
    for _ in 0..rng.random_range(0..3) {
        let x = mesh.bounds().1.x + 0.36;
        let y = rng.random_range(-0.06..0.06);
        mesh.append(wheeled_bin(rng).shifted(x, y, 0.));
    }
    boxed(mesh)
}

/// A bin that widens upwards, with a lid that slopes towards its front and a handle and two wheels
/// at its back.
fn wheeled_bin(rng: &mut SceneRng) -> Mesh {
    let height = rng.random_range(0.85..1.05);
    let (width, depth) = (rng.random_range(0.45..0.58), rng.random_range(0.5..0.68));
    let rim = height - 0.08;
    let level = |z: f64, share: f64| {
        let (x, y) = (Span::centered(width * share), Span::centered(depth * share));
        let corners = [(x.from, y.from), (x.to, y.from), (x.to, y.to), (x.from, y.to)];
        Section {
            corners: corners.map(|(x, y)| Point3::new(x, y, z)).to_vec(),
            surfaces: vec![Surface::Rubber; 4],
        }
    };
    let mut lid = level(height, 0.96);
    for corner in lid.corners.iter_mut().filter(|corner| corner.y < 0.) {
        corner.z -= 0.05;
    }
    let body = [level(0.03, 0.72), level(rim, 0.92), level(rim, 1.), lid];
    let handle = span(height - 0.06, height - 0.03);
    let back = depth / 2.;
    let mut mesh = loft(&body, Surface::Rubber);
    mesh.append(slab(
        Span::centered(0.9 * width),
        span(back, back + 0.06),
        handle,
        Surface::Rubber,
    ));
    let axle = Point3::new(0., 0.36 * depth, 0.1);
    for x in [span(-0.5 * width, -0.4 * width), span(0.4 * width, 0.5 * width)] {
        let (from, to) = (axle + Vector3::x() * x.from, axle + Vector3::x() * x.to);
        mesh.append(tube(from, to, 0.1, SIDES, Surface::Rubber));
    }
    on_ground(mesh)
}

/// The mesh with its lowest corner on the ground: wheels are not quite round.
fn on_ground(mesh: Mesh) -> Mesh {
    let lowest = mesh.bounds().0.z;
    mesh.shifted(0., 0., -lowest)
}

fn round_bin(rng: &mut SceneRng) -> Mesh {
    let (height, radius) = (rng.random_range(0.6..1.1), rng.random_range(0.18..0.32));
    let surface = pick(rng, &[Surface::Metal, Surface::Paint, Surface::Masonry]);
    let rim = span(height - 0.08, height);
    shaft(
        SIDES,
        span(0., height - 0.08),
        Radii { bottom: 0.85 * radius, top: 0.95 * radius },
        surface,
    )
    .with(shaft(SIDES, rim, Radii::even(radius), Surface::Rubber))
}

/// A bench of planks on two feet, with or without a back; the seat looks along -y.
pub(crate) fn bench(rng: &mut SceneRng) -> Model {
    let length = rng.random_range(1.4..2.2);
    let seat = rng.random_range(0.42..0.48);
    let foot = pick(rng, &[Surface::Metal, Surface::Masonry]);
    let feet = [-0.36 * length, 0.36 * length].map(|x| span(x - 0.04, x + 0.04));
    let has_back = rng.random_bool(0.7);
    let mut mesh = Mesh::new();
    for y in [-0.22, -0.07, 0.08] {
        let plank = span(y, y + 0.12);
        mesh.append(slab(Span::centered(length), plank, span(seat - 0.04, seat), Surface::Wood));
    }
    for x in feet {
        mesh.append(slab(x, span(-0.2, 0.2), span(0., seat - 0.04), foot));
        if has_back {
            mesh.append(slab(x, span(0.22, 0.26), span(seat - 0.06, seat + 0.42), foot));
            mesh.append(slab(x, span(0.1, 0.26), span(seat - 0.08, seat - 0.04), foot));
        }
    }
    if has_back {
        for z in [seat + 0.14, seat + 0.3] {
            mesh.append(slab(
                Span::centered(length),
                span(0.18, 0.22),
                span(z, z + 0.12),
                Surface::Wood,
            ));
        }
    }
    boxed(mesh)
}

/// A switch cabinet on a socket, with a lid that stands out a little and two doors that look along
/// -y.
pub(crate) fn cabinet(rng: &mut SceneRng) -> Model {
    let (length, width) = (rng.random_range(0.6..1.8), rng.random_range(0.3..0.5));
    let height = rng.random_range(0.9..1.6);
    let surface = pick(rng, &[Surface::Paint, Surface::Metal, Surface::Masonry]);
    let (x, y) = (Span::centered(length), Span::centered(width));
    let socket = slab(span(x.from - 0.02, x.to + 0.02), y, span(0., 0.1), Surface::Masonry);
    let lid = slab(
        span(x.from - 0.03, x.to + 0.03),
        span(y.from - 0.03, y.to + 0.03),
        span(height - 0.05, height),
        surface,
    );
    let mut mesh = slab(x, y, span(0.1, height - 0.05), surface).with(socket).with(lid);
    for door in [span(x.from + 0.03, -0.01), span(0.01, x.to - 0.03)] {
        let z = span(0.15, height - 0.1);
        mesh.append(slab(door, span(y.from - 0.012, y.from), z, surface));
    }
    boxed(mesh)
}

/// A tub or a trough with plants.
pub(crate) fn planter(rng: &mut SceneRng) -> Model {
    let height = rng.random_range(0.35..0.7);
    let surface = pick(rng, &[Surface::Masonry, Surface::Wood]);
    let radius = rng.random_range(0.3..0.5);
    let (half_length, tub) = if rng.random_bool(0.5) {
        (
            radius,
            shaft(SIDES, span(0., height), Radii { bottom: 0.8 * radius, top: radius }, surface),
        )
    } else {
        let length = rng.random_range(0.8..2.);
        (length / 2., trough(length, 2. * radius, height, surface))
    };
    let plants = LeafBall {
        center: Point3::new(0., 0., height + 0.1),
        radii: Vector3::new(0.85 * half_length, 0.85 * radius, rng.random_range(0.2..0.5)),
        lumps: Lumps::random(0.3, rng),
        num_clumps: (PLANTS_PER_AREA * half_length * radius) as usize,
        clump_side: rng.random_range(0.06..0.14),
        crowding: 4.,
    };
    // Leaves hang over the rim, but not down to the ground.
    boxed(tub.with(pressed_at(0.8 * height, plants.leaves(rng))))
}

/// A trough with a rim.
fn trough(length: f64, width: f64, height: f64, surface: Surface) -> Mesh {
    let side =
        |out: f64| -> (Span, Span) { (Span::centered(length + out), Span::centered(width + out)) };
    let (x, y) = side(-0.06);
    let (rim_x, rim_y) = side(0.);
    slab(x, y, span(0., height - 0.08), surface).with(slab(
        rim_x,
        rim_y,
        span(height - 0.08, height),
        surface,
    ))
}

/// A round pillar for posters under a small roof.
pub(crate) fn advertising_pillar(rng: &mut SceneRng) -> Model {
    let (height, radius) = (rng.random_range(2.6..3.6), rng.random_range(0.45..0.7));
    let (frieze, cornice) = (height - 0.35, height - 0.25);
    let sides = 2 * SIDES;
    let round = |z: Span, radii: Radii, surface: Surface| shaft(sides, z, radii, surface);
    let outer = radius + 0.04;
    let mut mesh = round(span(0., 0.3), Radii::even(outer), Surface::Masonry)
        .with(round(span(0.3, frieze), Radii::even(radius), Surface::Paint))
        .with(round(span(frieze, cornice), Radii::even(radius + 0.1), Surface::Roof));
    mesh.append(round(
        span(cornice, height),
        Radii { bottom: radius + 0.1, top: 0.05 },
        Surface::Roof,
    ));
    boxed(mesh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{
        assert_fits_its_room, assert_follows_from_the_stream, assert_stands_on_the_ground, samples,
        share_passing,
    };

    #[test]
    fn things_stand_in_their_room_and_are_cheap() {
        for make in [bin, bench, cabinet, planter, advertising_pillar] {
            for model in samples(make) {
                assert_stands_on_the_ground(&model);
                assert_fits_its_room(&model);
                assert!(model.mesh.triangles.len() < 1100, "{}", model.mesh.triangles.len());
                assert!(model.size.length < 2.3 && model.size.width < 1.7, "{:?}", model.size);
                assert!((0.3..3.7).contains(&model.size.height), "{:?}", model.size);
            }
            assert_follows_from_the_stream(make);
        }
    }

    #[test]
    fn rays_pass_under_benches_and_not_through_cabinets_and_pillars() {
        for model in samples(bench) {
            let half = model.size.length / 2.;
            assert!(share_passing(&model.mesh, span(-half, half), span(0.02, 0.3)) > 0.5);
        }
        for model in samples(cabinet).into_iter().chain(samples(advertising_pillar)) {
            let (x, top) = (0.3 * model.size.length, 0.8 * model.size.height);
            assert_eq!(share_passing(&model.mesh, span(-x, x), span(0., top)), 0.);
        }
    }
}
