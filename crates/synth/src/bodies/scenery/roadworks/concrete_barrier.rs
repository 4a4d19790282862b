//! Barriers of concrete or filled plastic.

use std::ops::{Range, RangeInclusive};

use nalgebra::Point3;
use rand::RngExt;

use super::row::Row;
use crate::{
    bodies::scenery::parts::{boxed, slab},
    mesh::{Mesh, Section, loft},
    model::Model,
    random::{SceneRng, normal, pick},
    span::{Span, span},
    surface::Surface,
};

/// Elements of a row.
const NUM_ELEMENTS: RangeInclusive<usize> = 1..=4;
/// The profile of a New Jersey barrier: half its thickness over half its width at the foot, and
/// height over its whole height.
const JERSEY: [(f64, f64); 4] = [(1., 0.), (1., 0.1), (0.6, 0.4), (0.3, 1.)];
/// The profile of a plastic barrier, in the same measures.
const PLASTIC: [(f64, f64); 4] = [(1., 0.), (1., 0.35), (0.55, 0.45), (0.5, 1.)];
/// Layers of blocks.
const MAX_LAYERS: usize = 2;
/// Length, width and height of a block, metres.
const BLOCK_LENGTH: Range<f64> = 0.8..1.8;
const BLOCK_SIDE: Range<f64> = 0.4..0.8;

/// Elements with a tapering profile, or blocks in one or two layers, in a row.
pub(crate) fn concrete_barrier(rng: &mut SceneRng) -> Model {
    let row = |num_modules: usize, pitch: f64, rng: &mut SceneRng| Row {
        num_modules,
        pitch,
        turn: rng.random_range(0.0..0.05),
        shift: 0.04,
        missing: 0.08,
    };
    let num_elements = rng.random_range(NUM_ELEMENTS);
    if rng.random_bool(0.3) {
        let (length, side) = (rng.random_range(BLOCK_LENGTH), rng.random_range(BLOCK_SIDE));
        let row = row(num_elements, length + 0.05, rng);
        return boxed(row.mesh(|rng| blocks(length, side, rng), rng));
    }
    let (profile, surface) = pick(
        rng,
        &[(JERSEY, Surface::Masonry), (JERSEY, Surface::Masonry), (PLASTIC, Surface::Paint)],
    );
    let lengths = if surface == Surface::Paint { 0.9..2. } else { 1.5..3.5 };
    let (length, height) = (rng.random_range(lengths), rng.random_range(0.6..1.15));
    let half_width = height * rng.random_range(0.25..0.4);
    let row = row(num_elements, length + rng.random_range(0.02..0.3), rng);
    boxed(row.mesh(|_| element(length, height, half_width, &profile, surface), rng))
}

/// One element along x.
fn element(
    length: f64,
    height: f64,
    half_width: f64,
    profile: &[(f64, f64)],
    surface: Surface,
) -> Mesh {
    let right = profile.iter().copied();
    let left = profile.iter().rev().map(|&(out, up)| (-out, up));
    let outline: Vec<(f64, f64)> = right.chain(left).collect();
    let Span { from, to } = Span::centered(length);
    let section = |x: f64| Section {
        corners: outline
            .iter()
            .map(|&(out, up)| Point3::new(x, out * half_width, up * height))
            .collect(),
        surfaces: vec![surface; outline.len()],
    };
    loft(&[section(from), section(to)], surface)
}

/// Blocks one upon the other, the upper ones askew.
fn blocks(length: f64, side: f64, rng: &mut SceneRng) -> Mesh {
    let mut mesh = Mesh::new();
    for layer in 0..rng.random_range(1..=MAX_LAYERS) {
        let z = span(side * layer as f64, side * (layer + 1) as f64);
        let block = slab(Span::centered(length), Span::centered(side), z, Surface::Masonry);
        mesh.append(block.shifted(normal(rng, 0., 0.04), normal(rng, 0., 0.04), 0.));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{share_passing, sound_clutter};

    #[test]
    fn barriers_are_low_and_cheap() {
        for model in sound_clutter(concrete_barrier, 300) {
            assert!((0.8..16.).contains(&model.size.length), "{:?}", model.size);
            assert!((0.35..1.3).contains(&model.size.width), "{:?}", model.size);
            assert!((0.35..1.7).contains(&model.size.height), "{:?}", model.size);
        }
    }

    #[test]
    fn no_ray_passes_the_first_element() {
        for model in sound_clutter(concrete_barrier, 300) {
            let from = -model.size.length / 2. + 0.25;
            let passing = share_passing(&model.mesh, span(from, from + 0.3), span(0., 0.3));
            assert_eq!(passing, 0.);
        }
    }
}
