//! Things that are fixed to posts: boxes, bins, plates, posters, flowers.

use std::{f64::consts::TAU, ops::Range};

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use crate::{
    bodies::scenery::{
        foliage::{LeafBall, Lumps},
        parts::{Radii, level, shaft, slab, turned, turned_body},
        sign::mounted_plate,
    },
    mesh::{Mesh, tube},
    random::{SceneRng, pick, sign},
    span::{Span, span},
    surface::Surface,
};

/// Lower edges and sizes of control boxes, dispensers and push buttons, metres.
const BOX_BOTTOM: Range<f64> = 0.6..1.2;
const BOX_HEIGHT: Range<f64> = 0.15..0.75;
const BOX_WIDTH: Range<f64> = 0.1..0.5;
const BOX_DEPTH: Range<f64> = 0.08..0.3;
/// The same of litter bins.
const BIN_BOTTOM: Range<f64> = 0.35..0.8;
const BIN_HEIGHT: Range<f64> = 0.35..0.65;
const BIN_RADIUS: Range<f64> = 0.12..0.24;
/// Height of the lower edge of the lowest plate, metres; as many plates hang on the post.
const PLATE_BOTTOM: Range<f64> = 0.9..2.2;
const NUM_PLATES: Range<usize> = 1..4;
/// Gap between two plates, metres.
const PLATE_GAP: f64 = 0.03;
/// Lower edges and sizes of posters, metres.
const POSTER_BOTTOM: Range<f64> = 0.5..1.7;
const POSTER_HEIGHT: Range<f64> = 0.5..1.;
const POSTER_WIDTH: Range<f64> = 0.35..0.65;
const POSTER_THICKNESS: f64 = 0.01;
/// Lower ends and radii of flower baskets, metres.
const BASKET_BOTTOM: Range<f64> = 1.4..2.6;
const BASKET_RADIUS: Range<f64> = 0.16..0.34;
/// Leaf clumps of one basket.
const BASKET_CLUMPS: usize = 45;
/// Lower ends, lengths and thickness of sleeves around posts, metres.
const SLEEVE_BOTTOM: Range<f64> = 0.0..1.2;
const SLEEVE_HEIGHT: Range<f64> = 0.4..1.3;
const SLEEVE_THICKNESS: Range<f64> = 0.04..0.16;
/// Corners of the cross-section of round things.
const SIDES: usize = 8;

/// Something at a random side of an upright post of a radius, which stands in the middle. At most
/// 300 triangles.
pub(super) fn fixture(radius: f64, rng: &mut SceneRng) -> Mesh {
    let mesh = match rng.random_range(0..12) {
        0..4 => control_box(radius, rng),
        4..6 => litter_bin(radius, rng),
        6..8 => plates(radius, rng),
        8..10 => posters(radius, rng),
        10 => flower_baskets(radius, rng),
        _ => sleeve(radius, rng),
    };
    turned(mesh, rng.random_range(0.0..TAU))
}

/// A box with a lid that stands out a little.
fn control_box(radius: f64, rng: &mut SceneRng) -> Mesh {
    const LID: f64 = 0.02;
    let bottom = rng.random_range(BOX_BOTTOM);
    let top = bottom + rng.random_range(BOX_HEIGHT);
    let width = rng.random_range(BOX_WIDTH);
    let front = radius + rng.random_range(BOX_DEPTH);
    let surface = pick(rng, &[Surface::Paint, Surface::Metal, Surface::Rubber]);
    let lid = Span::centered(width + 2. * LID);
    slab(span(radius, front), Span::centered(width), span(bottom, top), surface).with(slab(
        span(radius, front + LID),
        lid,
        span(top, top + LID),
        surface,
    ))
}

/// A round bin beside the post, open or under a dome.
fn litter_bin(radius: f64, rng: &mut SceneRng) -> Mesh {
    let bottom = rng.random_range(BIN_BOTTOM);
    let top = bottom + rng.random_range(BIN_HEIGHT);
    let bin_radius = rng.random_range(BIN_RADIUS);
    let narrow = bin_radius * rng.random_range(0.75..1.);
    let mut levels = vec![level(bottom, narrow), level(top, bin_radius)];
    if rng.random_bool(0.4) {
        levels.push(level(top + 0.5 * bin_radius, 0.6 * bin_radius));
    }
    let surface = pick(rng, &[Surface::Metal, Surface::Paint, Surface::Rubber]);
    turned_body(&levels, SIDES, surface).shifted(radius + bin_radius, 0., 0.)
}

