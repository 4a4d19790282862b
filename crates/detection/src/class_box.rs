//! What a network is to find.

use voxelnet_scene::Box3d;

/// A labelled box with the number of its class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassBox {
    /// Number of the class, in the order of the configuration.
    pub class: usize,
    /// Where it is.
    pub box3d: Box3d,
}
