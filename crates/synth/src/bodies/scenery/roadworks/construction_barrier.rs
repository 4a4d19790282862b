//! Barriers around excavations and events.

use std::ops::{Range, RangeInclusive};

use nalgebra::Point3;
use rand::RngExt;

use super::row::Row;
use crate::{
    bodies::scenery::{
        facade::upright_face,
        parts::{bar, boxed, places, slab},
    },
    mesh::Mesh,
    model::Model,
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Barriers in a row.
const NUM_MODULES: RangeInclusive<usize> = 1..=4;
/// Length of a barrier, metres.
const LENGTH: Range<f64> = 1.2..2.5;
/// Height of barriers, metres.
const HEIGHT: Range<f64> = 0.95..1.15;
/// Length and height of a foot across the barrier, metres.
const FOOT: (f64, f64) = (0.7, 0.1);
/// Stripes of a plank.
const NUM_STRIPES: usize = 6;
/// Distance by which stripes stand out of their plank, metres.
const STRIPE_DEPTH: f64 = 0.004;

/// The kind of barrier of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Striped planks between two posts.
    Planks,
    /// A frame of pipes with upright bars.
    Bars,
    /// A closed panel of plastic with slots.
    Panel,
}

/// One to four barriers in a row: striped planks, frames with bars or plastic panels on feet.
pub(crate) fn construction_barrier(rng: &mut SceneRng) -> Model {
    let kind = pick(rng, &[Kind::Planks, Kind::Planks, Kind::Bars, Kind::Panel]);
    let (length, height) = (rng.random_range(LENGTH), rng.random_range(HEIGHT));
    let row = Row {
        num_modules: rng.random_range(NUM_MODULES),
        pitch: length + 0.15,
        turn: rng.random_range(0.0..0.12),
        shift: 0.08,
        missing: 0.1,
    };
    let module = |rng: &mut SceneRng| match kind {
        Kind::Planks => planks(length, height, rng),
        Kind::Bars => bars(length, height),
        Kind::Panel => panel(length, height),
    };
    boxed(row.mesh(module, rng))
}

/// Two feet across the barrier, near its ends.
fn feet(length: f64) -> Mesh {
    places(length, length, 0.15).fold(Mesh::new(), |mesh, x| {
        let (x, y) = (span(x - 0.1, x + 0.1), Span::centered(FOOT.0));
        mesh.with(slab(x, y, span(0., FOOT.1), Surface::Rubber))
    })
}

/// One or two striped planks, posts, often a low plank for the blind and lamps.
fn planks(length: f64, height: f64, rng: &mut SceneRng) -> Mesh {
    let mut mesh = feet(length).with(plank(length, span(height - 0.25, height)));
    if rng.random_bool(0.5) {
        mesh.append(plank(length, span(0.5 * height - 0.15, 0.5 * height)));
    }
    if rng.random_bool(0.6) {
        mesh.append(plank(length, span(FOOT.1 + 0.02, FOOT.1 + 0.17)));
    }
    for x in places(length, length, 0.15) {
        let at = |z: f64| Point3::new(x, 0.04, z);
        mesh.append(bar(at(0.), at(height + 0.02), 0.02, Surface::Metal));
        if rng.random_bool(0.4) {
            let (x, y) = (span(x - 0.09, x + 0.09), span(0., 0.08));
            mesh.append(slab(x, y, span(height + 0.02, height + 0.27), Surface::Lamp));
        }
    }
    mesh
}

/// A plank with stripes that reflect on its front.
fn plank(length: f64, z: Span) -> Mesh {
    let mut mesh = slab(Span::centered(length), span(-0.015, 0.015), z, Surface::Paint);
    let stripe = length / NUM_STRIPES as f64;
    for i in (0..NUM_STRIPES).step_by(2) {
        let from = -length / 2. + stripe * i as f64;
        let x = span(from, from + stripe);
        mesh.append(upright_face(x, z, -0.015 - STRIPE_DEPTH, Surface::Retroreflector));
    }
    mesh
}

fn bars(length: f64, height: f64) -> Mesh {
    let at = |x: f64, z: f64| Point3::new(x, 0., z);
    let half = length / 2.;
    let pipe = |from, to| bar(from, to, 0.018, Surface::Metal);
    let low = 0.18;
    let mut mesh = feet(length)
        .with(pipe(at(-half, 0.), at(-half, height)))
        .with(pipe(at(half, 0.), at(half, height)))
        .with(pipe(at(-half, height), at(half, height)))
        .with(pipe(at(-half, low), at(half, low)));
    for x in places(length, 0.13, 0.1) {
        mesh.append(bar(at(x, low), at(x, height), 0.007, Surface::Metal));
    }
    mesh
}

fn panel(length: f64, height: f64) -> Mesh {
    let half_thickness = 0.03;
    let y = Span::centered(2. * half_thickness);
    let rail = |z: Span| slab(Span::centered(length), y, z, Surface::Paint);
    let mut mesh = feet(length)
        .with(rail(span(FOOT.1, 0.3)))
        .with(rail(span(height - 0.3, height)))
        .with(upright_face(
            Span::centered(0.9 * length),
            span(height - 0.26, height - 0.04),
            -half_thickness - STRIPE_DEPTH,
            Surface::Retroreflector,
        ));
    for x in places(length, 0.25, 0.04) {
        let x = span(x - 0.04, x + 0.04);
        mesh.append(slab(x, y, span(0.3, height - 0.3), Surface::Paint));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{corners_of, share_passing, sound_clutter};

    #[test]
    fn barriers_are_low_and_cheap() {
        let models = sound_clutter(construction_barrier, 1500);
        for model in &models {
            assert!((1.2..11.).contains(&model.size.length), "{:?}", model.size);
            assert!((0.9..1.5).contains(&model.size.height), "{:?}", model.size);
        }
        let bright = |model: &&Model| !corners_of(&model.mesh, Surface::Retroreflector).is_empty();
        assert!((20..60).contains(&models.iter().filter(bright).count()));
    }

    #[test]
    fn some_rays_pass() {
        for model in sound_clutter(construction_barrier, 1500) {
            let x = Span::centered(0.9 * model.size.length);
            let passing = share_passing(&model.mesh, x, span(0.3, 0.9));
            assert!((0.1..0.99).contains(&passing), "{passing}");
        }
    }
}
