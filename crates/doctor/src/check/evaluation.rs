//! Objects that an evaluation counts.

use voxelnet_config::{BoxFrame, DifficultyRule};
use voxelnet_dataset::FrameReader;
use voxelnet_kitti::Label;
use voxelnet_metrics::{Difficulty, Evaluator, PointCounts, Rules};

use crate::facts::frame::{FrameFacts, objects_of};
use crate::finding::{Finding, Severity};
use crate::setup::Setup;

const CHECK: &str = "evaluation";

/// From so many boxes on, of all classes, none of which counts, something is wrong with the labels.
const MIN_BOXES: usize = 5;
/// Fewer boxes of one class may all be hard to see.
const MIN_BOXES_OF_CLASS: usize = 10;
/// With so many objects or fewer the official measure stays below 100.
const MAX_CAPPED: usize = 40;

/// The boxes of a class, and how many of them have to be found at each level.
struct Counted<'a> {
    name: &'a str,
    num_boxes: usize,
    at_level: [usize; 3],
}

/// Counts, by the rules of the evaluation itself, the objects that have to be found.
pub(crate) fn check(
    frames: &[FrameFacts],
    reader: &FrameReader,
    setup: &Setup<'_>,
    num_frames: usize,
) -> Vec<Finding> {
    let report = evaluator_of(frames, reader).finish();
    let (mut counted, mut findings) = (Vec::new(), Vec::new());
    for (class, anchor) in setup.anchors.classes().iter().enumerate() {
        let (name, num_boxes) = (anchor.name.as_str(), objects_of(frames, class).count());
        match report.classes.get(&name.to_ascii_lowercase()) {
            _ if num_boxes == 0 => {}
            None => findings.push(unknown_class(name)),
            Some(table) => {
                let at_level = Difficulty::ALL.map(|level| table.volume.get(level).n_gt);
                counted.push(Counted { name, num_boxes, at_level });
            }
        }
    }
    let by_points = reader.config().difficulty == DifficultyRule::Points;
    findings.extend(not_counted(&counted, by_points));
    if frames.len() == num_frames {
        findings.extend(few(&counted));
    }
    findings
}

/// The labels of all frames, without any detection.
fn evaluator_of(frames: &[FrameFacts], reader: &FrameReader) -> Evaluator {
    let config = reader.config();
    let mut evaluator = Evaluator::new(Rules::of(reader));
    for frame in frames {
        let mut labels: Vec<Label> = frame.objects.iter().map(|of| of.label.clone()).collect();
        if config.boxes == BoxFrame::Lidar {
            labels.iter_mut().for_each(Label::turn_to_camera);
        }
        if config.difficulty == DifficultyRule::Points {
            let num_points = frame.objects.iter().map(|of| of.num_points).collect();
            let counts = PointCounts { labels: num_points, detections: Vec::new() };
            evaluator.add_counted_frame(&labels, &[], &counts);
        } else {
            evaluator.add_frame(&labels, &[]);
        }
    }
    evaluator
}

fn unknown_class(name: &str) -> Finding {
    let sentence = format!("The class {name} is learned, but KITTI's metrics do not know it.");
    let remedy =
        "set dataset.difficulty = \"points\", which evaluates all classes of the configuration";
    Finding::new(Severity::Warning, CHECK, sentence, remedy)
}

/// Classes of which no object has to be found.
fn not_counted(counted: &[Counted<'_>], by_points: bool) -> Vec<Finding> {
    let none: Vec<&Counted<'_>> = counted.iter().filter(|of| of.at_level[2] == 0).collect();
    let num_boxes: usize = none.iter().map(|of| of.num_boxes).sum();
    let finding = |severity, names: &str, num_boxes| {
        let sentence = format!(
            "No box of {names} counts in an evaluation, so the average precision is 0 or missing."
        );
        let remedy = if by_points {
            "lower min_points or raise max_distance_m in dataset.levels"
        } else {
            "write truncation, occlusion and a 2D box into columns 2, 3 and 5 to 8 of the labels, or set \
             dataset.difficulty = \"points\""
        };
        Finding::new(severity, CHECK, sentence, remedy)
            .with_count("boxes", num_boxes)
            .with_count("boxes_that_count", 0)
    };
    if none.len() == counted.len() && num_boxes >= MIN_BOXES {
        let names: Vec<&str> = none.iter().map(|of| of.name).collect();
        return vec![finding(Severity::Error, &names.join(", "), num_boxes)];
    }
    none.iter()
        .map(|of| {
            let severity = match of.num_boxes {
                count if count >= MIN_BOXES_OF_CLASS => Severity::Error,
                count if count >= MIN_BOXES => Severity::Warning,
                _ => Severity::Note,
            };
            finding(severity, of.name, of.num_boxes)
        })
        .collect()
}

/// Classes of which even a perfect detector does not get all that there is.
fn few(counted: &[Counted<'_>]) -> Option<Finding> {
    let few: Vec<String> = counted
        .iter()
        .filter(|of| (1..=MAX_CAPPED).contains(&of.at_level[1]))
        .map(|of| format!("{} {}", of.at_level[1], of.name))
        .collect();
    let fewest = counted.iter().map(|of| of.at_level[1]).filter(|&count| count > 0).min()?;
    (!few.is_empty()).then(|| {
        let sentence = format!(
            "Few objects count at the level moderate, {}: with {MAX_CAPPED} or fewer even a perfect detector stays \
             below 100.",
            few.join(", ")
        );
        let remedy = "evaluate more frames (`--split`); the plain average precision, which `--full` prints, has no such \
                      limit";
        Finding::new(Severity::Note, CHECK, sentence, remedy).with_count("fewest", fewest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_case::{Case, expect, of_check};

    #[test]
    fn labels_without_2d_boxes_are_told_as_nothing_counts() {
        let case = Case::with(|frame| {
            for label in &mut frame.labels {
                label.rect.bottom = label.rect.top;
            }
        });
        let report = case.examine(&[]);
        let found = expect(&report, CHECK, Severity::Error);
        assert_eq!(found.evidence.get("boxes_that_count"), Some(0.));
        let report = case.examine(&["dataset.difficulty=points"]);
        let errors = of_check(&report, CHECK);
        assert!(errors.iter().all(|of| of.severity == Severity::Note), "{}", report.text());
    }

    #[test]
    fn levels_that_nothing_reaches_are_told() {
        let report = Case::healthy().examine(&[
            "dataset.difficulty=points",
            "dataset.levels.easy={ min_points = 100000, max_distance_m = 80.0 }",
            "dataset.levels.moderate={ min_points = 100000, max_distance_m = 80.0 }",
            "dataset.levels.hard={ min_points = 100000, max_distance_m = 80.0 }",
        ]);
        let found = expect(&report, CHECK, Severity::Error);
        assert!(found.remedy.contains("dataset.levels"), "{}", found.remedy);
    }

    #[test]
    fn a_class_that_the_metrics_do_not_know_is_told() {
        let report = Case::healthy().examine(&["network.classes.0.name=Van"]);
        let found = expect(&report, CHECK, Severity::Warning);
        assert!(found.sentence.contains("The class Van"), "{}", found.sentence);
    }
}
