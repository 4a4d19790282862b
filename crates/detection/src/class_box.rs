//! An object that a network should find.

use voxelnet_scene::Box3d;

/// A labelled box with the number of its class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassBox {
    /// Number of the class, in the order of the configuration.
    pub class: usize,
    /// Its box.
    pub box3d: Box3d,
}
