//! Bulky things that stand where cars do: skips and stacks of pallets.

use nalgebra::{Isometry3, Point3, Vector3};
use rand::RngExt;

use super::parts::{boxed, slab};
use crate::{
    mesh::{Mesh, quad},
    model::Model,
    random::{SceneRng, sign},
    span::{Span, span},
    surface::Surface,
};

/// Half the width of the rim of a skip, and how far its ribs stand out, metres.
const RIM: f64 = 0.05;
/// Cells of the heap in a skip along and across it.
const HEAP_CELLS: (usize, usize) = (8, 4);
/// Length, width and height of a stacked pallet, metres.
const PALLET: [f64; 3] = [1.2, 0.8, 0.144];

/// A rubbish skip whose ends slope outwards, or a container with upright ends, with or without a
/// heap above its rim; 3 to 5 m long.
pub(crate) fn skip(rng: &mut SceneRng) -> Model {
    let (length, width) = (rng.random_range(3.0..5.), rng.random_range(1.5..2.2));
    let height = rng.random_range(1.1..1.8);
    let slope = if rng.random_bool(0.6) { rng.random_range(0.3..0.8) } else { 0. };
    let ring = |z: f64, out: f64| -> [Point3<f64>; 4] {
        let x = length / 2. - slope * (1. - z / height) + out;
        let y = width / 2. + out;
        [(-x, -y), (x, -y), (x, y), (-x, y)].map(|(x, y)| Point3::new(x, y, z))
    };
    let mut mesh = quad(ring(0., 0.), Surface::Paint);
    mesh.append(collar(ring(0., 0.), ring(height, 0.)));
    mesh.append(collar(ring(height - 0.12, RIM), ring(height, RIM)));
    mesh.append(collar(ring(height, RIM), ring(height, -RIM)));
    for rib in 1..5 {
        let middle = (length - 2. * slope) * (f64::from(rib) / 5. - 0.5);
        let x = span(middle - 0.04, middle + 0.04);
        let z = span(0.05, height - 0.12);
        for y in [span(-width / 2. - RIM, -width / 2.), span(width / 2., width / 2. + RIM)] {
            mesh.append(slab(x, y, z, Surface::Paint));
        }
    }
    let fill = height + rng.random_range(-0.5..-0.03);
    let [corner, ..] = ring(fill, -RIM);
    mesh.append(heap((-2. * corner.x, -2. * corner.y), fill, rng));
    boxed(mesh)
}

/// The sides between two rings.
fn collar(lower: [Point3<f64>; 4], upper: [Point3<f64>; 4]) -> Mesh {
    let mut mesh = Mesh::new();
    for i in 0..4 {
        let next = (i + 1) % 4;
        mesh.append(quad([lower[i], lower[next], upper[next], upper[i]], Surface::Paint));
    }
    mesh
}

/// Uneven rubble over a rectangle of the given extents, highest in the middle.
fn heap((length, width): (f64, f64), height: f64, rng: &mut SceneRng) -> Mesh {
    let (columns, rows) = HEAP_CELLS;
    let top = rng.random_range(0.05..0.35);
    let mut tops = Vec::with_capacity((columns + 1) * (rows + 1));
    for row in 0..=rows {
        for column in 0..=columns {
            let (u, v) = (column as f64 / columns as f64, row as f64 / rows as f64);
            let rise = 16. * u * (1. - u) * v * (1. - v) * top * rng.random_range(0.5..1.2);
            tops.push(Point3::new(length * (u - 0.5), width * (v - 0.5), height + rise));
        }
    }
    let mut mesh = Mesh::new();
    for row in 0..rows {
        for column in 0..columns {
            let i = row * (columns + 1) + column;
            let corners = [tops[i], tops[i + 1], tops[i + columns + 2], tops[i + columns + 1]];
            mesh.append(quad(corners, Surface::Masonry));
        }
    }
    mesh
}

/// One or two stacks of pallets, not quite straight.
pub(crate) fn pallet_stack(rng: &mut SceneRng) -> Model {
    let mut mesh = Mesh::new();
    for stack in 0..rng.random_range(1..3) {
        let x = f64::from(stack) * (PALLET[0] + 0.2);
        for level in 0..rng.random_range(3..11) {
            let turn = sign(rng) * rng.random_range(0.0..0.05);
            let mut shift = || rng.random_range(-0.03..0.03);
            let place = Vector3::new(x + shift(), shift(), PALLET[2] * f64::from(level));
            mesh.append(pallet().moved(&Isometry3::new(place, Vector3::z() * turn)));
        }
    }
    boxed(mesh)
}

/// Five boards on three bearers; 96 triangles.
fn pallet() -> Mesh {
    let [length, width, height] = PALLET;
    let mut mesh = Mesh::new();
    for bearer in [-0.36, 0., 0.36].map(|share| share * 1.2 * width) {
        let y = span(bearer - 0.05, bearer + 0.05);
        mesh.append(slab(Span::centered(length), y, span(0., height - 0.022), Surface::Wood));
    }
    for board in 0..5 {
        let middle = (length - 0.14) * (f64::from(board) / 4. - 0.5);
        let x = span(middle - 0.07, middle + 0.07);
        mesh.append(slab(x, Span::centered(width), span(height - 0.022, height), Surface::Wood));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{
        assert_fits_its_room, assert_follows_from_the_stream, assert_stands_on_the_ground, samples,
        share_passing,
    };

    #[test]
    fn bulky_things_stand_in_their_room_and_are_cheap() {
        for make in [skip, pallet_stack] {
            for model in samples(make) {
                assert_stands_on_the_ground(&model);
                assert_fits_its_room(&model);
                assert!(model.mesh.triangles.len() < 2000, "{}", model.mesh.triangles.len());
            }
            assert_follows_from_the_stream(make);
        }
    }

    #[test]
    fn skips_are_of_the_size_of_a_car_and_closed() {
        for model in samples(skip) {
            assert!((3.0..5.2).contains(&model.size.length), "{:?}", model.size);
            assert!((1.5..2.4).contains(&model.size.width), "{:?}", model.size);
            assert_eq!(share_passing(&model.mesh, span(-0.5, 0.5), span(0., 1.)), 0.);
        }
    }

    #[test]
    fn rays_pass_along_the_bearers_of_pallets() {
        for model in samples(pallet_stack).iter().step_by(5) {
            // Turned so that the rays run along the bearers, between two of them.
            let turned = model.mesh.clone().map(|at| Point3::new(at.y, at.x, at.z));
            assert!(share_passing(&turned, span(0.1, 0.2), span(0., model.size.height)) > 0.5);
        }
    }
}
