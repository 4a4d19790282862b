//! Hoardings: closed fences of boards around building sites.

use std::ops::{Range, RangeInclusive};

use nalgebra::Point3;
use rand::RngExt;

use super::row::Row;
use crate::{
    bodies::scenery::{
        facade::upright_face,
        parts::{bar, boxed, places, slab},
    },
    mesh::{Mesh, quad},
    model::Model,
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Boards of a hoarding, their length and height, metres.
const NUM_BOARDS: RangeInclusive<usize> = 2..=6;
const LENGTH: Range<f64> = 1.0..2.5;
const HEIGHT: Range<f64> = 1.6..2.6;
/// Depth and length of the waves of corrugated sheets, metres.
const WAVE: (f64, f64) = (0.04, 0.25);
/// Distance by which posters stand out of a board, metres.
const POSTER_DEPTH: f64 = 0.005;

/// The material of the boards of one hoarding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Board {
    Plywood,
    Corrugated,
    /// Planks along the fence, with gaps between them.
    Planks,
}

/// Two to six boards in a row, held upright from behind; the front looks along -y.
pub(crate) fn hoarding(rng: &mut SceneRng) -> Model {
    let board = pick(rng, &[Board::Plywood, Board::Corrugated, Board::Planks]);
    let (length, height) = (rng.random_range(LENGTH), rng.random_range(HEIGHT));
    let posters = if board == Board::Plywood { rng.random_range(0.0..0.7) } else { 0. };
    let row = Row {
        num_modules: rng.random_range(NUM_BOARDS),
        pitch: length,
        turn: 0.01,
        shift: 0.015,
        missing: 0.08,
    };
    let module = |rng: &mut SceneRng| {
        let mut mesh = board.mesh(length, height);
        for x in places(length, length, 0.1) {
            mesh.append(prop(x, height));
        }
        if rng.random_bool(posters) {
            mesh.append(poster(length, height, rng));
        }
        mesh
    };
    boxed(row.mesh(module, rng))
}

impl Board {
    fn mesh(self, length: f64, height: f64) -> Mesh {
        let x = Span::centered(length);
        match self {
            Self::Plywood => slab(x, span(-0.01, 0.01), span(0.02, height), Surface::Wood),
            Self::Corrugated => corrugated(length, height),
            Self::Planks => places(height, 0.2, 0.1).fold(Mesh::new(), |mesh, z| {
                let z = z + height / 2.;
                mesh.with(slab(x, span(-0.01, 0.01), span(z - 0.07, z + 0.07), Surface::Wood))
            }),
        }
    }
}

/// A sheet that is bent forth and back.
fn corrugated(length: f64, height: f64) -> Mesh {
    let num_folds = (2. * length / WAVE.1).ceil() as usize;
    let at = |i: usize, z: f64| {
        let y = if i.is_multiple_of(2) { 0. } else { -WAVE.0 };
        Point3::new(length * (i as f64 / num_folds as f64 - 0.5), y, z)
    };
    let mut mesh = Mesh::new();
    for i in 0..num_folds {
        let corners = [at(i, 0.02), at(i + 1, 0.02), at(i + 1, height), at(i, height)];
        mesh.append(quad(corners, Surface::Paint));
    }
    mesh
}

/// A post behind the boards and the strut that holds it.
fn prop(x: f64, height: f64) -> Mesh {
    let post = slab(span(x - 0.04, x + 0.04), span(0.01, 0.09), span(0., height), Surface::Wood);
    let high = Point3::new(x, 0.09, 0.7 * height);
    post.with(bar(high, Point3::new(x, 0.8, 0.04), 0.035, Surface::Wood))
}

fn poster(length: f64, height: f64, rng: &mut SceneRng) -> Mesh {
    let half = length * rng.random_range(0.15..0.4);
    let middle = rng.random_range(-1.0..1.) * (length / 2. - half);
    let z = span(0.3 * height, height * rng.random_range(0.6..0.95));
    let x = span(middle - half, middle + half);
    upright_face(x, z, -0.01 - POSTER_DEPTH, Surface::Lamp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{share_passing, sound_clutter};

    #[test]
    fn hoardings_are_taller_than_most_people_and_cheap() {
        for model in sound_clutter(hoarding, 1500) {
            assert!((1.0..15.5).contains(&model.size.length), "{:?}", model.size);
            assert!((1.5..2.7).contains(&model.size.height), "{:?}", model.size);
        }
    }

    #[test]
    fn few_rays_pass_the_first_board() {
        for model in sound_clutter(hoarding, 1500) {
            let from = -model.size.length / 2. + 0.1;
            let x = span(from, from + 0.8);
            assert!(share_passing(&model.mesh, x, span(0.1, model.size.height)) < 0.5);
        }
    }
}
