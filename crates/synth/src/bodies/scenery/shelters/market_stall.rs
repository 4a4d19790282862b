//! Market stalls.

use std::ops::Range;

use nalgebra::Point3;
use rand::RngExt;

use crate::{
    bodies::scenery::{
        facade::upright_face,
        parts::{bar, slab},
        room::standing,
        shell::upright_side,
    },
    mesh::{Mesh, quad},
    model::Model,
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Length and depth of the table, metres.
const LENGTH: Range<f64> = 1.8..4.;
const DEPTH: Range<f64> = 0.8..1.5;
/// Height of the table and of the lower edge of the canopy, metres.
const TABLE: Range<f64> = 0.7..0.95;
const EAVES: Range<f64> = 2.05..2.4;
/// Distance by which the canopy sticks out over the table, metres.
const OVERHANG: Range<f64> = 0.2..0.8;
/// Room for the seller behind the table, metres.
const BEHIND: f64 = 0.9;

/// A table with goods under a cloth canopy on four posts, with or without cloth at the sides, the
/// back and before the table; customers stand at -y. The canopy sticks out of `size`.
pub(crate) fn market_stall(rng: &mut SceneRng) -> Model {
    let (length, depth) = (rng.random_range(LENGTH), rng.random_range(DEPTH));
    let (x, y) = (Span::centered(length), span(0., depth + BEHIND));
    let table = rng.random_range(TABLE);
    let eaves = rng.random_range(EAVES);
    let mut mesh = table_mesh(x, span(0.1, depth), table, rng);
    mesh.append(goods(x, span(0.1, depth), table, rng));
    for (x, y) in [(x.from, y.from), (x.to, y.from), (x.from, y.to), (x.to, y.to)] {
        mesh.append(bar(Point3::new(x, y, 0.), Point3::new(x, y, eaves), 0.025, Surface::Metal));
    }
    mesh.append(canopy(x, y, eaves, rng));
    if rng.random_bool(0.6) {
        mesh.append(upright_face(x, span(0.2, eaves), y.to, Surface::Coat));
    }
    for side in [x.from, x.to] {
        if rng.random_bool(0.35) {
            mesh.append(upright_side(side, y, span(0.2, eaves), Surface::Coat));
        }
    }
    mesh.append(crates_on_the_ground(x, rng));
    standing(mesh)
}

/// The table on trestles, or with a cloth in front of it.
fn table_mesh(x: Span, y: Span, height: f64, rng: &mut SceneRng) -> Mesh {
    let mut mesh = slab(x, y, span(height - 0.04, height), Surface::Wood);
    for leg in [0.8 * x.from, 0.8 * x.to] {
        for y in [y.from + 0.08, y.to - 0.08] {
            let low = Point3::new(leg, y, 0.);
            let high = Point3::new(leg, y, height - 0.04);
            mesh.append(bar(low, high, 0.025, Surface::Wood));
        }
    }
    if rng.random_bool(0.6) {
        let z = span(rng.random_range(0.02..0.3), height);
        mesh.append(upright_face(x, z, y.from - 0.01, Surface::Coat));
    }
    mesh
}

/// Crates with heaps of goods on the table, the rear ones higher.
fn goods(x: Span, y: Span, table: f64, rng: &mut SceneRng) -> Mesh {
    let num_columns = (x.length() / rng.random_range(0.4..0.7)) as usize;
    let pitch = x.length() / num_columns as f64;
    let mut mesh = Mesh::new();
    for column in 0..num_columns {
        for row in 0..2 {
            if !rng.random_bool(0.8) {
                continue;
            }
            let half_depth = y.length() / 4.;
            let middle = y.from + half_depth * (1. + 2. * f64::from(row));
            let from = x.from + pitch * column as f64 + 0.02;
            let crate_x = span(from, from + pitch - 0.04);
            let crate_y = span(middle - 0.9 * half_depth, middle + 0.9 * half_depth);
            let bottom = table + 0.08 * f64::from(row);
            let top = bottom + rng.random_range(0.08..0.4);
            let surface = pick(rng, &[Surface::Wood, Surface::Coat, Surface::Leaves]);
            mesh.append(slab(crate_x, crate_y, span(bottom, top), surface));
        }
    }
    mesh
}

/// A ridge along the table or a slope to the back, with a hanging edge in front.
fn canopy(x: Span, y: Span, eaves: f64, rng: &mut SceneRng) -> Mesh {
    let overhang = rng.random_range(OVERHANG);
    let front = y.from - overhang;
    let (ridge_y, rise) = if rng.random_bool(0.6) {
        (y.middle(), rng.random_range(0.2..0.6))
    } else {
        (y.to, rng.random_range(0.1..0.4))
    };
    let x = span(x.from - 0.1, x.to + 0.1);
    let at = |x: f64, y: f64, z: f64| Point3::new(x, y, z);
    let ridge = eaves + rise;
    let slope = |y: f64| {
        let corners = [
            at(x.from, y, eaves),
            at(x.to, y, eaves),
            at(x.to, ridge_y, ridge),
            at(x.from, ridge_y, ridge),
        ];
        quad(corners, Surface::Coat)
    };
    let valance = span(eaves - rng.random_range(0.02..0.04), eaves);
    slope(front).with(slope(y.to)).with(upright_face(x, valance, front, Surface::Coat))
}

/// Some crates in front of the table or beside it.
fn crates_on_the_ground(x: Span, rng: &mut SceneRng) -> Mesh {
    let mut mesh = Mesh::new();
    for _ in 0..rng.random_range(0..5) {
        let at = rng.random_range(x.from..x.to - 0.5);
        let y = rng.random_range(-0.6..-0.4);
        for layer in 0..rng.random_range(1..4) {
            let z = 0.25 * f64::from(layer);
            let crate_y = span(y, y + 0.38);
            mesh.append(slab(span(at, at + 0.55), crate_y, span(z, z + 0.23), Surface::Wood));
        }
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{corners_of, share_passing, sound_clutter};

    #[test]
    fn stalls_are_taller_than_people_and_cheap() {
        for model in sound_clutter(market_stall, 1500) {
            assert!((1.8..4.5).contains(&model.size.length), "{:?}", model.size);
            assert!((1.6..3.2).contains(&model.size.width), "{:?}", model.size);
            assert!((2.1..3.1).contains(&model.size.height), "{:?}", model.size);
        }
    }

    #[test]
    fn the_canopy_is_above_head_height_and_nothing_hides_the_seller_on_both_sides() {
        let models = sound_clutter(market_stall, 1500);
        let is_open = |model: &&Model| {
            let x = Span::centered(0.9 * model.size.length);
            share_passing(&model.mesh, x, span(1.5, 1.9)) > 0.3
        };
        assert!((5..50).contains(&models.iter().filter(is_open).count()));
        for model in &models {
            let top = corners_of(&model.mesh, Surface::Coat).iter().map(|c| c.z).fold(0., f64::max);
            assert!(top > 2.1 && top == model.size.height, "{top}");
        }
    }
}
