//! Bodies: shapes with the box that an annotator would draw around them.

use voxelnet_scene::BoxSize;

use crate::mesh::Mesh;

/// What a body is to an annotator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Car,
    Van,
    Truck,
    Tram,
    Pedestrian,
    PersonSitting,
    Cyclist,
    /// Everything KITTI does not label.
    Clutter,
}

/// A body around the origin, standing on z = 0 and heading for +x.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub kind: Kind,
    /// The box an annotator would draw around it; of clutter, the room it takes on the ground, which
    /// crowns of trees and arms of lamps stick out of.
    pub size: BoxSize,
    pub mesh: Mesh,
}

impl Model {
    /// A body that fills its box: the mesh is stretched to it.
    pub fn filling(kind: Kind, size: BoxSize, mesh: Mesh) -> Self {
        Self { kind, size, mesh: mesh.fitted(size) }
    }
}
