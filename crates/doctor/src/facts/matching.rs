//! The anchors that would have to find a box.
//!
//! Training makes an anchor positive from `positive_iou` on, and besides the best anchor of each box. Here
//! only the former count: a box that lives on its best anchor alone is hardly learned.

use nalgebra::Point2;
use voxelnet_dataset::is_above_grid;
use voxelnet_detection::ANCHOR_YAWS;
use voxelnet_scene::{Box3d, bev_iou};

use crate::setup::Setup;

/// Larger boxes are none, and would be compared with every anchor, metres.
const MAX_DIAGONAL_M: f64 = 60.;

/// The anchors of its class that overlap a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Matching {
    /// The number that overlap it by the positive IoU, for each yaw of the anchors.
    pub(crate) num_positive: [usize; ANCHOR_YAWS.len()],
    pub(crate) best_iou: f64,
}

impl Matching {
    /// `None` where no cell is.
    pub(crate) fn of(class: usize, box3d: &Box3d, setup: &Setup<'_>) -> Option<Self> {
        let anchor = &setup.anchors.classes()[class];
        let diagonal = box3d.size.length.hypot(box3d.size.width);
        // Written so that a size that is no number is refused too.
        if !(diagonal < MAX_DIAGONAL_M && is_above_grid(setup.grid.spec(), box3d.center)) {
            return None;
        }
        // Boxes whose circumscribed circles do not meet cannot overlap.
        let reach = (diagonal + anchor.size.length.hypot(anchor.size.width)) / 2.;
        let mut matching = Self { num_positive: [0; ANCHOR_YAWS.len()], best_iou: 0. };
        for cell in setup.cells.within(Point2::new(box3d.center.x, box3d.center.y), reach) {
            for yaw in 0..ANCHOR_YAWS.len() {
                let kind = class * ANCHOR_YAWS.len() + yaw;
                let iou = bev_iou(&setup.anchors.anchor(kind, cell), box3d);
                matching.best_iou = matching.best_iou.max(iou);
                matching.num_positive[yaw] += usize::from(iou >= anchor.positive_iou);
            }
        }
        Some(matching)
    }

    pub(crate) fn is_positive(&self) -> bool {
        self.num_positive.iter().any(|&count| count > 0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::test_case::config;

    #[test]
    fn a_box_like_an_anchor_is_matched_by_it_and_its_neighbours() {
        let config = config(&[]);
        let setup = Setup::new(&config).unwrap();
        let anchor = setup.anchors.anchor(1, 100 * 176 + 50);
        let found = Matching::of(0, &anchor, &setup).unwrap();
        assert_eq!(found.best_iou, 1.);
        // Every anchor compared: cells are 0.4 m wide.
        let expected = [0, 1].map(|kind| {
            let ious = (0..setup.anchors.num_cells())
                .map(|cell| bev_iou(&setup.anchors.anchor(kind, cell), &anchor));
            ious.filter(|&iou| iou >= 0.6).count()
        });
        assert_eq!(found.num_positive, expected);
        assert!(expected[0] == 0 && expected[1] > 3, "{expected:?}");
    }
}
