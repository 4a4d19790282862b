//! Statues and other monuments on plinths.

use std::ops::Range;

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{boxed, level, rod, slab, turned, turned_body},
    mesh::{Disc, Mesh, ellipsoid},
    model::Model,
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Height of plinths, and their width over the breadth of what they carry, metres.
const PLINTH_HEIGHT: Range<f64> = 0.15..1.6;
const PLINTH_MARGIN: Range<f64> = 1.05..1.6;
/// Height of figures, busts, and of other monuments, metres.
const FIGURE_HEIGHT: Range<f64> = 0.7..2.1;
const BUST_HEIGHT: Range<f64> = 0.35..0.8;
const MONUMENT_HEIGHT: Range<f64> = 0.6..2.4;
/// Depth of a figure over its breadth.
const FLATNESS: Range<f64> = 0.55..0.85;
/// Corners of the cross-section of figures.
const SIDES: usize = 10;

/// A figure, a bust, an obelisk, an urn, a cross or a stone on a plinth. Below 450 triangles.
pub(crate) fn statue(rng: &mut SceneRng) -> Model {
    let surface = pick(rng, &[Surface::Masonry, Surface::Masonry, Surface::Metal]);
    let top = match rng.random_range(0..10) {
        0..5 => figure(surface, rng),
        5 => bust(surface, rng),
        6 => obelisk(surface, rng),
        7 => urn(surface, rng),
        8 => cross(surface, rng),
        _ => stone(surface, rng),
    };
    let (min, max) = top.bounds();
    let breadth = (max - min).xy().max();
    let (plinth, height) = plinth(breadth.min(1.) * rng.random_range(PLINTH_MARGIN), rng);
    boxed(plinth.with(top.shifted(0., 0., height - min.z)))
}

/// One to three blocks, each smaller than the one below, and their height together.
fn plinth(width: f64, rng: &mut SceneRng) -> (Mesh, f64) {
    let height = rng.random_range(PLINTH_HEIGHT);
    let num_blocks = rng.random_range(1..4);
    let is_round = rng.random_bool(0.25);
    let mut mesh = Mesh::new();
    for block in 0..num_blocks {
        let share = |i: i32| f64::from(i) / f64::from(num_blocks);
        // Low steps carry the highest block.
        let z = span(height * share(block).powi(2), height * share(block + 1).powi(2));
        let side = width * (1. + 0.18 * f64::from(num_blocks - 1 - block));
        if is_round {
            let (low, high) = (level(z.from, side / 2.), level(z.to, 0.96 * side / 2.));
            mesh.append(turned_body(&[low, high], SIDES, Surface::Masonry));
        } else {
            mesh.append(slab(Span::centered(side), Span::centered(side), z, Surface::Masonry));
        }
    }
    (mesh, height)
}

/// A standing person in a long or a short robe.
fn figure(surface: Surface, rng: &mut SceneRng) -> Mesh {
    let height = rng.random_range(FIGURE_HEIGHT);
    let hem = rng.random_range(0.1..0.22) * height;
    let waist = rng.random_range(0.08..0.12) * height;
    let shoulder = rng.random_range(0.11..0.15) * height;
    let flatness = rng.random_range(FLATNESS);
    let levels = [
        level(0., hem),
        level(0.3 * height, 0.85 * hem),
        level(0.55 * height, waist),
        level(0.76 * height, shoulder),
        level(0.84 * height, 0.05 * height),
        level(0.87 * height, 0.04 * height),
    ];
    let body = turned_body(&levels, SIDES, surface)
        .map(|corner| Point3::new(corner.x, flatness * corner.y, corner.z));
    let head = Vector3::new(0.052, 0.06, 0.07) * height;
    let mut mesh = body.with(ellipsoid(Point3::new(0., -0.01, 0.93 * height), head, 8, surface));
    for side in [-1., 1.] {
        mesh.append(arm(side * shoulder, height, surface, rng));
    }
    mesh
}

/// An arm that hangs, is bent before the body or is raised.
fn arm(shoulder: f64, height: f64, surface: Surface, rng: &mut SceneRng) -> Mesh {
    let side = shoulder.signum();
    let at =
        |x: f64, y: f64, z: f64| Point3::new(shoulder + side * x * height, y * height, z * height);
    let (elbow, hand) = match rng.random_range(0..3) {
        0 => (at(0.03, 0., 0.6), at(0.03, -0.03, 0.45)),
        1 => (at(0.04, -0.02, 0.62), at(-0.05, -0.16, 0.66)),
        _ => {
            let (out, up) = (rng.random_range(0.08..0.2), rng.random_range(0.8..1.1));
            (at(0.08, -0.05, 0.72), at(out, -0.12, up))
        }
    };
    let thickness = 0.035 * height;
    let discs = [
        Disc::new(at(-0.01, 0., 0.77), thickness),
        Disc::new(elbow, 0.8 * thickness),
        Disc::new(hand, 0.6 * thickness),
    ];
    rod(&discs, 6, surface)
}

