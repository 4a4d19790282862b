//! The room that clutter takes on the ground.

use nalgebra::Point3;
use voxelnet_scene::BoxSize;

use crate::{
    mesh::{Mesh, Triangle},
    model::Model,
};

/// Above this height bodies may stick out of their room on the ground, metres.
pub(super) const HEADROOM: f64 = 2.;

/// Clutter whose room on the ground is the extent of what is below head height; the mesh is moved
/// so that its room is centred over the origin.
pub(super) fn standing(mesh: Mesh) -> Model {
    let nowhere = (Point3::from([f64::INFINITY; 3]), Point3::from([f64::NEG_INFINITY; 3]));
    let corners = mesh.triangles.iter().flat_map(below_headroom);
    let (min, max) =
        corners.fold(nowhere, |(min, max), corner| (min.inf(&corner), max.sup(&corner)));
    let extent = max - min;
    let mesh = mesh.shifted(-(min.x + max.x) / 2., -(min.y + max.y) / 2., -min.z);
    let height = mesh.bounds().1.z;
    Model { class: None, size: BoxSize { length: extent.x, width: extent.y, height }, mesh }
}

/// All corners of the part of a triangle below head height.
pub(super) fn below_headroom(triangle: &Triangle) -> Vec<Point3<f64>> {
    let mut corners = Vec::new();
    for i in 0..3 {
        let (a, b) = (triangle.corners[i], triangle.corners[(i + 1) % 3]);
        if a.z <= HEADROOM {
            corners.push(a);
        }
        if (a.z - HEADROOM) * (b.z - HEADROOM) < 0. {
            corners.push(a + (b - a) * ((HEADROOM - a.z) / (b.z - a.z)));
        }
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{mesh::cuboid, surface::Surface};

    #[test]
    fn what_is_above_head_height_takes_no_room() {
        let block = |from: [f64; 3], to: [f64; 3]| cuboid(from.into(), to.into(), Surface::Metal);
        let post = block([1., 0., 0.], [1.2, 0.4, 3.]);
        let Model { size, mesh, .. } = standing(post.with(block([-5., 0., 2.5], [1., 0.4, 3.5])));
        assert!((size.length - 0.2).abs() < 1e-9 && (size.width - 0.4).abs() < 1e-9, "{size:?}");
        assert_eq!(size.height, 3.5);
        let (min, max) = mesh.bounds();
        assert!((max.x - 0.1).abs() < 1e-9 && (min.x + 6.1).abs() < 1e-9, "{min} {max}");
    }
}
