//! Bollards: single ones and short rows, free or with chains between them.

use std::ops::Range;

use nalgebra::{Point3, Vector2};
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{Radii, boxed, leaning, level, shaft, turned_body},
    mesh::{Disc, Mesh, ellipsoid, tube},
    model::Model,
    random::{SceneRng, normal, pick},
    span::span,
    surface::Surface,
};

/// Height, radius and distance of bollards, metres.
const HEIGHT: Range<f64> = 0.4..1.25;
const RADIUS: Range<f64> = 0.04..0.2;
const SPACING: Range<f64> = 0.7..1.8;
/// Bollards of one row.
const NUM_IN_ROW: Range<usize> = 2..6;
/// Share of bodies that are one bollard.
const SINGLE_SHARE: f64 = 0.3;
/// Deviations of a bollard from its place along the row and across it, metres.
const MISPLACEMENT: f64 = 0.02;
/// Deviation of the lean, metres per metre of height.
const LEAN: f64 = 0.03;
/// Links of a chain between two bollards, and its sag over their distance.
const CHAIN_PARTS: usize = 4;
const SAG: Range<f64> = 0.05..0.2;

/// The kind of bollard that a row is made of; metres.
struct Bollard {
    height: f64,
    radius: f64,
    /// Corners of the cross-section: 4 is a square pillar.
    sides: usize,
    head: Head,
    surface: Surface,
    has_band: bool,
}

/// The upper end of a bollard.
#[derive(Clone, Copy)]
enum Head {
    Flat,
    Tapered,
    Ball,
}

/// One bollard or a row of two to five along x, sometimes joined by chains. Below 700 triangles.
pub(crate) fn bollards(rng: &mut SceneRng) -> Model {
    let bollard = Bollard::random(rng);
    let number = if rng.random_bool(SINGLE_SHARE) { 1 } else { rng.random_range(NUM_IN_ROW) };
    let spacing = rng.random_range(SPACING);
    let mut mesh = Mesh::new();
    for i in 0..number {
        let mut shift = || normal(rng, 0., MISPLACEMENT);
        let (x, y) = (spacing * i as f64 + shift(), shift());
        let lean = Vector2::new(normal(rng, 0., LEAN), normal(rng, 0., LEAN));
        mesh.append(leaning(bollard.mesh(), lean).shifted(x, y, 0.));
    }
    if rng.random_bool(0.35) {
        let height = 0.85 * bollard.height;
        let sag = (spacing * rng.random_range(SAG)).min(0.8 * height);
        for i in 1..number {
            mesh.append(chain(spacing, height, sag).shifted(spacing * (i - 1) as f64, 0., 0.));
        }
    }
    boxed(mesh)
}

impl Bollard {
    fn random(rng: &mut SceneRng) -> Self {
        let height = rng.random_range(HEIGHT);
        Self {
            height,
            radius: rng.random_range(RADIUS).min(0.3 * height),
            sides: pick(rng, &[4, 6, 8, 8]),
            head: pick(rng, &[Head::Flat, Head::Tapered, Head::Ball]),
            surface: pick(
                rng,
                &[Surface::Metal, Surface::Masonry, Surface::Paint, Surface::Wood, Surface::Rubber],
            ),
            has_band: rng.random_bool(0.35),
        }
    }

    fn mesh(&self) -> Mesh {
        let Self { height, radius, sides, surface, .. } = *self;
        let mut mesh = turned_body(&self.levels(), sides, surface);
        if let Head::Ball = self.head {
            let center = Point3::new(0., 0., height - 0.9 * radius);
            mesh.append(ellipsoid(center, [0.9 * radius; 3].into(), 8, surface));
        }
        if self.has_band {
            let band = span(0.6 * height, 0.68 * height);
            mesh.append(shaft(sides, band, Radii::even(radius + 0.003), Surface::Retroreflector));
        }
        mesh
    }

    /// Heights and radii from the ground to the top.
    fn levels(&self) -> Vec<Disc> {
        let Self { height, radius, .. } = *self;
        match self.head {
            Head::Flat => vec![level(0., radius), level(height, 0.9 * radius)],
            Head::Tapered => {
                vec![level(0., radius), level(0.8 * height, radius), level(height, 0.3 * radius)]
            }
            Head::Ball => vec![level(0., radius), level(height - 1.8 * radius, 0.6 * radius)],
        }
    }
}

/// A chain along x from the origin, which hangs between two points of a height; metres.
fn chain(length: f64, height: f64, sag: f64) -> Mesh {
    let at = |part: usize| {
        let share = part as f64 / CHAIN_PARTS as f64;
        Point3::new(length * share, 0., height - sag * 4. * share * (1. - share))
    };
    (0..CHAIN_PARTS).fold(Mesh::new(), |mesh, part| {
        mesh.with(tube(at(part), at(part + 1), 0.015, 3, Surface::Metal))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{range_of, samples, sound_clutter};

    #[test]
    fn bollards_are_low_and_stand_alone_or_in_rows() {
        sound_clutter(bollards, 700);
        let models = samples(bollards);
        let height = range_of(&models, |model| model.size.height);
        assert!(height.from < 0.6 && height.to > 1. && height.to < 1.3, "{height:?}");
        let length = range_of(&models, |model| model.size.length);
        assert!(length.from < 0.4 && length.to > 4. && length.to < 8., "{length:?}");
    }

    #[test]
    fn a_chain_hangs_between_its_ends() {
        let (min, max) = chain(2., 0.8, 0.3).bounds();
        assert!((min.z - 0.5).abs() < 0.02 && (max.z - 0.8).abs() < 0.02, "{min} {max}");
        assert!(min.x.abs() < 0.02 && (max.x - 2.).abs() < 0.02, "{min} {max}");
    }
}
