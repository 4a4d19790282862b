//! Objects that an evaluation counts.

use voxelnet_dataset::FrameReader;
use voxelnet_head::{BoxFrame, DifficultyRule};
use voxelnet_kitti::{Difficulty, Evaluator, Label};

use crate::facts::{FrameFacts, ObjectFacts, objects_of};
use crate::setup::Setup;
use crate::{Finding, Severity};

const CHECK: &str = "evaluation";

/// Counts, by the rules of the evaluation itself, the objects that have to be found.
pub(crate) fn check_evaluation(
    frames: &[FrameFacts],
    reader: &FrameReader,
    setup: &Setup<'_>,
    num_frames: usize,
) -> Vec<Finding> {
    let rules = reader.rules();
    let by_points = reader.config().difficulty == DifficultyRule::Points;
    let mut evaluator = Evaluator::new(rules);
    for frame in frames {
        let labels: Vec<Label> = frame.objects.iter().map(|of| row(of, reader)).collect();
        let num_points: Vec<usize> = frame.objects.iter().map(|of| of.num_points).collect();
        if by_points {
            evaluator.add_counted_frame(&labels, &num_points, &[]);
        } else {
            evaluator.add_frame(&labels, &[]);
        }
    }
    let report = evaluator.finish();
    let classes = setup.anchors.classes().iter().enumerate();
    classes
        .filter_map(|(class, anchor)| {
            let num_objects = objects_of(frames, class).count();
            let name = anchor.name.to_ascii_lowercase();
            match report.classes.get(&name) {
                _ if num_objects == 0 => None,
                None => Some(not_evaluated(&anchor.name)),
                Some(table) => {
                    let counts = Difficulty::ALL.map(|level| table.volume.get(level).n_gt);
                    let is_all = frames.len() == num_frames;
                    of_class(&anchor.name, num_objects, counts, by_points, is_all)
                }
            }
        })
        .collect()
}

/// A label as the evaluation gets it.
fn row(object: &ObjectFacts, reader: &FrameReader) -> Label {
    let mut label = object.label.clone();
    if reader.config().boxes == BoxFrame::Lidar {
        label.turn_to_camera();
    }
    label
}

fn not_evaluated(name: &str) -> Finding {
    let sentence = format!("The class {name} is learned, but KITTI's metrics do not know it.");
    let remedy =
        "set dataset.difficulty = \"points\", which evaluates all classes of the configuration";
    Finding::new(Severity::Warning, CHECK, sentence, remedy)
}

fn of_class(
    name: &str,
    num_objects: usize,
    [easy, moderate, hard]: [usize; 3],
    by_points: bool,
    is_all: bool,
) -> Option<Finding> {
    let (severity, sentence) = if hard == 0 {
        let sentence = format!(
            "None of {num_objects} boxes of {name} counts in an evaluation, so its average precision is 0 or \
             missing."
        );
        (Severity::Error, sentence)
    } else if moderate <= 40 && is_all {
        let sentence = format!(
            "Of {num_objects} boxes of {name} {moderate} count at the level moderate: with 40 or fewer even a \
             perfect detector stays below 100."
        );
        (Severity::Note, sentence)
    } else {
        return None;
    };
    let remedy = match (severity, by_points) {
        (Severity::Note, _) => {
            "evaluate more frames, or look at the plain average precision beside it"
        }
        (_, true) => "lower min_points or raise max_distance_m in dataset.levels",
        (_, false) => {
            "columns 2, 3 and 5 to 8 of the labels (truncation, occlusion, 2D box of more than 25 pixels) decide; \
             without them set dataset.difficulty = \"points\""
        }
    };
    Some(
        Finding::new(severity, CHECK, sentence, remedy)
            .with_count("boxes", num_objects)
            .with_count("easy", easy)
            .with_count("moderate", moderate)
            .with_count("hard", hard),
    )
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
        assert_eq!(found.evidence.get("hard"), Some(0.));
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