/// Traffic signs below each other.
fn plates(radius: f64, rng: &mut SceneRng) -> Mesh {
    let mut bottom = rng.random_range(PLATE_BOTTOM);
    let mut mesh = Mesh::new();
    for _ in 0..rng.random_range(NUM_PLATES) {
        let plate = mounted_plate(radius, bottom, rng);
        bottom = plate.bounds().1.z + PLATE_GAP;
        mesh.append(plate);
    }
    mesh
}

/// Boards of one size on both sides of the post, or on one.
fn posters(radius: f64, rng: &mut SceneRng) -> Mesh {
    let bottom = rng.random_range(POSTER_BOTTOM);
    let z = span(bottom, bottom + rng.random_range(POSTER_HEIGHT));
    let y = Span::centered(rng.random_range(POSTER_WIDTH));
    let surface = pick(rng, &[Surface::Paint, Surface::Wood]);
    let poster = slab(span(radius, radius + POSTER_THICKNESS), y, z, surface);
    if rng.random_bool(0.7) { poster.clone().with(turned(poster, TAU / 2.)) } else { poster }
}

/// Bowls of flowers on arms, at one side of the post or at both.
fn flower_baskets(radius: f64, rng: &mut SceneRng) -> Mesh {
    let bottom = rng.random_range(BASKET_BOTTOM);
    let bowl_radius = rng.random_range(BASKET_RADIUS);
    let arm = radius + 1.2 * bowl_radius;
    let sides = if rng.random_bool(0.5) { vec![-1., 1.] } else { vec![sign(rng)] };
    let mut mesh = Mesh::new();
    for x in sides.into_iter().map(|side| side * arm) {
        let rim = bottom + 0.7 * bowl_radius;
        let bowl = [level(bottom, 0.4 * bowl_radius), level(rim, bowl_radius)];
        let flowers = LeafBall {
            center: Point3::new(0., 0., rim),
            radii: Vector3::new(1.15, 1.15, 0.8) * bowl_radius,
            lumps: Lumps::random(0.4, rng),
            num_clumps: BASKET_CLUMPS,
            clump_side: 0.45 * bowl_radius,
            crowding: 5.,
        };
        let basket = turned_body(&bowl, SIDES, Surface::Rubber).with(flowers.leaves(rng));
        mesh.append(basket.shifted(x, 0., 0.));
        let arm = [Point3::new(0., 0., rim), Point3::new(x, 0., rim)];
        mesh.append(tube(arm[0], arm[1], 0.015, 4, Surface::Metal));
    }
    mesh
}

/// A thicker stretch of the post: a drum for bills, a guard, a foot with a door.
fn sleeve(radius: f64, rng: &mut SceneRng) -> Mesh {
    let bottom = rng.random_range(SLEEVE_BOTTOM);
    let z = span(bottom, bottom + rng.random_range(SLEEVE_HEIGHT));
    let outer = radius + rng.random_range(SLEEVE_THICKNESS);
    let surface = pick(rng, &[Surface::Paint, Surface::Metal, Surface::Wood]);
    shaft(SIDES, z, Radii::even(outer), surface)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn fixtures_touch_their_post_and_hang_between_knee_and_lamp() {
        let mut rng = stream(5, 0, Purpose::Scene);
        for _ in 0..200 {
            let mesh = fixture(0.05, &mut rng);
            assert!(mesh.triangles.len() <= 300, "{}", mesh.triangles.len());
            let (min, max) = mesh.bounds();
            assert!(min.z >= 0. && max.z < 4.5, "{min} {max}");
            let corners = mesh.triangles.iter().flat_map(|triangle| triangle.corners);
            let distances: Vec<f64> = corners.map(|corner| corner.coords.xy().norm()).collect();
            assert!(distances.iter().all(|&distance| distance < 1.2));
            assert!(distances.iter().any(|&distance| distance < 0.5));
        }
    }
}
