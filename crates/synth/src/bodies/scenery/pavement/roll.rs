//! Upright rolls: closed parasols, carpets before a shop, umbrellas in a stand.

use std::{f64::consts::TAU, ops::Range};

use nalgebra::{Point3, Vector2};
use rand::RngExt;

use crate::{
    bodies::scenery::{
        parts::{Radii, leaning, level, shaft, slab, turned, turned_body},
        room::standing,
    },
    mesh::{Disc, Mesh, Section, frustum, loft},
    model::Model,
    random::{SceneRng, normal, pick},
    span::{Span, span},
    surface::Surface,
};

/// Height of closed parasols and of the lower edge of their cloth, metres.
const PARASOL_HEIGHT: Range<f64> = 1.9..3.2;
const PARASOL_HEM: Range<f64> = 0.6..1.4;
/// Radius of the cloth at its hem, metres.
const PARASOL_RADIUS: Range<f64> = 0.08..0.26;
/// Folds of the cloth of a closed parasol.
const NUM_FOLDS: usize = 6;
/// Number, height and radius of rolled carpets, metres.
const NUM_CARPETS: Range<usize> = 1..5;
const CARPET_HEIGHT: Range<f64> = 0.8..2.3;
const CARPET_RADIUS: Range<f64> = 0.06..0.2;
/// Number of umbrellas in a stand, height and radius of the stand, metres.
const NUM_UMBRELLAS: Range<usize> = 2..8;
const STAND_HEIGHT: Range<f64> = 0.4..0.7;
const STAND_RADIUS: Range<f64> = 0.12..0.24;
/// Deviation of the lean of parasols, metres per metre of height.
const LEAN: f64 = 0.02;

/// A closed parasol on a foot, rolled carpets or umbrellas in a stand. Below 450 triangles.
pub(crate) fn roll(rng: &mut SceneRng) -> Model {
    standing(match rng.random_range(0..10) {
        0..6 => closed_parasol(rng),
        6..8 => carpets(rng),
        _ => umbrella_stand(rng),
    })
}

/// Cloth that hangs in folds around a pole.
fn closed_parasol(rng: &mut SceneRng) -> Mesh {
    let height = rng.random_range(PARASOL_HEIGHT);
    let hem = rng.random_range(PARASOL_HEM);
    let radius = rng.random_range(PARASOL_RADIUS);
    let waist = rng.random_range(0.4..1.);
    let folds = [(hem, 1.), (hem + 0.3, waist), (hem + 0.6 * (height - hem), 0.7), (height, 0.15)]
        .map(|(z, share)| folded_section(z, share * radius));
    let foot = rng.random_range(0.2..0.45);
    let foot_height = rng.random_range(0.04..0.3);
    let sides = pick(rng, &[4, 12]);
    let pole = rng.random_range(0.02..0.04);
    let mesh = loft(&folds, Surface::Coat)
        .with(shaft(8, span(0., height), Radii::even(pole), Surface::Metal))
        .with(turned_body(
            &[level(0., foot), level(foot_height, 0.9 * foot)],
            sides,
            Surface::Masonry,
        ));
    leaning(mesh, Vector2::new(normal(rng, 0., LEAN), normal(rng, 0., LEAN)))
}

/// A star around the middle: every second corner is in a fold.
fn folded_section(z: f64, radius: f64) -> Section {
    let corner = |i: usize| {
        let (sin, cos) = (TAU * i as f64 / (2 * NUM_FOLDS) as f64).sin_cos();
        let reach = if i.is_multiple_of(2) { radius } else { 0.55 * radius };
        Point3::new(reach * cos, reach * sin, z)
    };
    Section {
        corners: (0..2 * NUM_FOLDS).map(corner).collect(),
        surfaces: vec![Surface::Coat; 2 * NUM_FOLDS],
    }
}

/// Rolls beside each other that lean a little, sometimes in a crate.
fn carpets(rng: &mut SceneRng) -> Mesh {
    let mut mesh = Mesh::new();
    let mut x = 0.;
    for _ in 0..rng.random_range(NUM_CARPETS) {
        let (height, radius) = (rng.random_range(CARPET_HEIGHT), rng.random_range(CARPET_RADIUS));
        let lean = Vector2::new(normal(rng, 0., 0.03), rng.random_range(0.0..0.15));
        let roll = shaft(8, span(0., height), Radii::even(radius), Surface::Coat);
        mesh.append(leaning(roll, lean).shifted(x + radius, 0., 0.));
        x += 2. * radius + rng.random_range(0.0..0.06);
    }
    if rng.random_bool(0.4) {
        let y = Span::centered(2. * CARPET_RADIUS.end);
        let z = span(0., rng.random_range(0.2..0.5));
        mesh.append(slab(span(-0.02, x + 0.02), y, z, Surface::Wood));
    }
    mesh
}

fn umbrella_stand(rng: &mut SceneRng) -> Mesh {
    let (height, radius) = (rng.random_range(STAND_HEIGHT), rng.random_range(STAND_RADIUS));
    let surface = pick(rng, &[Surface::Metal, Surface::Masonry, Surface::Rubber]);
    let mut mesh =
        shaft(10, span(0., height), Radii { bottom: 0.9 * radius, top: radius }, surface);
    for _ in 0..rng.random_range(NUM_UMBRELLAS) {
        let top = height + rng.random_range(0.15..0.5);
        let out = radius * rng.random_range(0.2..0.8);
        let [foot, tip] = [(0.3 * out, 0.1), (1.4 * out, top)].map(|(x, z)| Point3::new(x, 0., z));
        let umbrella = frustum(Disc::new(foot, 0.015), Disc::new(tip, 0.04), 6, Surface::Coat);
        mesh.append(turned(umbrella, rng.random_range(0.0..TAU)));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{range_of, samples, sound_clutter};

    #[test]
    fn rolls_are_slender() {
        sound_clutter(roll, 450);
        let models = samples(roll);
        let height = range_of(&models, |model| model.size.height);
        assert!(height.from < 1.2 && height.to > 2.5 && height.to < 3.3, "{height:?}");
        for model in &models {
            assert!(model.size.width < 0.95 && model.size.length < 2., "{:?}", model.size);
        }
    }

    #[test]
    fn cloth_of_parasols_hangs_in_folds() {
        let reach = folded_section(1., 0.2).corners.into_iter().map(|at| at.coords.xy().norm());
        let folds = reach.filter(|&reach| reach < 0.15).count();
        assert_eq!(folds, NUM_FOLDS);
    }
}
