//! Bicycles side by side, in racks or without.

use std::{
    f64::consts::FRAC_PI_2,
    ops::{Range, RangeInclusive},
};

use nalgebra::{Isometry3, Point3, Vector3};
use rand::RngExt;

use crate::{
    bodies::{
        people::Bicycle,
        scenery::parts::{bar, slab},
        scenery::room::standing,
    },
    mesh::Mesh,
    model::Model,
    random::{SceneRng, normal, pick, sign},
    span::{Span, span},
    surface::Surface,
};

/// Places of a rack.
const NUM_PLACES: RangeInclusive<usize> = 2..=8;
/// From place to place, metres.
const PITCH: Range<f64> = 0.35..0.85;
/// Share of places that are taken.
const OCCUPANCY: Range<f64> = 0.4..1.;
/// Share of racks under a roof, and the height of the roof, metres.
const ROOF_SHARE: f64 = 0.15;
const ROOF_HEIGHT: Range<f64> = 2.1..2.6;
/// Radius of the pipes of racks, metres.
const PIPE: f64 = 0.022;

/// The thing that bicycles stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rack {
    /// Arches to lean a bicycle against.
    Arches,
    /// A pair of low bars on rails for every front wheel.
    WheelClamps,
    /// Bicycles stand on their own stands.
    None,
}

/// Two to eight places for bicycles that head along y, some of them empty, in arches, in wheel
/// clamps or without a rack. Below 2000 triangles.
pub(crate) fn bicycle_rack(rng: &mut SceneRng) -> Model {
    let rack = pick(rng, &[Rack::Arches, Rack::Arches, Rack::WheelClamps, Rack::None]);
    let num_places = rng.random_range(NUM_PLACES);
    let (pitch, occupancy) = (rng.random_range(PITCH), rng.random_range(OCCUPANCY));
    let heading = sign(rng);
    let slant = normal(rng, 0., 0.15);
    let always_taken = rng.random_range(0..num_places);
    let mut mesh = Mesh::new();
    for place in 0..num_places {
        let x = pitch * place as f64;
        mesh.append(rack.place().shifted(x, 0., 0.));
        if place == always_taken || rng.random_bool(occupancy) {
            mesh.append(bicycle(heading, slant, rng).shifted(x + normal(rng, 0.06, 0.03), 0., 0.));
        }
    }
    let length = span(-pitch / 2., pitch * (num_places as f64 - 0.5));
    mesh.append(rack.rails(length));
    if rng.random_bool(ROOF_SHARE) {
        mesh.append(roof(length, rng.random_range(ROOF_HEIGHT)));
    }
    standing(mesh)
}

/// A bicycle that leans to a side and heads for +y or -y, on the ground.
fn bicycle(heading: f64, slant: f64, rng: &mut SceneRng) -> Mesh {
    let mut bicycle = Bicycle::random(normal(rng, 0.93, 0.08), rng);
    bicycle.steering = normal(rng, 0., 0.2);
    // Here and there one is put in the other way round.
    let heading = if rng.random_bool(0.2) { -heading } else { heading };
    let lean = Isometry3::rotation(Vector3::x() * normal(rng, 0.08, 0.05));
    let turn = heading * FRAC_PI_2 + slant + normal(rng, 0., 0.06);
    let place = Vector3::new(0., normal(rng, 0., 0.1), 0.);
    let mesh = bicycle.plain_mesh().moved(&(Isometry3::new(place, Vector3::z() * turn) * lean));
    let lowest = mesh.bounds().0.z;
    mesh.shifted(0., 0., -lowest)
}

impl Rack {
    /// What stands at each place.
    fn place(self) -> Mesh {
        match self {
            Self::Arches => arch(span(-0.4, 0.4), 0.8),
            Self::WheelClamps => [-0.035, 0.035].into_iter().fold(Mesh::new(), |mesh, x| {
                mesh.with(arch(span(-0.25, 0.25), 0.42).shifted(x, -0.45, 0.))
            }),
            Self::None => Mesh::new(),
        }
    }

    /// What joins the places.
    fn rails(self, x: Span) -> Mesh {
        if self != Self::WheelClamps {
            return Mesh::new();
        }
        let rail = |y: f64| slab(x, span(y - 0.02, y + 0.02), span(0., 0.04), Surface::Metal);
        rail(-0.7).with(rail(-0.2))
    }
}

/// A pipe up, across and down again; 36 triangles.
fn arch(y: Span, height: f64) -> Mesh {
    let at = |y: f64, z: f64| Point3::new(0., y, z);
    let pipe = |from, to| bar(from, to, PIPE, Surface::Metal);
    let (near, far) = (at(y.from, height), at(y.to, height));
    pipe(at(y.from, 0.), near).with(pipe(near, far)).with(pipe(at(y.to, 0.), far))
}

/// A light roof on four posts.
fn roof(x: Span, height: f64) -> Mesh {
    let y = span(-0.9, 0.9);
    let mut mesh = slab(
        span(x.from - 0.2, x.to + 0.2),
        span(y.from - 0.2, y.to + 0.2),
        span(height, height + 0.06),
        Surface::Roof,
    );
    for (x, y) in [(x.from, y.from), (x.to, y.from), (x.from, y.to), (x.to, y.to)] {
        mesh.append(bar(Point3::new(x, y, 0.), Point3::new(x, y, height), 0.04, Surface::Metal));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{corners_of, share_passing, sound_clutter};

    #[test]
    fn racks_are_of_the_size_of_bicycles_side_by_side() {
        for model in sound_clutter(bicycle_rack, 2000) {
            assert!((1.4..2.9).contains(&model.size.width), "{:?}", model.size);
            assert!((0.5..8.5).contains(&model.size.length), "{:?}", model.size);
            assert!(!corners_of(&model.mesh, Surface::Rubber).is_empty(), "no bicycle");
        }
    }

    #[test]
    fn rays_pass_between_bicycles() {
        for model in sound_clutter(bicycle_rack, 2000).iter().step_by(6) {
            let whole = Span::centered(model.size.length);
            assert!(share_passing(&model.mesh, whole, span(0.1, 0.9)) > 0.3);
        }
    }
}
