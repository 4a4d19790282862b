//! Limits of boxes: beyond them a network has gone astray, as it does on inputs unlike those that it learned from.

use voxelnet_config::{AnchorClass, DetectionConfig};
use voxelnet_scene::{Box3d, BoxSize};
use voxelnet_voxelizer::GridSpec;

use crate::anchors::AnchorGrid;

/// The sizes and the places that boxes of each class may have, in the frame of the network.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BoxLimits<'a> {
    classes: &'a [AnchorClass],
    grid: &'a GridSpec,
    /// The largest ratio of a size to the anchor's and the reverse; 0 allows any.
    max_size_ratio: f64,
}

impl<'a> BoxLimits<'a> {
    pub(crate) fn new(anchors: &'a AnchorGrid, config: &DetectionConfig) -> Self {
        let max_size_ratio = config.max_size_ratio;
        Self { classes: anchors.classes(), grid: anchors.grid(), max_size_ratio }
    }

    /// Whether an object of a class may have this box.
    pub(crate) fn allow(&self, class: usize, box3d: &Box3d) -> bool {
        let anchor = &self.classes[class].size;
        self.allow_place(anchor, box3d) && self.allow_size(anchor, &box3d.size)
    }

    /// Whether the centre lies in the range of the grid, or within one diagonal of the anchor, seen from above, of it.
    fn allow_place(&self, anchor: &BoxSize, box3d: &Box3d) -> bool {
        let diagonal = anchor.length.hypot(anchor.width);
        let GridSpec { min_m, max_m, .. } = self.grid;
        (0..3).all(|axis| {
            let allowed = min_m[axis] - diagonal..=max_m[axis] + diagonal;
            allowed.contains(&box3d.center[axis])
        })
    }

    fn allow_size(&self, anchor: &BoxSize, size: &BoxSize) -> bool {
        let ratios =
            [size.length / anchor.length, size.width / anchor.width, size.height / anchor.height];
        let allowed = 1. / self.max_size_ratio..=self.max_size_ratio;
        self.max_size_ratio == 0. || ratios.iter().all(|ratio| allowed.contains(ratio))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: BoxSize = BoxSize { length: 4., width: 3., height: 1.5 };

    fn allows(max_size_ratio: f64, center: [f64; 3], size: BoxSize) -> bool {
        let class = AnchorClass {
            name: "Car".into(),
            size: SIZE,
            center_z: -1.,
            positive_iou: 0.6,
            negative_iou: 0.45,
        };
        let grid =
            GridSpec { min_m: [0., -40., -3.], max_m: [70., 40., 1.], voxel_size_m: [1.; 3] };
        let limits = BoxLimits { classes: &[class], grid: &grid, max_size_ratio };
        limits.allow(0, &Box3d::new(center.into(), size, 0.))
    }

    #[test]
    fn centres_may_lie_an_anchor_outside_of_the_grid() {
        // The diagonal is 5 m.
        for (center, expected) in [
            ([35., 0., -1.], true),
            ([-4.9, 44.9, 5.9], true),
            ([74.9, -44.9, -7.9], true),
            ([-5.1, 0., -1.], false),
            ([75.1, 0., -1.], false),
            ([35., 45.1, -1.], false),
            ([35., 0., 6.1], false),
            ([35., 0., -8.1], false),
            ([35., f64::NAN, -1.], false),
        ] {
            assert_eq!(allows(3., center, SIZE), expected, "{center:?}");
            assert_eq!(allows(0., center, SIZE), expected, "{center:?}");
        }
    }

    #[test]
    fn sizes_lie_within_a_ratio_of_the_anchors() {
        let center = [35., 0., -1.];
        for (size, expected) in [
            (BoxSize { length: 11.9, ..SIZE }, true),
            (BoxSize { length: 12.1, ..SIZE }, false),
            (BoxSize { width: 1.01, ..SIZE }, true),
            (BoxSize { width: 0.99, ..SIZE }, false),
            (BoxSize { height: 4.6, ..SIZE }, false),
            (BoxSize { height: 0.49, ..SIZE }, false),
        ] {
            assert_eq!(allows(3., center, size), expected, "{size:?}");
            assert!(allows(0., center, size), "{size:?}");
        }
        assert!(allows(4., center, BoxSize { length: 12.1, ..SIZE }));
    }
}
