//! Boats on trailers.

use std::ops::Range;

use nalgebra::{Point2, Point3};
use rand::RngExt;

use super::{
    chassis::{drawbar, rear_lights, wheels},
    parts::{Radii, boxed, post, slab},
};
use crate::{
    mesh::{Mesh, Section, loft, quad},
    model::Model,
    random::SceneRng,
    span::{Span, span},
    surface::Surface,
};

/// Length, breadth and depth of the hull, metres.
const LENGTH: Range<f64> = 3.2..6.5;
const BREADTH: Range<f64> = 1.3..2.2;
const DEPTH: Range<f64> = 0.5..0.9;
/// Cross-sections of the hull from stern to bow: share of the length, breadth at the gunwale and
/// at the bilge as shares of the whole, and rise of keel and gunwale as shares of the depth.
const STATIONS: [(f64, f64, f64, f64, f64); 5] = [
    (0., 0.85, 0.7, 0.05, 1.),
    (0.35, 1., 0.8, 0., 1.),
    (0.65, 0.92, 0.6, 0.02, 1.05),
    (0.88, 0.5, 0.2, 0.3, 1.15),
    (1., 0.06, 0.03, 0.75, 1.25),
];

/// A boat on a trailer, open, with a cabin or under a cover; the bow and the drawbar point to +x.
pub(crate) fn boat_trailer(rng: &mut SceneRng) -> Model {
    let (length, breadth) = (rng.random_range(LENGTH), rng.random_range(BREADTH));
    let depth = rng.random_range(DEPTH);
    let wheel_radius = rng.random_range(0.25..0.33);
    let floor = wheel_radius + rng.random_range(0.05..0.2);
    let keel = floor + 0.15;
    let x = Span::centered(length);
    let mut mesh = hull(x, breadth, keel, depth);
    let gunwale = keel + depth;
    mesh.append(match rng.random_range(0..3) {
        0 => cover(x, breadth, gunwale, rng.random_range(0.1..0.5)),
        1 => cabin(x, breadth, gunwale, rng.random_range(0.3..0.8)),
        _ => Mesh::new(),
    });
    if rng.random_bool(0.5) {
        let motor = span(x.from - 0.35, x.from);
        mesh.append(slab(motor, Span::centered(0.3), span(keel, gunwale + 0.3), Surface::Paint));
    }
    mesh.append(frame(x, breadth, floor, keel));
    mesh.append(wheels(0.5 * length, 0.8 * breadth, wheel_radius));
    mesh.append(rear_lights(x.from, 0.9 * breadth, floor));
    let reach = x.to + rng.random_range(0.3..0.9);
    mesh.append(drawbar(span(0.7 * x.to, reach), floor));
    mesh.append(winch(x.to + 0.05, floor, keel + depth));
    boxed(mesh)
}

/// The hull with a flat deck.
fn hull(x: Span, breadth: f64, keel: f64, depth: f64) -> Mesh {
    let section = |(along, gunwale, bilge, low, high): (f64, f64, f64, f64, f64)| {
        let half = breadth / 2.;
        let chine = low + 0.35 * (high - low);
        let outline = [
            (0., low),
            (half * bilge, chine),
            (half * gunwale, high),
            (-half * gunwale, high),
            (-half * bilge, chine),
        ];
        Section {
            corners: outline
                .map(|(y, up)| Point3::new(x.from + along * x.length(), y, keel + up * depth))
                .to_vec(),
            surfaces: vec![Surface::Paint; outline.len()],
        }
    };
    loft(&STATIONS.map(section), Surface::Paint)
}

/// A cloth over a ridge above the deck.
fn cover(x: Span, breadth: f64, gunwale: f64, rise: f64) -> Mesh {
    let ridge = |x: f64, z: f64| Point3::new(x, 0., gunwale + z);
    let mut mesh = Mesh::new();
    for side in [-1., 1.] {
        let y = side * 0.47 * breadth;
        let foot = |x: f64| Point3::new(x, y, gunwale);
        let (stern, bow) = (x.from, 0.4 * x.length());
        let corners =
            [foot(stern), foot(0.5 * bow), ridge(0.5 * bow, rise), ridge(stern, 0.7 * rise)];
        mesh.append(quad(corners, Surface::Coat));
        mesh.push([foot(0.5 * bow), ridge(bow, 0.1), ridge(0.5 * bow, rise)], Surface::Coat);
    }
    mesh
}

/// A cabin with windows all around.
fn cabin(x: Span, breadth: f64, gunwale: f64, height: f64) -> Mesh {
    let (x, y) = (span(-0.15 * x.length(), 0.2 * x.length()), Span::centered(0.7 * breadth));
    let glass = span(gunwale + 0.35 * height, gunwale + 0.9 * height);
    slab(x, y, span(gunwale, glass.from), Surface::Paint)
        .with(slab(x, y, glass, Surface::Glass))
        .with(slab(x, y, span(glass.to, gunwale + height), Surface::Paint))
}

/// The beams of the trailer and the blocks under the hull.
fn frame(x: Span, breadth: f64, floor: f64, keel: f64) -> Mesh {
    let beam = span(floor - 0.08, floor);
    let mut mesh = Mesh::new();
    for y in [-0.25 * breadth, 0.25 * breadth] {
        let side = span(y - 0.04, y + 0.04);
        mesh.append(slab(span(x.from, 0.7 * x.to), side, beam, Surface::Metal));
    }
    for x in [0.6 * x.from, 0.3 * x.to] {
        let along = span(x - 0.05, x + 0.05);
        let block = span(floor - 0.08, keel + 0.05);
        mesh.append(slab(along, Span::centered(0.7 * breadth), block, Surface::Wood));
    }
    mesh
}

/// The post that the bow is tied to.
fn winch(x: f64, floor: f64, top: f64) -> Mesh {
    let z = span(floor - 0.05, top.max(floor + 0.3));
    post(Point2::new(x, 0.), z, Radii::even(0.04), 6, Surface::Metal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{share_passing, sound_clutter};

    #[test]
    fn boats_are_of_the_size_of_cars_and_cheap() {
        for model in sound_clutter(boat_trailer, 950) {
            assert!((3.3..8.).contains(&model.size.length), "{:?}", model.size);
            assert!((1.2..2.5).contains(&model.size.width), "{:?}", model.size);
            assert!((0.9..2.8).contains(&model.size.height), "{:?}", model.size);
        }
    }

    #[test]
    fn rays_pass_under_the_frame_and_not_through_the_hull() {
        for model in sound_clutter(boat_trailer, 950) {
            let half = model.size.length / 2.;
            assert!(share_passing(&model.mesh, span(-half, half), span(0., 0.2)) > 0.3);
            assert_eq!(share_passing(&model.mesh, span(-0.3, 0.3), span(0.75, 0.9)), 0.);
        }
    }
}
