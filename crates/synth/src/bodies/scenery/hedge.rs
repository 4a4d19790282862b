//! Hedges cut to a box.

use std::ops::Range;

use nalgebra::Point3;
use rand::RngExt;
use voxelnet_scene::BoxSize;

use super::foliage::{clump, pressed_at};
use crate::{
    mesh::{Mesh, Section, loft},
    model::Model,
    random::{SceneRng, normal, sign},
    span::Span,
    surface::Surface,
};

/// The dense inside of a hedge begins this far behind its faces, metres.
const CORE_DEPTH: f64 = 0.14;
/// Unevenness of the dense inside, metres.
const CORE_UNEVENNESS: f64 = 0.06;
/// From one cross-section of the inside to the next, metres.
const SECTION_DISTANCE: f64 = 0.6;
/// Side of a clump, metres.
const CLUMP_SIDE: Range<f64> = 0.06..0.14;
/// Depth of the middles of clumps behind the faces, metres.
const LAYER: Range<f64> = 0.04..0.14;
/// Clumps per square metre of face.
const CLUMPS_PER_AREA: f64 = 80.;
/// Most clumps of a hedge, however long.
const MAX_CLUMPS: f64 = 3600.;

/// A hedge of a given length: leaf clumps around a dense inside that no ray passes, but for the
/// outermost two decimetres. At most 9000 triangles up to 40 m.
pub(crate) fn hedge(length: f64, rng: &mut SceneRng) -> Model {
    let size =
        BoxSize { length, width: rng.random_range(0.5..1.5), height: rng.random_range(0.8..2.2) };
    Model::filling(None, size, core(size, rng).with(leaves(size, rng)))
}

/// The dense inside.
fn core(size: BoxSize, rng: &mut SceneRng) -> Mesh {
    let reach = Span::centered((size.length - 2. * CORE_DEPTH).max(0.2));
    let num_sections = (reach.length() / SECTION_DISTANCE).ceil() as usize + 1;
    let mut sections = Vec::with_capacity(num_sections);
    for i in 0..num_sections {
        let x = reach.from + reach.length() * i as f64 / (num_sections - 1) as f64;
        sections.push(core_section(x, size, rng));
    }
    loft(&sections, Surface::Leaves)
}

/// The outline of the inside at a place along the hedge, bulging a little at half its height.
fn core_section(x: f64, size: BoxSize, rng: &mut SceneRng) -> Section {
    let (side, top) = (size.width / 2. - CORE_DEPTH, size.height - CORE_DEPTH);
    let mut uneven = |at: f64| normal(rng, at, CORE_UNEVENNESS / 2.);
    let outline = [
        (-uneven(side), 0.),
        (uneven(side), 0.),
        (uneven(side + 0.02), top / 2.),
        (uneven(side), uneven(top)),
        (-uneven(side), uneven(top)),
        (-uneven(side + 0.02), top / 2.),
    ];
    Section {
        corners: outline.map(|(y, z)| Point3::new(x, y, z)).to_vec(),
        surfaces: vec![Surface::Leaves; outline.len()],
    }
}

/// Clumps in the outer layer.
fn leaves(size: BoxSize, rng: &mut SceneRng) -> Mesh {
    let BoxSize { length, width, height } = size;
    let area = 2. * height * (length + width) + length * width;
    let num_clumps = (CLUMPS_PER_AREA * area).min(MAX_CLUMPS) as usize;
    let mut mesh = Mesh::new();
    for _ in 0..num_clumps {
        let side = rng.random_range(CLUMP_SIDE);
        mesh.append(clump(outer_place(size, rng), side, rng));
    }
    // Leaves that would reach below the ground lie on it.
    pressed_at(0., mesh)
}

/// A place just behind one of the faces of the hedge, each face as likely as its area is large.
fn outer_place(size: BoxSize, rng: &mut SceneRng) -> Point3<f64> {
    let BoxSize { length, width, height } = size;
    let depth = rng.random_range(LAYER);
    let outwards = sign(rng);
    let across =
        |span: f64, rng: &mut SceneRng| (span / 2. - LAYER.start) * rng.random_range(-1.0..=1.);
    let mut place =
        Point3::new(across(length, rng), across(width, rng), height * rng.random_range(0.0..1.));
    let (sides, ends) = (2. * length * height, 2. * width * height);
    let face = rng.random_range(0.0..sides + ends + length * width);
    if face < sides {
        place.y = outwards * (width / 2. - depth);
    } else if face < sides + ends {
        place.x = outwards * (length / 2. - depth);
    } else {
        place.z = height - depth;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{
        assert_fits_its_room, assert_follows_from_the_stream, assert_stands_on_the_ground, samples,
        share_passing,
    };
    use crate::span::span;

    #[test]
    fn hedges_fill_their_room() {
        for length in [1., 5., 40.] {
            for model in samples(|rng| hedge(length, rng)) {
                assert_stands_on_the_ground(&model);
                assert_fits_its_room(&model);
                assert_eq!(model.size.length, length);
                assert!(model.mesh.triangles.len() < 9000, "{}", model.mesh.triangles.len());
            }
        }
        assert_follows_from_the_stream(|rng| hedge(5., rng));
    }

    #[test]
    fn hardly_any_ray_passes() {
        for model in samples(|rng| hedge(3., rng)).iter().step_by(6) {
            let passing =
                share_passing(&model.mesh, span(-1.3, 1.3), span(0., model.size.height - 0.2));
            assert!(passing < 0.02, "{passing}");
        }
    }

    #[test]
    fn the_faces_are_not_flat() {
        for model in samples(|rng| hedge(4., rng)) {
            let side = model.size.width / 2.;
            let corners = model.mesh.triangles.iter().flat_map(|t| t.corners);
            let near: Vec<_> = corners.filter(|corner| corner.y > side - 0.2).collect();
            let outermost = near.iter().filter(|corner| corner.y > side - 0.03).count();
            assert!(outermost * 2 < near.len() && near.len() > 200);
        }
    }
}
