//! Anchors that are not as large, or not as high, as the objects are.

use voxelnet_config::AnchorClass;
use voxelnet_scene::BoxSize;
use voxelnet_statistics::lower_median;

use crate::facts::frame::{FrameFacts, objects_of};
use crate::finding::{Finding, Severity, rounded};
use crate::setup::Setup;

/// The check of length, width and height given in the wrong order.
pub(crate) const ORDER: &str = "box-size-order";

/// The fewest boxes of a class that a finding is based on.
const MIN_BOXES: usize = 5;
/// The largest ratio of the size of an anchor to that of the boxes, or of theirs to its own.
const MAX_RATIO: f64 = 1.35;
const HOPELESS_RATIO: f64 = 2.;
const MAX_OFFSET_M: f64 = 0.5;
const HOPELESS_OFFSET_M: f64 = 1.2;

/// Compares the size of each anchor with that of the boxes.
pub(crate) fn check(frames: &[FrameFacts], setup: &Setup<'_>) -> Vec<Finding> {
    let classes = setup.anchors.classes().iter().enumerate();
    classes
        .filter_map(|(class, anchor)| {
            let sizes: Vec<BoxSize> =
                objects_of(frames, class).map(|object| object.box3d.size).collect();
            (sizes.len() >= MIN_BOXES).then(|| size_of_class(class, anchor, &sizes))?
        })
        .collect()
}

fn size_of_class(class: usize, anchor: &AnchorClass, sizes: &[BoxSize]) -> Option<Finding> {
    let usual = |extent: fn(&BoxSize) -> f64| lower_median(sizes.iter().map(extent));
    let found = BoxSize {
        length: usual(|size| size.length)?,
        width: usual(|size| size.width)?,
        height: usual(|size| size.height)?,
    };
    let worst = largest_ratio(found, anchor.size);
    let severity = match worst {
        worst if worst > HOPELESS_RATIO => Severity::Error,
        worst if worst > MAX_RATIO => Severity::Warning,
        _ => return None,
    };
    let numbers = |size: BoxSize| {
        [size.length, size.width, size.height].map(|extent| format!("{extent:.2}")).join(" x ")
    };
    let name = &anchor.name;
    if orders(found).into_iter().any(|order| largest_ratio(order, anchor.size) < MAX_RATIO) {
        let sentence = format!(
            "Length, width and height seem to stand in the wrong order: the boxes of {name} are {} m in the middle, \
             its anchor is {} m.",
            numbers(found),
            numbers(anchor.size)
        );
        let remedy = format!(
            "write height, width and length, the length along the heading, into columns 9, 10 and 11 of the labels, or \
             mend network.classes.{class}.size"
        );
        return Some(
            Finding::new(Severity::Error, ORDER, sentence, remedy).with_count("boxes", sizes.len()),
        );
    }
    let sentence = format!(
        "The anchor of {name} is {} m (length, width, height), and the boxes are {} m in the middle.",
        numbers(anchor.size),
        numbers(found)
    );
    let remedy = format!(
        "set network.classes.{class}.size = {{ length = {:.2}, width = {:.2}, height = {:.2} }}, unless the labels \
         are wrong",
        found.length, found.width, found.height
    );
    Some(
        Finding::new(severity, "anchor-size", sentence, remedy)
            .with("largest_ratio", worst)
            .with_count("boxes", sizes.len()),
    )
}

/// The largest ratio of two sizes along one side, at least 1.
fn largest_ratio(a: BoxSize, b: BoxSize) -> f64 {
    let ratios = [a.length / b.length, a.width / b.width, a.height / b.height];
    ratios.into_iter().map(|ratio| ratio.max(1. / ratio)).fold(1., f64::max)
}

/// A size in every other order.
fn orders(size: BoxSize) -> [BoxSize; 5] {
    let BoxSize { length: a, width: b, height: c } = size;
    [[a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]].map(|[length, width, height]| BoxSize {
        length,
        width,
        height,
    })
}

/// Compares the height of each anchor's centre with that of the boxes.
pub(crate) fn check_height(frames: &[FrameFacts], setup: &Setup<'_>) -> Vec<Finding> {
    let classes = setup.anchors.classes().iter().enumerate();
    classes
        .filter_map(|(class, anchor)| {
            let centers: Vec<f64> =
                objects_of(frames, class).map(|object| object.box3d.center.z).collect();
            let center = lower_median(centers.iter().copied()).filter(|_| centers.len() >= MIN_BOXES)?;
            let severity = match (center - anchor.center_z).abs() {
                offset if offset > HOPELESS_OFFSET_M => Severity::Error,
                offset if offset > MAX_OFFSET_M => Severity::Warning,
                _ => return None,
            };
            let sentence = format!(
                "The anchor of {} has its centre at z = {} m, and the boxes have theirs at {center:.2} m in the middle.",
                anchor.name,
                rounded(anchor.center_z)
            );
            let remedy = format!("set network.classes.{class}.center_z = {center:.2}");
            Some(
                Finding::new(severity, "anchor-height", sentence, remedy)
                    .with("anchor_center_z_m", anchor.center_z)
                    .with("median_center_z_m", center)
                    .with_count("boxes", centers.len()),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_case::{Case, expect, of_check};

    #[test]
    fn anchors_of_another_size_are_told_with_that_of_the_boxes() {
        let report = Case::healthy().examine(&["network.classes.0.size.length=6.0"]);
        let found = expect(&report, "anchor-size", Severity::Warning);
        assert!(found.remedy.contains("network.classes.0.size = { length = 4"), "{}", found.remedy);
        let report = Case::healthy().examine(&["network.classes.0.size.width=16.0"]);
        expect(&report, "anchor-size", Severity::Error);
        assert_eq!(of_check(&Case::healthy().examine(&[]), "anchor-size").len(), 0);
    }

    #[test]
    fn sizes_in_another_order_are_told() {
        let report = Case::with_boxes(|box3d| {
            (box3d.size.length, box3d.size.height) = (box3d.size.height, box3d.size.length);
        })
        .examine(&[]);
        let found = expect(&report, ORDER, Severity::Error);
        assert!(found.sentence.contains("boxes of Car"), "{}", found.sentence);
    }

    #[test]
    fn anchors_at_another_height_are_told() {
        // Pedestrians still stand on the road.
        let report = Case::healthy().examine(&["network.classes.0.center_z=0.5"]);
        let found = expect(&report, "anchor-height", Severity::Error);
        let height = found.evidence.get("median_center_z_m").unwrap_or_default();
        assert!((height + 1.).abs() < 0.15, "{}", found.sentence);
        assert!(found.remedy.starts_with("set network.classes.0.center_z = -"));
    }
}
