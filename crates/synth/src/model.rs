//! Bodies: shapes with the box around them.

use voxelnet_scene::BoxSize;

use crate::{class::Class, mesh::Mesh};

/// A body around the origin, standing on z = 0 and heading for +x.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// The class that an annotator gives it; `None` for clutter, which KITTI does not label.
    pub class: Option<Class>,
    /// The box around what an annotator sees as the object: of a vehicle without mirrors, of a walker with the
    /// whole gait, without what is pushed; of clutter, the room it takes on the ground, which crowns of trees and
    /// arms of lamps stick out of.
    pub size: BoxSize,
    pub mesh: Mesh,
}

impl Model {
    /// A body that fills its box: the mesh is stretched to it.
    pub fn filling(class: Option<Class>, size: BoxSize, mesh: Mesh) -> Self {
        Self { class, size, mesh: mesh.fitted(size) }
    }
}