/// A head on shoulders.
fn bust(surface: Surface, rng: &mut SceneRng) -> Mesh {
    let height = rng.random_range(BUST_HEIGHT);
    let levels = [
        level(0., 0.15 * height),
        level(0.15 * height, 0.18 * height),
        level(0.35 * height, 0.42 * height),
        level(0.5 * height, 0.34 * height),
        level(0.58 * height, 0.13 * height),
        level(0.68 * height, 0.12 * height),
    ];
    let shoulders = turned_body(&levels, SIDES, surface)
        .map(|corner| Point3::new(corner.x, 0.6 * corner.y, corner.z));
    let head = Vector3::new(0.14, 0.17, 0.2) * height;
    shoulders.with(ellipsoid(Point3::new(0., 0., 0.8 * height), head, 8, surface))
}

/// A pillar that narrows towards a point or a flat top, square or round.
fn obelisk(surface: Surface, rng: &mut SceneRng) -> Mesh {
    let height = rng.random_range(MONUMENT_HEIGHT);
    let radius = height * rng.random_range(0.1..0.22);
    let neck = radius * rng.random_range(0.55..1.);
    let levels = [
        level(0., radius),
        level(0.88 * height, neck),
        level(height, neck * rng.random_range(0.05..0.9)),
    ];
    let sides = pick(rng, &[4, 4, SIDES]);
    let turn = if sides == 4 { 0. } else { rng.random_range(0.0..1.) };
    turned(turned_body(&levels, sides, surface), turn)
}

/// A vase with a foot, or a ball.
fn urn(surface: Surface, rng: &mut SceneRng) -> Mesh {
    let height = 0.5 * rng.random_range(MONUMENT_HEIGHT);
    let radius = height * rng.random_range(0.3..0.5);
    if rng.random_bool(0.3) {
        return ellipsoid(Point3::new(0., 0., radius), Vector3::repeat(radius), 12, surface);
    }
    let profile =
        [(0., 0.6), (0.08, 0.6), (0.16, 0.25), (0.35, 0.7), (0.7, 1.), (0.85, 0.7), (1., 0.9)];
    let levels = profile.map(|(z, share)| level(z * height, share * radius));
    turned_body(&levels, SIDES, surface)
}

/// A cross of stone or iron.
fn cross(surface: Surface, rng: &mut SceneRng) -> Mesh {
    let height = rng.random_range(MONUMENT_HEIGHT);
    let half = height * rng.random_range(0.04..0.08);
    let arm = height * rng.random_range(0.2..0.35);
    let crossing = height * rng.random_range(0.6..0.75);
    let (x, y) = (span(-half, half), span(-0.8 * half, 0.8 * half));
    let beam = span(crossing - half, crossing + half);
    slab(x, y, span(0., height), surface).with(slab(span(-arm, arm), y, beam, surface))
}

/// An upright slab or boulder.
fn stone(surface: Surface, rng: &mut SceneRng) -> Mesh {
    let height = 0.6 * rng.random_range(MONUMENT_HEIGHT);
    let breadth = height * rng.random_range(0.2..0.5);
    let mut radius = |share: f64| breadth * share * rng.random_range(0.8..1.2);
    let levels = [(0., 1.), (0.3, 1.05), (0.7, 0.9), (0.92, 0.7), (1., 0.35)]
        .map(|(z, share)| level(z * height, radius(share)));
    let depth = rng.random_range(0.3..1.);
    turned_body(&levels, 7, surface).map(|corner| Point3::new(corner.x, depth * corner.y, corner.z))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::scenery::checks::{range_of, samples, sound_clutter},
        random::{Purpose, stream},
    };

    #[test]
    fn statues_stand_on_plinths_and_are_of_many_sizes() {
        sound_clutter(statue, 450);
        let models = samples(statue);
        let height = range_of(&models, |model| model.size.height);
        assert!(height.from < 1.3 && height.to > 2.2 && height.to < 4.1, "{height:?}");
        let breadth = range_of(&models, |model| model.size.length.max(model.size.width));
        assert!(breadth.from < 0.7 && breadth.to < 2.6, "{breadth:?}");
    }

    #[test]
    fn a_figure_is_as_slender_as_a_person() {
        let mut rng = stream(3, 0, Purpose::Scene);
        for _ in 0..30 {
            let (min, max) = figure(Surface::Masonry, &mut rng).bounds();
            let extent = max - min;
            assert!(extent.x < 0.8 * extent.z && extent.y < 0.6 * extent.z, "{extent}");
        }
    }
}
