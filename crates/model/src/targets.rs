//! The assignment of anchors to boxes (section 2.2).

use std::collections::{BTreeMap, BTreeSet};

use nalgebra::Point2;
use voxelnet_detection::{
    ANCHOR_YAWS, AnchorGrid, ClassBox, NUM_RESIDUALS, encode_residual, is_reversed,
};
use voxelnet_scene::{Box3d, GroundKdTree, bev_iou};

/// An anchor that should find a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PositiveAnchor {
    /// Flat index of the anchor, see [`AnchorGrid`].
    pub anchor: usize,
    /// Number of the box that it should find.
    pub target: usize,
    /// The residual that it is trained to predict.
    pub residual: [f32; NUM_RESIDUALS],
    /// Whether the box heads against the anchor.
    pub reversed: bool,
}

/// The training targets of a frame; an anchor in neither list is negative.
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
    cells: GroundKdTree,
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
        Self { cells: GroundKdTree::new(&centers), anchors }
    }

    /// The anchors that it labels.
    pub fn anchors(&self) -> &AnchorGrid {
        &self.anchors
    }

    /// Labels all anchors for the boxes of one frame. Anchors that would not be negative for one of the
    /// `lookalikes` are ignored, unless they are positive for a box.
    pub fn assign(&self, boxes: &[ClassBox], lookalikes: &[ClassBox]) -> FrameTargets {
        let mut targets = self.label(boxes, &self.match_boxes(boxes));
        if lookalikes.is_empty() {
            return targets;
        }
        let around = self.label(lookalikes, &self.match_boxes(lookalikes));
        let is_positive: BTreeSet<usize> =
            targets.positives.iter().map(|positive| positive.anchor).collect();
        let spared = around.positives.iter().map(|positive| positive.anchor).chain(around.ignored);
        targets.ignored.extend(spared.filter(|anchor| !is_positive.contains(anchor)));
        targets.ignored.sort_unstable();
        targets.ignored.dedup();
        targets
    }

    /// For each anchor that overlaps a box, the box that it overlaps most.
    fn match_boxes(&self, boxes: &[ClassBox]) -> BTreeMap<usize, Best> {
        let mut best = BTreeMap::new();
        for (target, labelled) in boxes.iter().enumerate() {
            self.match_box(target, labelled, &mut best);
        }
        best
    }

    /// Offers a box to all anchors of its class near it.
    fn match_box(&self, target: usize, labelled: &ClassBox, best: &mut BTreeMap<usize, Best>) {
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

    fn label(&self, boxes: &[ClassBox], best: &BTreeMap<usize, Best>) -> FrameTargets {
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use nalgebra::Point3;
    use proptest::prelude::*;
    use voxelnet_detection::{NetworkLayout, decode_residual};
    use voxelnet_scene::BoxSize;

    use super::*;
    use crate::testing::two_class_config;

    fn assigner() -> TargetAssigner {
        let config = two_class_config();
        let layout = NetworkLayout::new(&config).unwrap();
        TargetAssigner::new(AnchorGrid::new(&config, &layout))
    }

    fn anchor_of(assigner: &TargetAssigner, anchor: usize) -> Box3d {
        let cells = assigner.anchors().num_cells();
        assigner.anchors().anchor(anchor / cells, anchor % cells)
    }

    fn boxes() -> impl Strategy<Value = Vec<ClassBox>> {
        let one = (0_usize..2, 0f64..16., -8f64..8., -4f64..4., 0.7f64..1.3).prop_map(
            |(class, x, y, yaw, scale)| {
                let size = [(3.9, 1.6), (0.8, 0.6)][class];
                let size = BoxSize { length: size.0 * scale, width: size.1 * scale, height: 1.5 };
                ClassBox { class, box3d: Box3d::new(Point3::new(x, y, -1.), size, yaw) }
            },
        );
        prop::collection::vec(one, 0..8)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn labels_equal_those_of_comparing_every_anchor_with_every_box(boxes in boxes()) {
            let assigner = assigner();
            let anchors = assigner.anchors();
            let overlap = |anchor: usize, labelled: &ClassBox| {
                let class = anchors.class_of_kind(anchor / anchors.num_cells());
                let same = class == labelled.class;
                if same { bev_iou(&anchor_of(&assigner, anchor), &labelled.box3d) } else { 0. }
            };
            let best_of_box = |labelled: &ClassBox| {
                (0..anchors.len()).map(|anchor| overlap(anchor, labelled)).fold(0., f64::max)
            };
            let best: Vec<f64> = boxes.iter().map(best_of_box).collect();
            let targets = assigner.assign(&boxes, &[]);
            for positive in &targets.positives {
                let labelled = &boxes[positive.target];
                let iou = overlap(positive.anchor, labelled);
                let class = &anchors.classes()[labelled.class];
                let is_favourite = iou == best[positive.target] && iou > 0.;
                prop_assert!(iou >= class.positive_iou || is_favourite);
                let highest =
                    boxes.iter().map(|other| overlap(positive.anchor, other)).fold(0., f64::max);
                prop_assert!(iou == highest || is_favourite);
            }
            let positives: Vec<usize> = targets.positives.iter().map(|p| p.anchor).collect();
            for anchor in 0..anchors.len() {
                let class = &anchors.classes()[anchors.class_of_kind(anchor / anchors.num_cells())];
                let highest = boxes.iter().map(|b| overlap(anchor, b)).fold(0., f64::max);
                let is_positive = positives.binary_search(&anchor).is_ok();
                let is_ignored = targets.ignored.binary_search(&anchor).is_ok();
                prop_assert!(is_positive || highest < class.positive_iou);
                prop_assert_eq!(
                    is_ignored,
                    !is_positive && highest > 0. && highest >= class.negative_iou
                );
            }
            // Every box that touches an anchor is found by one, unless another box is keener on it.
            for (target, &iou) in best.iter().enumerate() {
                let is_found = targets.positives.iter().any(|p| p.target == target);
                let is_contested = targets.positives.iter().any(|p| {
                    overlap(p.anchor, &boxes[target]) == iou && p.target != target
                });
                prop_assert!(iou == 0. || is_found || is_contested);
            }
        }
    }

    #[test]
    fn around_a_lookalike_no_anchor_that_overlaps_it_well_is_negative() {
        let size = BoxSize { length: 4.4, width: 1.8, height: 2. };
        let place = |y| Box3d::new(Point3::new(8., y, -0.8), size, 0.1);
        let [van, car] = [-4., 4.].map(|y| ClassBox { class: 0, box3d: place(y) });
        let assigner = assigner();
        let (alone, beside) = (assigner.assign(&[car], &[]), assigner.assign(&[car], &[van]));
        assert_eq!(beside.positives, alone.positives);
        let spared: Vec<usize> = beside
            .ignored
            .iter()
            .copied()
            .filter(|anchor| !alone.ignored.contains(anchor))
            .collect();
        // They are those that the van would make positive or ignored if it were a car.
        let as_car = assigner.assign(&[van], &[]);
        let mut expected: Vec<usize> = as_car.positives.iter().map(|p| p.anchor).collect();
        expected.extend(&as_car.ignored);
        expected.sort_unstable();
        assert_eq!(spared, expected);
        assert!(beside.ignored.is_sorted() && !as_car.positives.is_empty());
        // What is positive for a box stays so.
        assert_eq!(assigner.assign(&[car], &[car]).positives, alone.positives);
    }

    #[test]
    fn positive_anchors_carry_the_residual_and_the_heading_of_their_box() {
        let size = BoxSize { length: 4.2, width: 1.7, height: 1.5 };
        for yaw in [0.2, 1.4, 3.0, -1.5, -3.1] {
            let box3d = Box3d::new(Point3::new(8.1, 0.3, -0.8), size, yaw);
            let targets = assigner().assign(&[ClassBox { class: 0, box3d }], &[]);
            assert!(!targets.positives.is_empty());
            for positive in &targets.positives {
                let anchor = anchor_of(&assigner(), positive.anchor);
                let residual = positive.residual.map(f64::from);
                let decoded = decode_residual(&anchor, &residual, Some(positive.reversed));
                assert!((decoded.center - box3d.center).norm() < 1e-5);
                assert!((decoded.yaw - yaw).abs() < 1e-5);
            }
        }
    }
}
