//! Which anchors should find which boxes (section 2.2).

use std::collections::BTreeMap;

use nalgebra::Point2;
use voxelnet_head::{ANCHOR_YAWS, AnchorGrid, NUM_RESIDUALS, encode_residual, is_reversed};
use voxelnet_scene::{BevIndex, Box3d, bev_iou};

/// A labelled box with the number of its class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoxOfClass {
    /// Number of the class, in the order of the configuration.
    pub class: usize,
    /// Where it is.
    pub box3d: Box3d,
}

/// An anchor that should find a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PositiveAnchor {
    /// Flat index of the anchor, see [`AnchorGrid`].
    pub anchor: usize,
    /// Number of the box that it should find.
    pub target: usize,
    /// What its residual should be.
    pub residual: [f32; NUM_RESIDUALS],
    /// Whether the box heads against the anchor.
    pub reversed: bool,
}

/// What every anchor of a frame should say; an anchor in neither list is negative.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameTargets {
    /// Anchors that should find a box, rising.
    pub positives: Vec<PositiveAnchor>,
    /// Anchors that overlap a box too little to find it and too much to deny it, rising.
    pub ignored: Vec<usize>,
}

/// Labels anchors by rotated bird's-eye IoU, class by class.
///
/// An anchor takes the box that it overlaps most: positive from `positive_iou` on, negative below
/// `negative_iou`, ignored between. The best anchor of every box is positive too when it overlaps
/// the box at all.
pub struct TargetAssigner {
    anchors: AnchorGrid,
    cells: BevIndex,
}

/// The box that an anchor overlaps most so far.
#[derive(Clone, Copy)]
struct Best {
    target: usize,
    iou: f64,
    is_forced: bool,
}

impl TargetAssigner {
    /// Prepares the search for the anchors near a box.
    pub fn new(anchors: AnchorGrid) -> Self {
        let centers: Vec<Point2<f64>> =
            (0..anchors.num_cells()).map(|cell| anchors.cell_center(cell)).collect();
        Self { cells: BevIndex::new(&centers), anchors }
    }

    /// The anchors that it labels.
    pub fn anchors(&self) -> &AnchorGrid {
        &self.anchors
    }

    /// Labels all anchors for the boxes of one frame.
    pub fn assign(&self, boxes: &[BoxOfClass]) -> FrameTargets {
        let mut best = BTreeMap::<usize, Best>::new();
        for (target, labelled) in boxes.iter().enumerate() {
            self.match_box(target, labelled, &mut best);
        }
        self.label(boxes, &best)
    }

    /// Offers a box to all anchors of its class near it.
    fn match_box(&self, target: usize, labelled: &BoxOfClass, best: &mut BTreeMap<usize, Best>) {
        let class = &self.anchors.classes()[labelled.class];
        let size = labelled.box3d.size;
        // Boxes whose circumscribed circles do not meet cannot overlap.
        let reach =
            (class.size.length.hypot(class.size.width) + size.length.hypot(size.width)) / 2.;
        let center = Point2::new(labelled.box3d.center.x, labelled.box3d.center.y);
        let mut favourite: Option<(usize, f64)> = None;
        for cell in self.cells.within(center, reach) {
            for yaw in 0..ANCHOR_YAWS.len() {
                let kind = labelled.class * ANCHOR_YAWS.len() + yaw;
                let iou = bev_iou(&self.anchors.anchor(kind, cell), &labelled.box3d);
                if iou <= 0. {
                    continue;
                }
                let anchor = kind * self.anchors.num_cells() + cell;
                if favourite.is_none_or(|(_, best_iou)| iou > best_iou) {
                    favourite = Some((anchor, iou));
                }
                let entry = best.entry(anchor).or_insert(Best { target, iou, is_forced: false });
                if iou > entry.iou && !entry.is_forced {
                    *entry = Best { target, iou, is_forced: false };
                }
            }
        }
        if let Some((anchor, iou)) = favourite {
            let entry = best.entry(anchor).or_insert(Best { target, iou, is_forced: true });
            if !entry.is_forced || iou > entry.iou {
                *entry = Best { target, iou, is_forced: true };
            }
        }
    }

    fn label(&self, boxes: &[BoxOfClass], best: &BTreeMap<usize, Best>) -> FrameTargets {
        let mut targets = FrameTargets::default();
        for (&anchor, &Best { target, iou, is_forced }) in best {
            let class = &self.anchors.classes()[boxes[target].class];
            if is_forced || iou >= class.positive_iou {
                targets.positives.push(self.positive(anchor, target, &boxes[target].box3d));
            } else if iou >= class.negative_iou {
                targets.ignored.push(anchor);
            }
        }
        targets
    }

    fn positive(&self, anchor: usize, target: usize, box3d: &Box3d) -> PositiveAnchor {
        let num_cells = self.anchors.num_cells();
        let anchor_box = self.anchors.anchor(anchor / num_cells, anchor % num_cells);
        PositiveAnchor {
            anchor,
            target,
            residual: encode_residual(&anchor_box, box3d).map(|value| value as f32),
            reversed: is_reversed(anchor_box.yaw, box3d.yaw),
        }
    }
}
