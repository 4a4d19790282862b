//! Signs before shops: sandwich boards, boards on a foot, sail flags.

use std::ops::Range;

use nalgebra::{Point2, Point3};
use rand::RngExt;

use crate::{
    bodies::scenery::{
        parts::{Radii, level, prism, rod, shaft, slab, turned_body},
        room::standing,
    },
    mesh::{Disc, Mesh, quad},
    model::Model,
    random::{SceneRng, normal, pick},
    span::{Span, span},
    surface::Surface,
};

/// Width, height and distance of the feet of sandwich boards, metres.
const SANDWICH_WIDTH: Range<f64> = 0.4..0.85;
const SANDWICH_HEIGHT: Range<f64> = 0.7..1.4;
const SANDWICH_FEET: Range<f64> = 0.3..0.8;
/// Lower edge, height and width of boards on a foot, metres.
const PANEL_BOTTOM: Range<f64> = 0.15..1.1;
const PANEL_HEIGHT: Range<f64> = 0.35..1.2;
const PANEL_WIDTH: Range<f64> = 0.3..0.75;
/// Height of sail flags and width of their cloth, metres.
const FLAG_HEIGHT: Range<f64> = 1.9..4.2;
const FLAG_WIDTH: Range<f64> = 0.35..0.85;
/// Stretches of the edge of a flag.
const FLAG_PARTS: usize = 6;
/// Thickness of boards, metres.
const THICKNESS: f64 = 0.02;

/// A sandwich board, a board on a foot or a sail flag; faces look along y. A flag above 2 m sticks
/// out of `size`. Below 150 triangles.
pub(crate) fn pavement_sign(rng: &mut SceneRng) -> Model {
    standing(match rng.random_range(0..10) {
        0..5 => sandwich_board(rng),
        5..8 => board_on_foot(rng),
        _ => sail_flag(rng),
    })
}

/// Two boards that lean against each other.
fn sandwich_board(rng: &mut SceneRng) -> Mesh {
    let half_width = rng.random_range(SANDWICH_WIDTH) / 2.;
    let height = rng.random_range(SANDWICH_HEIGHT);
    let foot = rng.random_range(SANDWICH_FEET) / 2.;
    let x = span(-half_width, half_width);
    let surface = pick(rng, &[Surface::Paint, Surface::Wood, Surface::Metal]);
    let mut mesh = Mesh::new();
    for side in [-1., 1.] {
        let outline = [
            Point2::new(side * foot, 0.),
            Point2::new(side * (foot - THICKNESS), 0.),
            Point2::new(0., height),
            Point2::new(side * THICKNESS, height),
        ];
        mesh.append(prism(x, &outline, surface));
    }
    // A bow above the boards.
    if rng.random_bool(0.3) {
        let z = span(height, height + rng.random_range(0.1..0.25));
        mesh.append(slab(Span::centered(1.2 * half_width), span(-0.015, 0.015), z, surface));
    }
    mesh
}

/// A board on a round or square foot, upright or tilted like a desk.
fn board_on_foot(rng: &mut SceneRng) -> Mesh {
    let half_width = rng.random_range(PANEL_WIDTH) / 2.;
    let bottom = rng.random_range(PANEL_BOTTOM);
    let height = rng.random_range(PANEL_HEIGHT);
    let tilt = if rng.random_bool(0.4) { rng.random_range(0.0..0.6) } else { 0. };
    let outline = [
        Point2::new(-THICKNESS, bottom),
        Point2::new(0., bottom),
        Point2::new(tilt * height, bottom + height),
        Point2::new(tilt * height - THICKNESS, bottom + height),
    ];
    let face = pick(rng, &[Surface::Paint, Surface::Wood, Surface::Glass]);
    let foot = rng.random_range(0.15..0.35);
    let sides = pick(rng, &[4, 10]);
    let foot_height = rng.random_range(0.02..0.12);
    let post = span(foot_height, bottom + 0.3 * height);
    prism(span(-half_width, half_width), &outline, face)
        .with(turned_body(&[level(0., foot), level(foot_height, foot)], sides, Surface::Metal))
        .with(shaft(6, post, Radii::even(0.025), Surface::Metal))
}

/// A cloth like a sail at a pole that bends over at the top.
fn sail_flag(rng: &mut SceneRng) -> Mesh {
    let (height, width) = (rng.random_range(FLAG_HEIGHT), rng.random_range(FLAG_WIDTH));
    let bottom = height * rng.random_range(0.12..0.35);
    let foot = rng.random_range(0.2..0.35);
    // Position across and up at a share of the way up the pole; the pole bends over the cloth.
    let pole = |share: f64| Point2::new(width * share.powi(6), height * share);
    let mut mesh = turned_body(&[level(0., foot), level(0.06, foot)], 4, Surface::Rubber);
    let disc = |share: f64| {
        let at = pole(share);
        Disc::new(Point3::new(at.x, 0., at.y), 0.018 - 0.01 * share)
    };
    mesh.append(rod(&[0., 0.6, 0.8, 0.92, 1.].map(disc), 5, Surface::Metal));
    let swell = normal(rng, 0., 0.05);
    let row = |part: usize| {
        let share = part as f64 / FLAG_PARTS as f64;
        let at = pole((bottom + (height - bottom) * share) / height);
        let billow = swell * (3. * share).sin();
        [Point3::new(at.x, 0., at.y), Point3::new(width, billow, at.y - 0.001)]
    };
    for part in 0..FLAG_PARTS {
        let ([a, b], [d, c]) = (row(part), row(part + 1));
        mesh.append(quad([a, b, c, d], Surface::Coat));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::scenery::checks::{range_of, samples, share_passing, sound_clutter},
        random::{Purpose, stream},
    };

    #[test]
    fn pavement_signs_stand_on_small_feet() {
        sound_clutter(pavement_sign, 150);
        let models = samples(pavement_sign);
        let height = range_of(&models, |model| model.size.height);
        assert!(height.from < 1. && height.to > 2.2 && height.to < 4.3, "{height:?}");
        let breadth = range_of(&models, |model| model.size.length.max(model.size.width));
        assert!(breadth.from > 0.2 && breadth.to < 1.3, "{breadth:?}");
    }

    #[test]
    fn sandwich_boards_are_closed_and_open_at_their_sides() {
        let mut rng = stream(6, 3, Purpose::Scene);
        for _ in 0..20 {
            let mesh = sandwich_board(&mut rng);
            assert_eq!(share_passing(&mesh, span(-0.15, 0.15), span(0.05, 0.6)), 0.);
            let turned = mesh.map(|at| Point3::new(at.y, at.x, at.z));
            assert!(share_passing(&turned, span(-0.1, 0.1), span(0.02, 0.1)) > 0.5);
        }
    }
}
