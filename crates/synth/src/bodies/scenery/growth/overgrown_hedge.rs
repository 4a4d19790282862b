//! Hedges that nobody has cut for years.

use std::ops::Range;

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::{cover::Cover, shoot::Shoot};
use crate::{
    bodies::scenery::{
        foliage::{clump, pressed_at},
        parts::boxed,
    },
    mesh::{Mesh, Section, loft},
    model::Model,
    random::{SceneRng, normal, sign},
    span::{Span, span},
    surface::Surface,
};

/// Length, mean height and mean depth of a hedge, metres.
const LENGTH: Range<f64> = 2.5..8.;
const HEIGHT: Range<f64> = 0.8..2.8;
const DEPTH: Range<f64> = 0.5..1.6;
/// From one cross-section to the next, metres.
const SECTION_DISTANCE: f64 = 0.4;
/// Least height and least depth of a cross-section, metres.
const LEAST_HEIGHT: f64 = 0.4;
const LEAST_HALF_DEPTH: f64 = 0.15;
/// The dense inside begins this far behind the faces, metres.
const CORE_DEPTH: f64 = 0.16;
/// Unevenness of the dense inside, metres, and its depth at the ends over that between them.
const CORE_UNEVENNESS: f64 = 0.07;
const END_SHARE: f64 = 0.4;
/// Length of holes, metres.
const HOLE: Range<f64> = 0.3..1.1;
/// Share of leaves that are left out before a hole.
const HOLE_BARENESS: f64 = 0.85;
/// Leaves are this far behind the faces, or before them where negative, metres.
const LAYER: Range<f64> = -0.1..0.15;
/// Most leaf clumps of a hedge.
const MAX_CLUMPS: f64 = 1800.;

/// The outline of a hedge at a place along it, metres.
#[derive(Clone, Copy, Debug)]
struct Outline {
    x: f64,
    /// From the side of the street to the other side.
    y: Span,
    top: f64,
}

/// A hedge without its dense inside and with few leaves.
#[derive(Clone, Copy, Debug)]
struct Hole {
    x: Span,
    /// Leaves begin again above this height, metres.
    top: f64,
}

/// A hedge of uneven height and depth with up to three holes, out of which shoots stick.
pub(crate) fn overgrown_hedge(rng: &mut SceneRng) -> Model {
    let length = rng.random_range(LENGTH);
    let outlines = outlines(length, rng);
    let holes: Vec<Hole> = (0..rng.random_range(0..=3)).map(|_| hole(length, rng)).collect();
    let area: f64 = outlines.windows(2).map(|pair| face_area(&pair[0], &pair[1])).sum();
    let cover = Cover::random(area, MAX_CLUMPS, rng);
    let mut mesh = core(&outlines, &holes, rng);
    for pair in outlines.windows(2) {
        for _ in 0..cover.num_clumps(face_area(&pair[0], &pair[1])) {
            let place = face_place(between(pair, rng.random_range(0.0..1.)), rng);
            let is_in_hole = holes.iter().any(|hole| hole.holds(&place));
            if is_in_hole && rng.random_bool(HOLE_BARENESS) {
                continue;
            }
            mesh.append(clump(place, cover.side, rng));
        }
    }
    for hole in &holes {
        mesh.append(stems(hole, rng));
    }
    mesh.append(shoots(&outlines, cover.side, rng));
    boxed(pressed_at(0., mesh))
}

/// Cross-sections whose height and depth wander along the hedge.
fn outlines(length: f64, rng: &mut SceneRng) -> Vec<Outline> {
    let (height, depth) = (rng.random_range(HEIGHT), rng.random_range(DEPTH));
    let unevenness = rng.random_range(0.04..0.17);
    let num_gaps = (length / SECTION_DISTANCE).ceil() as usize;
    let mut drift = [0.; 3];
    let outline = |i: usize| {
        for value in &mut drift {
            *value = 0.75 * *value + normal(rng, 0., unevenness);
        }
        let [top, front, back] = drift;
        let half = |drift: f64| f64::max(depth / 2. * (1. + drift), LEAST_HALF_DEPTH);
        Outline {
            x: length * (i as f64 / num_gaps as f64 - 0.5),
            y: span(-half(front), half(back)),
            top: f64::max(height * (1. + top), LEAST_HEIGHT),
        }
    };
    (0..=num_gaps).map(outline).collect()
}

fn hole(length: f64, rng: &mut SceneRng) -> Hole {
    let middle = length * rng.random_range(-0.45..0.45);
    let half = rng.random_range(HOLE) / 2.;
    // Half of the holes are at the foot only.
    let top = if rng.random_bool(0.5) { rng.random_range(0.3..0.8) } else { f64::INFINITY };
    Hole { x: span(middle - half, middle + half), top }
}

impl Hole {
    fn holds(&self, place: &Point3<f64>) -> bool {
        (self.x.from..self.x.to).contains(&place.x) && place.z < self.top
    }
}

/// Area of both faces and the top between two cross-sections, square metres.
fn face_area(a: &Outline, b: &Outline) -> f64 {
    (b.x - a.x) * (a.top + b.top + (a.y.length() + b.y.length()) / 2.)
}

/// The outline at a share of the way between two.
fn between(pair: &[Outline], share: f64) -> Outline {
    let mix = |from: f64, to: f64| from + (to - from) * share;
    let (a, b) = (&pair[0], &pair[1]);
    let y = span(mix(a.y.from, b.y.from), mix(a.y.to, b.y.to));
    Outline { x: mix(a.x, b.x), y, top: mix(a.top, b.top) }
}

