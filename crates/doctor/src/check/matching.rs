//! Which anchors would have to find the boxes.
//!
//! Training makes an anchor positive from `positive_iou` on, and besides the best anchor of each box. Here
//! only the former count: a box that lives on its best anchor alone is hardly learned.

use nalgebra::Point2;
use voxelnet_config::AnchorClass;
use voxelnet_dataset::is_above_grid;
use voxelnet_detection::ANCHOR_YAWS;
use voxelnet_scene::{Box3d, bev_iou};
use voxelnet_statistics::lower_median;

use crate::facts::{FrameFacts, objects_of};
use crate::finding::{Finding, Severity, rounded};
use crate::setup::Setup;
use crate::statistics::{percent, share};

/// Larger boxes are none, and would be compared with every anchor, metres.
const MAX_DIAGONAL_M: f64 = 60.;
/// With fewer boxes nothing is said of their class.
const MIN_BOXES: usize = 5;
const HOPELESS_SHARE: f64 = 0.9;
const MAX_SHARE: f64 = 0.5;
/// With so many boxes there should be some along either axis.
const MIN_BOXES_FOR_YAWS: usize = 30;

/// The anchors of its class that overlap a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Matching {
    /// How many overlap it by the positive IoU, for each yaw of the anchors.
    num_positive: [usize; ANCHOR_YAWS.len()],
    best_iou: f64,
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

    fn is_positive(&self) -> bool {
        self.num_positive.iter().any(|&count| count > 0)
    }
}

pub(super) fn check(frames: &[FrameFacts], setup: &Setup<'_>) -> Vec<Finding> {
    let classes = setup.anchors.classes().iter().enumerate();
    classes
        .flat_map(|(class, anchor)| {
            let matchings: Vec<Matching> =
                objects_of(frames, class).filter_map(|object| object.matching).collect();
            if matchings.len() < MIN_BOXES {
                return Vec::new();
            }
            let num_anchors = frames.len() * setup.anchors.num_cells() * ANCHOR_YAWS.len();
            let mut findings = vec![of_class(class, anchor, &matchings, num_anchors)];
            findings.extend(idle_yaws(class, anchor, &matchings));
            findings
        })
        .collect()
}

fn of_class(
    class: usize,
    anchor: &AnchorClass,
    matchings: &[Matching],
    num_anchors: usize,
) -> Finding {
    let num_without = matchings.iter().filter(|matching| !matching.is_positive()).count();
    let num_positive: usize = matchings.iter().flat_map(|of| of.num_positive).sum();
    let without = share(num_without, matchings.len());
    let best_iou = lower_median(matchings.iter().map(|matching| matching.best_iou)).unwrap_or(0.);
    let severity = match without {
        without if without > HOPELESS_SHARE => Severity::Error,
        without if without > MAX_SHARE => Severity::Warning,
        _ => Severity::Note,
    };
    let num_with = matchings.len() - num_without;
    let sentence = format!(
        "{num_with} of {} boxes of {} ({}) overlap an anchor by positive_iou {} or more, {} anchors each.",
        matchings.len(),
        anchor.name,
        percent(1. - without),
        anchor.positive_iou,
        rounded(share(num_positive, num_with)),
    );
    let remedy = match severity {
        Severity::Note => "of the other boxes the best anchor is positive all the same".to_owned(),
        _ => format!(
            "bring network.classes.{class}.size nearer to the boxes, set its positive_iou to {:.2} or less, or take \
             smaller cells (network.grid.voxel_size_m, the stride of the first block of network.rpn)",
            (best_iou * 20.).floor() / 20.
        ),
    };
    Finding::new(severity, "anchor-matching", sentence, remedy)
        .with_count("boxes", matchings.len())
        .with_count("boxes_without_positive_anchor", num_without)
        .with("positive_anchors_per_box", share(num_positive, matchings.len()))
        .with("share_of_anchors_positive", share(num_positive, num_anchors))
        .with("median_best_iou", best_iou)
}

/// Anchors of a yaw that no box ever matches, though those of the other are matched.
fn idle_yaws(class: usize, anchor: &AnchorClass, matchings: &[Matching]) -> Option<Finding> {
    let sums: [usize; ANCHOR_YAWS.len()] =
        std::array::from_fn(|yaw| matchings.iter().map(|of| of.num_positive[yaw]).sum());
    let idle = sums.iter().position(|&sum| sum == 0)?;
    if matchings.len() < MIN_BOXES_FOR_YAWS || sums.iter().all(|&sum| sum == 0) {
        return None;
    }
    let sentence = format!(
        "No anchor of {} at a yaw of {:.0} degrees matches any of {} boxes.",
        anchor.name,
        ANCHOR_YAWS[idle].to_degrees(),
        matchings.len()
    );
    let remedy = format!(
        "nothing, if all of them really head alike; otherwise look at the yaw of the labels and at \
         network.classes.{class}.size"
    );
    let finding = Finding::new(Severity::Note, "anchor-matching", sentence, remedy);
    Some(finding.with_count("boxes", matchings.len()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::test_case::{Case, config, expect, of_check};

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

    #[test]
    fn anchors_that_overlap_no_box_enough_are_told() {
        let report = Case::healthy().examine(&["network.classes.0.positive_iou=0.98"]);
        let found = expect(&report, "anchor-matching", Severity::Error);
        assert!(found.remedy.contains("network.classes.0.size"), "{}", found.remedy);
        let report = Case::healthy().examine(&[]);
        let of_cars = of_check(&report, "anchor-matching");
        assert!(of_cars.iter().any(|of| of.sentence.contains("boxes of Car")));
        assert!(of_cars.iter().all(|of| of.severity != Severity::Error), "{}", report.text());
    }
}
