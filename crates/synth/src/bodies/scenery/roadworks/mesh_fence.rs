//! Fences of wire panels around building sites.

use std::ops::{Range, RangeInclusive};

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::row::Row;
use crate::{
    bodies::scenery::{
        facade::upright_face,
        parts::{bar, boxed, places, slab},
    },
    mesh::{Mesh, quad},
    model::Model,
    random::{SceneRng, normal},
    span::{Span, span},
    surface::Surface,
};

/// Panels of a fence; their length and height, metres.
const NUM_PANELS: RangeInclusive<usize> = 1..=4;
const LENGTH: Range<f64> = 2.1..3.5;
const HEIGHT: Range<f64> = 1.1..2.1;
/// Height of panels above the ground, metres.
const LIFT: f64 = 0.12;
/// Distances from wire to wire along and across a panel, metres.
const WIRE_DISTANCE: Range<f64> = 0.1..0.16;
const CROSS_WIRE_DISTANCE: f64 = 0.3;
/// Width of a wire, metres.
const WIRE: Range<f64> = 0.004..0.008;
/// Share of fences with tarpaulins, and of their panels that have one.
const TARPAULIN_SHARE: f64 = 0.4;
const COVERED_SHARE: f64 = 0.6;
/// Strips of a tarpaulin.
const NUM_STRIPS: usize = 6;

/// The panels of one fence; metres.
#[derive(Clone, Copy, Debug)]
struct Panel {
    length: f64,
    height: f64,
    wire: f64,
    wire_distance: f64,
    covered_share: f64,
    has_braces: bool,
}

/// One to four wire panels on concrete feet, some of them hidden by tarpaulins.
pub(crate) fn mesh_fence(rng: &mut SceneRng) -> Model {
    let has_tarpaulins = rng.random_bool(TARPAULIN_SHARE);
    let panel = Panel {
        length: rng.random_range(LENGTH),
        height: rng.random_range(HEIGHT),
        wire: rng.random_range(WIRE),
        wire_distance: rng.random_range(WIRE_DISTANCE),
        covered_share: if has_tarpaulins { COVERED_SHARE } else { 0. },
        has_braces: rng.random_bool(0.2),
    };
    let row = Row {
        num_modules: rng.random_range(NUM_PANELS),
        pitch: panel.length + 0.06,
        turn: rng.random_range(0.0..0.06),
        shift: 0.05,
        missing: 0.05,
    };
    boxed(row.mesh(|rng| panel.mesh(rng), rng))
}

impl Panel {
    fn mesh(&self, rng: &mut SceneRng) -> Mesh {
        let mut mesh = self.frame().with(self.wires()).with(self.feet());
        if rng.random_bool(self.covered_share) {
            mesh.append(self.tarpaulin(rng));
        }
        if self.has_braces {
            let high = Point3::new(0., 0., LIFT + 0.8 * self.height);
            mesh.append(bar(high, Point3::new(0., 0.9, 0.03), 0.02, Surface::Metal));
        }
        mesh
    }

    /// Height of the lower and the upper edge.
    fn edges(&self) -> Span {
        span(LIFT, LIFT + self.height)
    }

    fn frame(&self) -> Mesh {
        let (x, z) = (Span::centered(self.length), self.edges());
        let at = |x: f64, z: f64| Point3::new(x, 0., z);
        let pipe = |from, to| bar(from, to, 0.02, Surface::Metal);
        pipe(at(x.from, 0.), at(x.from, z.to))
            .with(pipe(at(x.to, 0.), at(x.to, z.to)))
            .with(pipe(at(x.from, z.to), at(x.to, z.to)))
            .with(pipe(at(x.from, z.from), at(x.to, z.from)))
    }

    /// Flat wires along and across the panel; two triangles each.
    fn wires(&self) -> Mesh {
        let (width, z) = (self.wire / 2., self.edges());
        let mut mesh = Mesh::new();
        for x in places(self.length, self.wire_distance, 0.05) {
            mesh.append(upright_face(span(x - width, x + width), z, 0., Surface::Metal));
        }
        for height in places(self.height, CROSS_WIRE_DISTANCE, 0.05) {
            let height = z.middle() + height;
            let z = span(height - width, height + width);
            mesh.append(upright_face(Span::centered(self.length), z, 0.002, Surface::Metal));
        }
        mesh
    }

    fn feet(&self) -> Mesh {
        places(self.length, self.length, 0.05).fold(Mesh::new(), |mesh, x| {
            let (x, y) = (span(x - 0.11, x + 0.11), Span::centered(0.62));
            mesh.with(slab(x, y, span(0., 0.14), Surface::Masonry))
        })
    }

    /// A cloth that billows a little and often leaves a part of the panel free.
    fn tarpaulin(&self, rng: &mut SceneRng) -> Mesh {
        let edges = self.edges();
        let bottom = edges.from + self.height * rng.random_range(0.0..0.35);
        let reach = self.length * rng.random_range(0.6..1.);
        let step = reach / NUM_STRIPS as f64;
        let mut line = |i: usize| {
            let x = -self.length / 2. + step * i as f64;
            let foot = Point3::new(x, -0.03 - normal(rng, 0.06, 0.03).abs(), bottom);
            (foot, Point3::new(x, -0.03, edges.to))
        };
        let mut mesh = Mesh::new();
        let mut last = line(0);
        for i in 1..=NUM_STRIPS {
            let next = line(i);
            let sag = Vector3::z() * if i % 2 == 0 { 0. } else { 0.03 };
            mesh.append(quad([last.0, next.0, next.1 - sag, last.1], Surface::Coat));
            last = next;
        }
        mesh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{corners_of, share_passing, sound_clutter};

    #[test]
    fn fences_are_long_and_cheap() {
        for model in sound_clutter(mesh_fence, 1500) {
            assert!((2.1..15.).contains(&model.size.length), "{:?}", model.size);
            assert!((1.2..2.3).contains(&model.size.height), "{:?}", model.size);
            assert!((0.6..2.).contains(&model.size.width), "{:?}", model.size);
        }
    }

    #[test]
    fn rays_pass_where_no_tarpaulin_hangs() {
        let models = sound_clutter(mesh_fence, 1500);
        let is_covered = |model: &&Model| !corners_of(&model.mesh, Surface::Coat).is_empty();
        assert!((8..40).contains(&models.iter().filter(is_covered).count()));
        for model in models.iter().filter(|model| !is_covered(model)) {
            let x = Span::centered(0.9 * model.size.length);
            assert!(share_passing(&model.mesh, x, span(0.3, model.size.height)) > 0.6);
        }
    }
}
