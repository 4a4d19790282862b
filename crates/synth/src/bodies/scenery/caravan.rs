//! Caravans and horse trailers without a car.

use std::ops::Range;

use nalgebra::Point3;
use rand::RngExt;

use super::{
    chassis::{drawbar, rear_lights, wheels},
    facade::upright_face,
    parts::{boxed, slab},
};
use crate::{
    mesh::{Mesh, Section, loft},
    model::Model,
    random::SceneRng,
    span::{Span, span},
    surface::Surface,
};

/// Length, width and height of the body of a caravan, metres.
const CARAVAN: [Range<f64>; 3] = [3.4..6.5, 1.9..2.4, 2.3..2.65];
/// The same of a horse trailer.
const HORSE_TRAILER: [Range<f64>; 3] = [2.4..3.6, 1.5..1.9, 2.1..2.5];
/// The outline of a caravan from the side: shares of its length and height.
const ROUND_OUTLINE: [(f64, f64); 8] =
    [(0., 0.), (0.93, 0.), (1., 0.25), (0.98, 0.5), (0.88, 0.93), (0.8, 1.), (0.06, 1.), (0., 0.9)];
/// The outline of a horse trailer: its front slopes more.
const SLOPING_OUTLINE: [(f64, f64); 8] = [
    (0., 0.),
    (0.95, 0.),
    (1., 0.1),
    (0.97, 0.45),
    (0.8, 0.85),
    (0.65, 1.),
    (0.05, 1.),
    (0., 0.97),
];
/// Distance by which windows and doors stand out of the skin, metres.
const FITTING: f64 = 0.012;

/// A caravan or a horse trailer, 3 to 8 m long with the drawbar, which points to +x.
pub(crate) fn caravan(rng: &mut SceneRng) -> Model {
    let is_caravan = rng.random_bool(0.65);
    let [length, width, height] = if is_caravan { CARAVAN } else { HORSE_TRAILER };
    let (length, width) = (rng.random_range(length), rng.random_range(width));
    let wheel_radius = rng.random_range(0.28..0.34);
    let floor = wheel_radius + rng.random_range(0.08..0.2);
    let (x, y) = (Span::centered(length), Span::centered(width));
    let z = span(floor, rng.random_range(height));
    let mut mesh = if is_caravan {
        skin(x, y, z, &ROUND_OUTLINE).with(caravan_fittings(x, y, z, rng))
    } else {
        skin(x, y, z, &SLOPING_OUTLINE).with(horse_trailer_fittings(x, y, z, rng))
    };
    mesh.append(wheels(length, width - 0.3, wheel_radius));
    mesh.append(rear_lights(x.from, width, floor + 0.1));
    mesh.append(drawbar(span(x.to - 0.1, x.to + rng.random_range(0.8..1.4)), floor));
    boxed(mesh)
}

/// The closed body with the given outline from the side.
fn skin(x: Span, y: Span, z: Span, outline: &[(f64, f64); 8]) -> Mesh {
    let section = |y: f64| Section {
        corners: outline
            .map(|(along, up)| {
                Point3::new(x.from + along * x.length(), y, z.from + up * z.length())
            })
            .to_vec(),
        surfaces: vec![Surface::Paint; outline.len()],
    };
    loft(&[section(y.from), section(y.to)], Surface::Paint)
}

/// Windows at both sides, a door and the box for gas bottles.
fn caravan_fittings(x: Span, y: Span, z: Span, rng: &mut SceneRng) -> Mesh {
    let panes = span(z.from + 0.42 * z.length(), z.from + 0.75 * z.length());
    let mut mesh = Mesh::new();
    for side in [y.from - FITTING, y.to + FITTING] {
        for share in [0.12, 0.42, 0.68] {
            if !rng.random_bool(0.75) {
                continue;
            }
            let from = x.from + share * x.length();
            let width = x.length() * rng.random_range(0.1..0.2);
            mesh.append(upright_face(span(from, from + width), panes, side, Surface::Glass));
        }
    }
    let door = x.from + x.length() * rng.random_range(0.3..0.6);
    let opening = span(z.from + 0.05, z.from + 0.85 * z.length());
    mesh.append(upright_face(
        span(door, door + 0.6),
        opening,
        y.from - 0.5 * FITTING,
        Surface::Roof,
    ));
    let gas = span(x.to - 0.05, x.to + 0.4);
    mesh.with(slab(gas, Span::centered(1.2), span(z.from, z.from + 0.5), Surface::Paint))
}

/// A ramp at the rear under an opening with a cloth, and small windows.
fn horse_trailer_fittings(x: Span, y: Span, z: Span, rng: &mut SceneRng) -> Mesh {
    let ramp = span(z.from, z.from + 0.62 * z.length());
    let cloth = span(ramp.to + 0.05, z.to - 0.1);
    let rear = span(x.from - 0.06, x.from);
    let mut mesh = slab(rear, span(y.from + 0.1, y.to - 0.1), ramp, Surface::Wood);
    if rng.random_bool(0.6) {
        let rear = span(x.from - 0.02, x.from);
        mesh.append(slab(rear, span(y.from + 0.15, y.to - 0.15), cloth, Surface::Coat));
    }
    for side in [y.from - FITTING, y.to + FITTING] {
        let from = x.from + x.length() * rng.random_range(0.4..0.6);
        let panes = span(z.from + 0.65 * z.length(), z.from + 0.8 * z.length());
        mesh.append(upright_face(span(from, from + 0.4), panes, side, Surface::Glass));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{share_passing, sound_clutter};

    #[test]
    fn caravans_are_longer_than_cars_and_cheap() {
        for model in sound_clutter(caravan, 850) {
            assert!((3.1..8.).contains(&model.size.length), "{:?}", model.size);
            assert!((1.5..2.5).contains(&model.size.width), "{:?}", model.size);
            assert!((2.1..2.7).contains(&model.size.height), "{:?}", model.size);
        }
    }

    #[test]
    fn rays_pass_under_the_floor_and_not_through_the_body() {
        for model in sound_clutter(caravan, 850) {
            let half = model.size.length / 2.;
            assert!(share_passing(&model.mesh, span(-half, half), span(0., 0.2)) > 0.3);
            assert_eq!(share_passing(&model.mesh, span(-1., 0.), span(0.8, 1.6)), 0.);
        }
    }
}
