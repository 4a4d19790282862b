//! Tables and chairs under parasols.

use std::{
    f64::consts::TAU,
    ops::{Range, RangeInclusive},
};

use nalgebra::{Isometry3, Point2, Point3, Vector3};
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{Radii, post, shaft, slab},
    bodies::scenery::room::standing,
    mesh::{Mesh, tube},
    model::Model,
    random::{SceneRng, normal, pick},
    span::{Span, span},
    surface::Surface,
};

/// Tables in a row, the distance from one to the next (metres), and chairs of a table.
const NUM_TABLES: RangeInclusive<usize> = 1..=3;
const PITCH: Range<f64> = 1.8..2.6;
const NUM_CHAIRS: RangeInclusive<usize> = 1..=4;
/// Height and half the breadth of a table, metres.
const TABLE_HEIGHT: f64 = 0.74;
const HALF_TABLE: Range<f64> = 0.28..0.5;
/// Height of the seat and of the back of a chair, metres.
const SEAT: f64 = 0.45;
const BACK: Range<f64> = 0.75..0.95;
/// Share of tables with a parasol, and of parasols that are closed.
const PARASOL_SHARE: f64 = 0.6;
const CLOSED_SHARE: f64 = 0.25;
/// Height of the edge of a parasol, its radius and the height of its top above the edge, metres.
const PARASOL_EDGE: Range<f64> = 2.05..2.35;
const PARASOL_RADIUS: Range<f64> = 1.0..1.8;
const PARASOL_RISE: Range<f64> = 0.3..0.6;
/// Corners of a parasol.
const PARASOL_SIDES: usize = 8;

/// One to three tables, each with one to four chairs and often a parasol, which may be closed. Open
/// parasols stick out of `size`.
pub(crate) fn open_cafe(rng: &mut SceneRng) -> Model {
    let num_tables = rng.random_range(NUM_TABLES);
    let pitch = rng.random_range(PITCH);
    let mut mesh = Mesh::new();
    for i in 0..num_tables {
        let group = group(rng).shifted(pitch * i as f64, normal(rng, 0., 0.2), 0.);
        mesh.append(group);
    }
    standing(mesh)
}

/// A table with its chairs around the origin.
fn group(rng: &mut SceneRng) -> Mesh {
    let half = rng.random_range(HALF_TABLE);
    let mut mesh = table(half, rng);
    let num_chairs = rng.random_range(NUM_CHAIRS);
    let first = rng.random_range(0.0..TAU);
    for i in 0..num_chairs {
        let turn = first + TAU * i as f64 / num_chairs as f64 + normal(rng, 0., 0.15);
        let (sin, cos) = turn.sin_cos();
        let distance = half + rng.random_range(0.1..0.5);
        let place = Vector3::new(cos * distance, sin * distance, 0.);
        mesh.append(chair(rng).moved(&Isometry3::new(place, Vector3::z() * turn)));
    }
    if rng.random_bool(PARASOL_SHARE) {
        mesh.append(parasol(rng));
    }
    mesh
}

/// A round or square table on one leg.
fn table(half: f64, rng: &mut SceneRng) -> Mesh {
    let top = span(TABLE_HEIGHT - 0.03, TABLE_HEIGHT);
    let foot = shaft(6, span(0., 0.04), Radii::even(0.22), Surface::Metal);
    let leg = shaft(6, span(0.04, top.from), Radii::even(0.03), Surface::Metal);
    let board = if rng.random_bool(0.5) {
        shaft(12, top, Radii::even(half), Surface::Wood)
    } else {
        slab(Span::centered(2. * half), Span::centered(2. * half), top, Surface::Wood)
    };
    foot.with(leg).with(board)
}

/// A chair whose back is at +x.
fn chair(rng: &mut SceneRng) -> Mesh {
    let back = rng.random_range(BACK);
    let surface = pick(rng, &[Surface::Wood, Surface::Metal, Surface::Rubber]);
    let half = 0.2;
    let y = Span::centered(2. * half);
    let mut mesh = slab(span(0., 2. * half), y, span(SEAT - 0.04, SEAT), surface).with(slab(
        span(2. * half, 2. * half + 0.03),
        y,
        span(SEAT + 0.12, back),
        surface,
    ));
    for (x, top) in [(0.03, SEAT - 0.04), (2. * half, SEAT + 0.12)] {
        for y in [-half + 0.03, half - 0.03] {
            let (low, high) = (Point3::new(x, y, 0.), Point3::new(x, y, top));
            mesh.append(tube(low, high, 0.015, 3, Surface::Metal));
        }
    }
    mesh
}

/// A parasol on a foot, open or closed.
fn parasol(rng: &mut SceneRng) -> Mesh {
    let (edge, rise) = (rng.random_range(PARASOL_EDGE), rng.random_range(PARASOL_RISE));
    let radius = rng.random_range(PARASOL_RADIUS);
    let pole = shaft(5, span(0., edge + rise), Radii::even(0.025), Surface::Metal);
    let foot =
        post(Point2::origin(), span(0., 0.08), Radii::even(0.3), PARASOL_SIDES, Surface::Masonry);
    let cloth = if rng.random_bool(CLOSED_SHARE) {
        let hem = (edge + rise - radius).max(0.6);
        let radii = Radii { bottom: 0.14, top: 0.04 };
        shaft(6, span(hem, edge + rise), radii, Surface::Coat)
    } else {
        canopy(edge, edge + rise, radius)
    };
    pole.with(foot).with(cloth)
}

/// The cloth of an open parasol, open below.
fn canopy(edge: f64, top: f64, radius: f64) -> Mesh {
    let corner = |i: usize| {
        let (sin, cos) = (TAU * i as f64 / PARASOL_SIDES as f64).sin_cos();
        Point3::new(radius * cos, radius * sin, edge)
    };
    let mut mesh = Mesh::new();
    for i in 0..PARASOL_SIDES {
        mesh.push([corner(i), corner(i + 1), Point3::new(0., 0., top)], Surface::Coat);
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{corners_of, sound_clutter};

    #[test]
    fn cafes_are_furnished_and_cheap() {
        for model in sound_clutter(open_cafe, 1500) {
            assert!((0.5..8.5).contains(&model.size.length), "{:?}", model.size);
            assert!((0.5..3.7).contains(&model.size.width), "{:?}", model.size);
            assert!((0.74..3.1).contains(&model.size.height), "{:?}", model.size);
        }
    }

    #[test]
    fn open_parasols_are_above_head_height() {
        let models = sound_clutter(open_cafe, 1500);
        let cloth = |model: &Model| corners_of(&model.mesh, Surface::Coat);
        let with_parasols = models.iter().filter(|model| !cloth(model).is_empty());
        assert!((25..60).contains(&with_parasols.count()));
        let mut open = 0;
        for corner in models.iter().flat_map(cloth) {
            let is_wide = corner.z < 2.4 && corner.z > 2.;
            open += usize::from(is_wide);
        }
        assert!(open > 100, "{open}");
    }
}
