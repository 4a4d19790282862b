//! Boxes that overlap too few anchors of their class.

use voxelnet_config::AnchorClass;
use voxelnet_detection::ANCHOR_YAWS;
use voxelnet_files::{agreeing, counted};
use voxelnet_statistics::lower_median;

use crate::facts::frame::{FrameFacts, objects_of};
use crate::facts::matching::Matching;
use crate::finding::{Finding, NO_REMEDY, Severity, rounded};
use crate::setup::Setup;
use crate::statistics::{percent, share};

/// The fewest boxes of a class that a finding is based on.
const MIN_BOXES: usize = 5;
const HOPELESS_SHARE: f64 = 0.9;
const MAX_SHARE: f64 = 0.5;
/// With so many boxes there should be some along either axis.
const MIN_BOXES_FOR_YAWS: usize = 30;

pub(crate) fn check(frames: &[FrameFacts], setup: &Setup<'_>) -> Vec<Finding> {
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
        "{num_with} of {} of {} ({}) {} an anchor by positive_iou {} or more, {} anchors each.",
        counted(matchings.len(), "box"),
        anchor.name,
        percent(1. - without),
        agreeing(num_with, "overlaps", "overlap"),
        anchor.positive_iou,
        rounded(share(num_positive, num_with)),
    );
    let remedy = match severity {
        // The best anchor of a box is positive in any case.
        Severity::Note => NO_REMEDY.to_owned(),
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
        "unless all boxes head alike, mend the yaw of the labels or network.classes.{class}.size"
    );
    let finding = Finding::new(Severity::Note, "anchor-matching", sentence, remedy);
    Some(finding.with_count("boxes", matchings.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_case::{Case, expect, of_check};

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
