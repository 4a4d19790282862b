//! Boxes that no object can have, and boxes that hold no points.

use voxelnet_files::{agreeing, counted};

use crate::facts::frame::{FrameFacts, objects_of};
use crate::facts::object::ObjectFacts;
use crate::finding::{Finding, Severity, rounded};
use crate::setup::Setup;
use crate::statistics::{percent, share};

/// With so many boxes without points nothing can be learned.
const HOPELESS_SHARE: f64 = 0.5;
const MAX_SHARE: f64 = 0.25;
const NOTED_SHARE: f64 = 0.1;
/// The fewest boxes that a finding is based on.
const MIN_BOXES: usize = 3;

/// Boxes that hold too few points to be learned, class by class.
pub(crate) fn check_points(frames: &[FrameFacts], setup: &Setup<'_>) -> Vec<Finding> {
    let classes = setup.anchors.classes().iter().enumerate();
    let min_points = setup.config.frames.dataset.min_object_points.max(1);
    let empty = classes.filter_map(|(class, anchor)| {
        let objects: Vec<&ObjectFacts> = objects_of(frames, class).collect();
        without_points(&anchor.name, &objects, min_points)
    });
    empty.collect()
}

/// Boxes that no object can have.
pub(crate) fn check_sizes(frames: &[FrameFacts]) -> Option<Finding> {
    let all = || frames.iter().flat_map(|frame| frame.objects.iter().map(move |of| (frame, of)));
    let wrong: Vec<_> = all().filter(|(_, object)| !object.is_possible()).collect();
    let (frame, object) = wrong.first()?;
    let size = object.box3d.size;
    let sentence = format!(
        "{} {} a size that no object has; the first, {} in frame {}, is {} x {} x {} m (length, width, \
         height).",
        counted(wrong.len(), "box"),
        agreeing(wrong.len(), "has", "have"),
        object.label.kind,
        frame.name,
        rounded(size.length),
        rounded(size.width),
        rounded(size.height)
    );
    let remedy = "write height, width and length in metres into columns 9, 10 and 11 of the labels";
    Some(
        Finding::new(Severity::Error, "box-size", sentence, remedy)
            .with_count("impossible_boxes", wrong.len())
            .with_count("boxes", all().count()),
    )
}

fn without_points(name: &str, objects: &[&ObjectFacts], min_points: usize) -> Option<Finding> {
    let count = |has_few: &dyn Fn(&ObjectFacts) -> bool| {
        objects.iter().filter(|object| has_few(object)).count()
    };
    let num_few = count(&|object| object.num_shown < min_points);
    let num_few_at_all = count(&|object| object.num_points < min_points);
    let lost = share(num_few, objects.len());
    let severity = match lost {
        _ if objects.len() < MIN_BOXES => return None,
        lost if lost > HOPELESS_SHARE => Severity::Error,
        lost if lost > MAX_SHARE => Severity::Warning,
        lost if lost > NOTED_SHARE => Severity::Note,
        _ => return None,
    };
    let few = if min_points == 1 {
        "no point".to_owned()
    } else {
        format!("fewer than {}", counted(min_points, "point"))
    };
    let sentence = format!(
        "{num_few} of {} of {name} ({}) {} {few}, and nobody can learn to find {}.",
        counted(objects.len(), "box"),
        percent(lost),
        agreeing(num_few, "holds", "hold"),
        agreeing(num_few, "it", "them")
    );
    let remedy = if 2 * num_few_at_all < num_few {
        "most hold points that lie outside the camera's image: set train.crop_to_image = false, or look at P2 and \
         dataset.image_size"
    } else {
        "look whether boxes and scans belong to each other (calib/, dataset.boxes, frame names), and leave objects \
         out that no beam meets; `voxelnet view` draws frames with their boxes"
    };
    Some(
        Finding::new(severity, "boxes-without-points", sentence, remedy)
            .with_count("boxes", objects.len())
            .with_count("with_too_few_points", num_few)
            .with_count("with_too_few_in_the_whole_scan", num_few_at_all),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_case::{Case, expect, of_check};

    #[test]
    fn boxes_of_no_size_are_named() {
        let report = Case::with_boxes(|box3d| box3d.size.width = 0.).examine(&[]);
        let found = expect(&report, "box-size", Severity::Error);
        assert!(found.sentence.contains(" x 0 x "), "{}", found.sentence);
    }

    #[test]
    fn boxes_that_no_point_is_in_are_counted() {
        let report =
            Case::with(|frame| frame.cloud.points.retain(|point| point.z < -1.6)).examine(&[]);
        let found = expect(&report, "boxes-without-points", Severity::Error);
        assert!(found.remedy.contains("calib/"), "{}", found.remedy);
        let healthy = Case::healthy();
        assert_eq!(of_check(&healthy.examine(&[]), "boxes-without-points").len(), 0);
        let report = healthy.examine(&["dataset.min_object_points=1000"]);
        let found = expect(&report, "boxes-without-points", Severity::Error);
        assert!(found.sentence.contains("fewer than 1000 points"), "{}", found.sentence);
    }
}
