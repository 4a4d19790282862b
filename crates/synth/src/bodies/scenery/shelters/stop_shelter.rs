//! Shelters at bus and tram stops.

use std::ops::Range;

use nalgebra::Point3;
use rand::RngExt;

use crate::{
    bodies::scenery::{
        facade::upright_face,
        parts::{bar, boxed, places, slab},
        shell::upright_side,
    },
    mesh::Mesh,
    model::Model,
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Length, depth and height of a shelter, metres.
const LENGTH: Range<f64> = 2.2..5.5;
const DEPTH: Range<f64> = 1.1..1.9;
const HEIGHT: Range<f64> = 2.15..2.7;
/// Greatest distance from post to post along the back, metres.
const POST_DISTANCE: f64 = 1.6;
/// Half the side of a post, metres.
const HALF_POST: f64 = 0.04;
/// Height of the lower edge of panes, metres.
const PANE_FOOT: f64 = 0.15;
/// Height of the seat, metres.
const SEAT: f64 = 0.46;

/// A roof over a back wall and one or two sides of glass, boards or masonry, with a bench, often a
/// lit poster at one side; it is open towards -y.
pub(crate) fn stop_shelter(rng: &mut SceneRng) -> Model {
    let (x, y) =
        (Span::centered(rng.random_range(LENGTH)), Span::centered(rng.random_range(DEPTH)));
    let height = rng.random_range(HEIGHT);
    let wall = pick(rng, &[Surface::Glass, Surface::Glass, Surface::Wood, Surface::Masonry]);
    let mut mesh = posts(x, y, height);
    mesh.append(slab(
        span(x.from - 0.1, x.to + 0.1),
        span(y.from - 0.15, y.to + 0.1),
        span(height - 0.1, height),
        Surface::Roof,
    ));
    let panes = span(if wall == Surface::Glass { PANE_FOOT } else { 0. }, height - 0.2);
    mesh.append(upright_face(x, panes, y.to, wall));
    mesh.append(slab(x, span(y.to - 0.02, y.to + 0.02), span(1., 1.06), Surface::Metal));
    // The sides may be shorter than the roof is deep.
    let side = span(y.to - y.length() * rng.random_range(0.5..1.), y.to);
    for (x, share) in [(x.from, 0.8), (x.to, 0.5)] {
        if rng.random_bool(share) {
            mesh.append(upright_side(x, side, panes, wall));
        }
    }
    if rng.random_bool(0.5) {
        mesh.append(poster(x.to, y, height));
    }
    if rng.random_bool(0.85) {
        mesh.append(bench(x, y, rng));
    }
    if rng.random_bool(0.4) {
        mesh.append(timetable(x.from - 0.8, y.from));
    }
    boxed(mesh)
}

/// Posts along the back and at the front corners.
fn posts(x: Span, y: Span, height: f64) -> Mesh {
    let post = |x: f64, y: f64| {
        let along = span(x - HALF_POST, x + HALF_POST);
        let across = span(y - HALF_POST, y + HALF_POST);
        slab(along, across, span(0., height - 0.1), Surface::Metal)
    };
    let back = places(x.length(), POST_DISTANCE, HALF_POST)
        .fold(Mesh::new(), |mesh, at| mesh.with(post(at, y.to)));
    back.with(post(x.from + HALF_POST, y.from + 0.1)).with(post(x.to - HALF_POST, y.from + 0.1))
}

/// A lit box with a poster on both faces across the street.
fn poster(x: f64, y: Span, height: f64) -> Mesh {
    let frame = span(x - 0.1, x + 0.1);
    let z = span(0.25, (height - 0.3).min(2.1));
    let foot = span(y.middle() - 0.3, y.middle() + 0.3);
    let inner = span(y.from + 0.12, y.to - 0.12);
    slab(frame, span(y.from + 0.05, y.to - 0.05), z, Surface::Paint)
        .with(slab(frame, foot, span(0., z.from), Surface::Metal))
        .with(upright_side(frame.to + 0.01, inner, span(z.from + 0.1, z.to - 0.1), Surface::Lamp))
        .with(upright_side(frame.from - 0.01, inner, span(z.from + 0.1, z.to - 0.1), Surface::Lamp))
}

/// A bench along a part of the back.
fn bench(x: Span, y: Span, rng: &mut SceneRng) -> Mesh {
    let half = x.length() * rng.random_range(0.2..0.4);
    let middle = x.middle() + rng.random_range(-1.0..1.) * (x.length() / 2. - half - 0.15);
    let x = span(middle - half, middle + half);
    let seat = span(y.to - 0.5, y.to - 0.12);
    let surface = pick(rng, &[Surface::Wood, Surface::Metal]);
    let leg =
        |at: f64| slab(span(at - 0.03, at + 0.03), seat, span(0., SEAT - 0.05), Surface::Metal);
    slab(x, seat, span(SEAT - 0.05, SEAT), surface).with(leg(x.from + 0.2)).with(leg(x.to - 0.2))
}

/// A pole with a round sign and a timetable beside the shelter.
fn timetable(x: f64, y: f64) -> Mesh {
    let pole = bar(Point3::new(x, y, 0.), Point3::new(x, y, 2.6), 0.035, Surface::Metal);
    let sides = span(x - 0.22, x + 0.22);
    let flat = span(y - 0.05, y - 0.03);
    pole.with(slab(sides, flat, span(2.1, 2.55), Surface::Retroreflector)).with(slab(
        sides,
        flat,
        span(1.1, 1.7),
        Surface::Paint,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{corners_of, share_passing, sound_clutter};

    #[test]
    fn shelters_are_taller_than_people_and_cheap() {
        for model in sound_clutter(stop_shelter, 500) {
            assert!((2.3..6.7).contains(&model.size.length), "{:?}", model.size);
            assert!((1.2..2.3).contains(&model.size.width), "{:?}", model.size);
            assert!((2.1..2.8).contains(&model.size.height), "{:?}", model.size);
        }
    }

    #[test]
    fn the_back_is_closed_and_the_front_is_open() {
        for model in sound_clutter(stop_shelter, 500) {
            let x = span(-0.4, 0.4);
            assert!(share_passing(&model.mesh, x, span(0.5, 1.9)) < 0.01);
            let front =
                model.mesh.triangles.iter().filter(|face| {
                    face.corners.iter().all(|corner| corner.y < 0. && corner.z < 2.)
                });
            let front = Mesh { triangles: front.copied().collect() };
            assert!(share_passing(&front, x, span(0.1, 1.9)) > 0.9);
        }
        let models = sound_clutter(stop_shelter, 500);
        let glazed = models.iter().filter(|m| !corners_of(&m.mesh, Surface::Glass).is_empty());
        assert!((15..50).contains(&glazed.count()));
    }
}
