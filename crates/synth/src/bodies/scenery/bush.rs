//! Round bushes.

use nalgebra::{Point3, Vector3};
use rand::RngExt;
use voxelnet_scene::BoxSize;

use super::foliage::{LeafBall, Lumps, pressed_at};
use crate::{
    mesh::{Mesh, ellipsoid},
    model::Model,
    random::{SceneRng, sign},
    surface::Surface,
};

/// Height of the middle of a bush as a share of its height: its widest part is low.
const MIDDLE: f64 = 0.4;
/// Radius of the dense inside as a share of the whole.
const CORE_SHARE: f64 = 0.8;
/// Meridians of the dense inside.
const CORE_SIDES: usize = 10;
/// Clumps per square metre of the surface of the box around a bush.
const CLUMPS_PER_AREA: f64 = 76.;

/// A bush of one to three lumpy balls of leaves around a dense inside, 0.6 to 2 m high and wide.
pub(crate) fn bush(rng: &mut SceneRng) -> Model {
    let breadth = rng.random_range(0.7..1.8);
    let mut span = || (breadth * rng.random_range(0.75..1.3_f64)).clamp(0.6, 2.);
    let size = BoxSize { length: span(), width: span(), height: span() };
    let mut mesh = ball(size, 1., rng);
    for _ in 0..rng.random_range(0..3) {
        let share = rng.random_range(0.5..0.8);
        let shift = |span: f64, rng: &mut SceneRng| sign(rng) * span * (1. - share) / 2.;
        let (x, y) = (shift(size.length, rng), shift(size.width, rng));
        mesh.append(ball(size, share, rng).shifted(x, y, 0.));
    }
    Model::filling(None, size, mesh)
}

/// A ball of leaves that takes a share of the box of a bush.
fn ball(size: BoxSize, share: f64, rng: &mut SceneRng) -> Mesh {
    let [length, width, height] = [size.length, size.width, size.height].map(|span| span * share);
    let area = length * width + 2. * height * (length + width);
    let leaves = LeafBall {
        center: Point3::new(0., 0., height * MIDDLE),
        radii: Vector3::new(length / 2., width / 2., height * (1. - MIDDLE)),
        lumps: Lumps::random(0.35, rng),
        num_clumps: (CLUMPS_PER_AREA * area) as usize,
        clump_side: rng.random_range(0.07..0.125),
        crowding: 9.,
    };
    let unit = ellipsoid(Point3::origin(), Vector3::repeat(1.), CORE_SIDES, Surface::Leaves);
    let core = unit.map(|corner| leaves.at(&corner.coords, CORE_SHARE));
    // What would be below the ground lies on it: a bush stands on a broad foot.
    pressed_at(0., core.with(leaves.leaves(rng)))
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
    fn bushes_fill_their_room_and_are_cheap() {
        for model in samples(bush) {
            assert_stands_on_the_ground(&model);
            assert_fits_its_room(&model);
            assert!(model.mesh.triangles.len() < 6000, "{}", model.mesh.triangles.len());
        }
        assert_follows_from_the_stream(bush);
    }

    #[test]
    fn the_middle_is_dense_and_the_corners_are_open() {
        for model in samples(bush).iter().step_by(4) {
            let BoxSize { length, height, .. } = model.size;
            let middle = span(-0.1 * length, 0.1 * length);
            let passing = share_passing(&model.mesh, middle, span(0.3 * height, 0.5 * height));
            assert!(passing < 0.02, "{passing}");
            let corner = span(0.45 * length, 0.5 * length);
            let passing = share_passing(&model.mesh, corner, span(0.9 * height, height));
            assert!(passing > 0.5, "{passing}");
        }
    }
}
