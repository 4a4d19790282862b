//! Traffic cones and beacons.

use std::{
    f64::consts::{FRAC_PI_2, PI},
    ops::{Range, RangeInclusive},
};

use nalgebra::{Isometry3, Vector3};
use rand::RngExt;

use super::row::Row;
use crate::{
    bodies::scenery::{
        facade::upright_face,
        parts::{Radii, boxed, shaft, slab},
    },
    mesh::Mesh,
    model::Model,
    random::SceneRng,
    span::{Span, span},
    surface::Surface,
};

/// Cones of a row and the distance from one to the next, metres.
const NUM_CONES: RangeInclusive<usize> = 1..=6;
const PITCH: Range<f64> = 0.8..2.5;
/// Height of cones and of beacons, metres.
const CONE_HEIGHT: Range<f64> = 0.35..1.;
const BEACON_HEIGHT: Range<f64> = 0.9..1.3;
/// Radii of a cone at its foot and its top over its height.
const CONE_RADII: (f64, f64) = (0.2, 0.04);
/// Heights of the edges of a cone's reflecting band over its height.
const BAND: (f64, f64) = (0.5, 0.72);
/// Corners of a cone.
const SIDES: usize = 8;
/// Share of cones that lie on their side.
const FALLEN_SHARE: f64 = 0.08;
/// Stripes of a beacon.
const NUM_STRIPES: usize = 4;

/// One to six cones or beacons in a row.
pub(crate) fn cone_row(rng: &mut SceneRng) -> Model {
    let is_of_cones = rng.random_bool(0.6);
    let height =
        if is_of_cones { rng.random_range(CONE_HEIGHT) } else { rng.random_range(BEACON_HEIGHT) };
    let row = Row {
        num_modules: rng.random_range(NUM_CONES),
        pitch: rng.random_range(PITCH),
        turn: 0.15,
        shift: 0.12,
        missing: 0.1,
    };
    let module = |rng: &mut SceneRng| {
        if !is_of_cones {
            beacon(height)
        } else if rng.random_bool(FALLEN_SHARE) {
            fallen(cone(height))
        } else {
            cone(height)
        }
    };
    boxed(row.mesh(module, rng))
}

/// A cone with a reflecting band on a square foot.
fn cone(height: f64) -> Mesh {
    let radius = |share: f64| height * (CONE_RADII.0 + (CONE_RADII.1 - CONE_RADII.0) * share);
    let part = |from: f64, to: f64, surface: Surface| {
        let radii = Radii { bottom: radius(from), top: radius(to) };
        shaft(SIDES, span(height * from, height * to), radii, surface)
    };
    let foot = Span::centered(2.3 * radius(0.));
    slab(foot, foot, span(0., 0.03), Surface::Rubber)
        .with(part(0.02, BAND.0, Surface::Paint))
        .with(part(BAND.0, BAND.1, Surface::Retroreflector))
        .with(part(BAND.1, 1., Surface::Paint))
}

/// The mesh laid on its side.
fn fallen(mesh: Mesh) -> Mesh {
    let mesh = mesh.moved(&Isometry3::rotation(Vector3::x() * (FRAC_PI_2 * 0.9)));
    let lowest = mesh.bounds().0.z;
    mesh.shifted(0., 0., -lowest)
}

/// A panel with stripes on both sides on a rubber foot.
fn beacon(height: f64) -> Mesh {
    let (x, foot) = (Span::centered(0.25), span(0., 0.12));
    let stripe = (height - 0.2) / NUM_STRIPES as f64;
    let mut mesh = slab(Span::centered(0.4), Span::centered(0.8), foot, Surface::Rubber)
        .with(slab(x, Span::centered(0.03), span(0.12, height), Surface::Paint));
    for i in 0..NUM_STRIPES {
        let z = span(0.2 + stripe * i as f64, 0.2 + stripe * (i as f64 + 0.5));
        let front = upright_face(x, z, -0.02, Surface::Retroreflector);
        let turn = Isometry3::rotation(Vector3::z() * PI);
        mesh.append(front.clone().moved(&turn));
        mesh.append(front);
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{corners_of, sound_clutter};

    #[test]
    fn cones_are_low_and_reflect() {
        for model in sound_clutter(cone_row, 900) {
            assert!((0.15..1.4).contains(&model.size.height), "{:?}", model.size);
            assert!((0.1..14.).contains(&model.size.length), "{:?}", model.size);
            assert!(!corners_of(&model.mesh, Surface::Retroreflector).is_empty());
        }
    }

    #[test]
    fn a_fallen_cone_is_lower_than_a_standing_one() {
        let (standing, lying) = (cone(0.8), fallen(cone(0.8)));
        assert!(lying.bounds().0.z.abs() < 1e-9);
        assert!(lying.bounds().1.z < 0.7 * standing.bounds().1.z);
    }
}