/// A place near one of the faces of an outline.
fn face_place(outline: Outline, rng: &mut SceneRng) -> Point3<f64> {
    let Outline { x, y, top } = outline;
    let depth = rng.random_range(LAYER);
    if rng.random_range(0.0..2. * top + y.length()) < y.length() {
        return Point3::new(x, rng.random_range(y.from..y.to), top - depth);
    }
    let y = if sign(rng) > 0. { y.to - depth } else { y.from + depth };
    Point3::new(x, y, top * rng.random_range(0.0..1.))
}

/// The dense inside; it begins above the holes, and nowhere above those that reach to the top.
fn core(outlines: &[Outline], holes: &[Hole], rng: &mut SceneRng) -> Mesh {
    let mut sections = Vec::with_capacity(outlines.len());
    for outline in outlines {
        let over = |hole: &&Hole| (hole.x.from..hole.x.to).contains(&outline.x);
        let bottom = holes.iter().filter(over).map(|hole| hole.top).fold(0., f64::max);
        sections.push((bottom + 2. * CORE_DEPTH < outline.top).then_some((*outline, bottom)));
    }
    let mut mesh = Mesh::new();
    for run in sections.split(Option::is_none) {
        let run: Vec<(Outline, f64)> = run.iter().flatten().copied().collect();
        let last = run.len().saturating_sub(1);
        // The ends are narrow, so that no flat face closes the hedge.
        let share = |i: usize| if i == 0 || i == last { END_SHARE } else { 1. };
        let section = |(i, &(outline, bottom)): (usize, &(Outline, f64))| {
            core_section(outline, bottom, share(i), rng)
        };
        let run: Vec<Section> = run.iter().enumerate().map(section).collect();
        if run.len() > 1 {
            mesh.append(loft(&run, Surface::Leaves));
        }
    }
    mesh
}

/// The outline of the dense inside from a height up, narrowed to a share of its depth.
fn core_section(outline: Outline, bottom: f64, share: f64, rng: &mut SceneRng) -> Section {
    let half = ((outline.y.length() / 2. - CORE_DEPTH) * share).max(0.03);
    let middle = outline.y.middle();
    let top = bottom + (outline.top - CORE_DEPTH - bottom) * share.powf(0.25);
    let waist = bottom + (top - bottom) * rng.random_range(0.3..0.7);
    let mut uneven = |at: f64| normal(rng, at, CORE_UNEVENNESS.min(half / 4.));
    let corners = [
        (middle - uneven(0.8 * half), bottom),
        (middle + uneven(0.8 * half), bottom),
        (middle + uneven(half), waist),
        (middle + uneven(0.6 * half), top),
        (middle - uneven(0.6 * half), top),
        (middle - uneven(half), waist),
    ];
    Section {
        corners: corners.map(|(y, z)| Point3::new(outline.x, y, z)).to_vec(),
        surfaces: vec![Surface::Leaves; corners.len()],
    }
}

/// Stems that show in a hole.
fn stems(hole: &Hole, rng: &mut SceneRng) -> Mesh {
    let mut mesh = Mesh::new();
    for _ in 0..rng.random_range(1..4) {
        let root = Point3::new(rng.random_range(hole.x.from..hole.x.to), normal(rng, 0., 0.05), 0.);
        let up = Vector3::new(normal(rng, 0., 0.1), normal(rng, 0., 0.1), hole.top.min(1.) + 0.1);
        let radius = rng.random_range(0.01..0.035);
        let shoot = Shoot { root, tip: root + up, radius, num_leaves: 0, leaf_side: 0. };
        mesh.append(shoot.mesh(rng));
    }
    mesh
}

/// Shoots that stick out of the top and the faces.
fn shoots(outlines: &[Outline], leaf_side: f64, rng: &mut SceneRng) -> Mesh {
    let mut mesh = Mesh::new();
    for _ in 0..rng.random_range(2..14) {
        let place = rng.random_range(0..outlines.len() - 1);
        let outline = between(&outlines[place..], rng.random_range(0.0..1.));
        let root = face_place(outline, rng);
        let reach = rng.random_range(0.2..0.8);
        let aside = root.y.signum() * rng.random_range(0.0..0.4);
        let shoot = Shoot {
            root,
            tip: root + Vector3::new(normal(rng, 0., 0.15), aside, reach * 0.9),
            radius: rng.random_range(0.004..0.01),
            num_leaves: 6,
            leaf_side: 0.7 * leaf_side,
        };
        mesh.append(shoot.mesh(rng));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{share_passing, sound_clutter};

    #[test]
    fn hedges_are_long_and_cheap() {
        for model in sound_clutter(overgrown_hedge, 5000) {
            assert!((2.5..9.5).contains(&model.size.length), "{:?}", model.size);
            assert!((0.4..4.5).contains(&model.size.width), "{:?}", model.size);
            assert!((0.5..6.).contains(&model.size.height), "{:?}", model.size);
        }
    }

    #[test]
    fn some_hedges_have_holes_and_most_of_each_is_dense() {
        let passing = |model: &Model| {
            let whole = Span::centered(0.8 * model.size.length);
            share_passing(&model.mesh, whole, span(0.05, 0.4))
        };
        let models = sound_clutter(overgrown_hedge, 5000);
        let shares: Vec<f64> = models.iter().step_by(3).map(passing).collect();
        assert!(shares.iter().all(|&share| share < 0.7), "{shares:?}");
        assert!(shares.iter().any(|&share| share > 0.05), "{shares:?}");
    }
}
