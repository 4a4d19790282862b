//! The numbers of one labelled object.

use voxelnet_kitti::Label;
use voxelnet_scene::Box3d;

use super::matching::Matching;

/// The numbers of one labelled object.
pub(crate) struct ObjectFacts {
    pub(crate) label: Label,
    pub(crate) class: Option<usize>,
    pub(crate) box3d: Box3d,
    /// Points of the whole scan inside the box.
    pub(crate) num_points: usize,
    /// Points among them that training shows the network.
    pub(crate) num_shown: usize,
    /// Points above the road inside the box as given, then where other conventions would put it.
    pub(crate) by_pose: Vec<usize>,
    /// Height of the lower face above the road, metres, where the road is known.
    pub(crate) gap_m: Option<f64>,
    /// The anchors of its class that overlap it, when it stands where the network looks.
    pub(crate) matching: Option<Matching>,
}

impl ObjectFacts {
    /// Whether anything can be as large as the box: nothing on a road reaches farther than 60 m.
    pub(crate) fn is_possible(&self) -> bool {
        let size = self.box3d.size;
        [size.length, size.width, size.height].iter().all(|&extent| 0. < extent && extent < 60.)
    }
}
