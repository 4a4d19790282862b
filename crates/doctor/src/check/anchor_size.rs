//! Anchors that are not as large, or not as high, as the objects are.

use voxelnet_head::AnchorClass;
use voxelnet_scene::BoxSize;

use crate::facts::{FrameFacts, objects_of};
use crate::finding::rounded;
use crate::setup::Setup;
use crate::statistics::median;
use crate::{Finding, Severity};

/// With fewer boxes nothing is said of their class.
const MIN_BOXES: usize = 5;
/// How many times as long an anchor may be as the boxes, or they as it.
const MAX_RATIO: f64 = 1.35;
const HOPELESS_RATIO: f64 = 2.;
const MAX_OFFSET_M: f64 = 0.5;
const HOPELESS_OFFSET_M: f64 = 1.2;

/// Compares the size of each anchor with that of the boxes.
pub(super) fn check(frames: &[FrameFacts], setup: &Setup<'_>) -> Vec<Finding> {
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
    let usual = |extent: fn(&BoxSize) -> f64| median(sizes.iter().map(extent));
    let found = BoxSize {
        length: usual(|size| size.length)?,
        width: usual(|size| size.width)?,
        height: usual(|size| size.height)?,
    };
    let ratio = |a: f64, b: f64| if a > 0. && b > 0. { (a / b).max(b / a) } else { f64::INFINITY };
    let worst = [
        ratio(found.length, anchor.size.length),
        ratio(found.width, anchor.size.width),
        ratio(found.height, anchor.size.height),
    ]
    .into_iter()
    .fold(1., f64::max);
    let severity = match worst {
        worst if worst > HOPELESS_RATIO => Severity::Error,
        worst if worst > MAX_RATIO => Severity::Warning,
        _ => return None,
    };
    let numbers = |size: BoxSize| {
        [size.length, size.width, size.height].map(|extent| format!("{extent:.2}")).join(" x ")
    };
    let name = &anchor.name;
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

/// Compares the height of each anchor's centre with that of the boxes.
pub(super) fn check_height(frames: &[FrameFacts], setup: &Setup<'_>) -> Vec<Finding> {
    let classes = setup.anchors.classes().iter().enumerate();
    classes
        .filter_map(|(class, anchor)| {
            let centers: Vec<f64> =
                objects_of(frames, class).map(|object| object.box3d.center.z).collect();
            let center = median(centers.iter().copied()).filter(|_| centers.len() >= MIN_BOXES)?;
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
    fn anchors_at_another_height_are_told() {
        // Pedestrians still stand on the road.
        let report = Case::healthy().examine(&["network.classes.0.center_z=0.5"]);
        let found = expect(&report, "anchor-height", Severity::Error);
        let height = found.evidence.get("median_center_z_m").unwrap_or_default();
        assert!((height + 1.).abs() < 0.15, "{}", found.sentence);
        assert!(found.remedy.starts_with("set network.classes.0.center_z = -"));
    }
}
