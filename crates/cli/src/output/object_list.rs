//! What became of labelled objects, as text.

use std::fmt::Write;

use voxelnet_dataset::{FrameOutcome, ObjectOutcome};

/// Overlaps from above and in space that the sums ask for.
const BEV_IOU: f64 = 0.5;
const IOU_3D: f64 = 0.7;

/// The list of all objects and false detections of some frames, with sums by class over the objects with
/// `min_points` points or more, and the score at which what is found and what is false balance best.
pub fn object_list(outcomes: &[FrameOutcome], min_points: usize) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_list(&mut text, outcomes, min_points);
    text
}

fn write_list(f: &mut String, outcomes: &[FrameOutcome], min_points: usize) -> std::fmt::Result {
    writeln!(f, "frame       class       distance points occluded  BEV IoU  3D IoU  score")?;
    for object in outcomes.iter().flat_map(|outcome| &outcome.objects) {
        let ObjectOutcome { frame, class, distance_m, num_points, occlusion, .. } = object;
        write!(f, "{frame:11} {class:11} {distance_m:6.1} m {num_points:6} {occlusion:8}  ")?;
        match object.found {
            Some(found) => {
                writeln!(f, "{:7.3} {:7.3} {:6.3}", found.bev_iou, found.iou_3d, found.score)?
            }
            None => writeln!(f, "{:>7} {:>7} {:>6}", "-", "-", "-")?,
        }
    }
    writeln!(f, "\nfalse detections")?;
    for found in outcomes.iter().flat_map(|outcome| &outcome.false_detections) {
        let (frame, class) = (&found.frame, &found.class);
        writeln!(f, "{frame:11} {class:11} {:6.1} m, score {:.3}", found.distance_m, found.score)?;
    }
    write_sums(f, outcomes, min_points)
}

fn write_sums(f: &mut String, outcomes: &[FrameOutcome], min_points: usize) -> std::fmt::Result {
    let objects = || outcomes.iter().flat_map(|outcome| &outcome.objects);
    let mut classes: Vec<&str> = objects().map(|object| object.class.as_str()).collect();
    classes.extend(outcomes.iter().flat_map(|o| &o.false_detections).map(|d| d.class.as_str()));
    classes.sort_unstable();
    classes.dedup();
    writeln!(f)?;
    for class in classes {
        let counted: Vec<&ObjectOutcome> = objects()
            .filter(|object| object.class == class && object.num_points >= min_points)
            .collect();
        let found = |overlaps: &dyn Fn(&voxelnet_dataset::Found) -> bool| {
            counted.iter().filter(|object| object.found.as_ref().is_some_and(overlaps)).count()
        };
        let num_false = |outcome: &FrameOutcome| {
            outcome.false_detections.iter().filter(|found| found.class == class).count()
        };
        let all_false: usize = outcomes.iter().map(num_false).sum();
        writeln!(
            f,
            "{class} with {min_points} points or more: {} in all, {} found at BEV IoU {BEV_IOU}, {} at 3D \
             IoU {IOU_3D}; {all_false} false in {} scans, at most {} in one",
            counted.len(),
            found(&|found| found.bev_iou >= BEV_IOU),
            found(&|found| found.iou_3d >= IOU_3D),
            outcomes.len(),
            outcomes.iter().map(num_false).max().unwrap_or(0),
        )?;
        if let Some((score, f1)) = best_f1(&counted, outcomes, class) {
            writeln!(
                f,
                "  highest F1 at BEV IoU {BEV_IOU}: {f1:.3} with detections from score {score:.3} on"
            )?;
        }
    }
    Ok(())
}

/// The least score with which the harmonic mean of the share of objects found and the share of detections
/// that find one is highest, and that mean. A detection counts as wrong when it is a false one.
fn best_f1(
    objects: &[&ObjectOutcome],
    outcomes: &[FrameOutcome],
    class: &str,
) -> Option<(f64, f64)> {
    let found = objects.iter().filter_map(|object| object.found);
    let right: Vec<f64> =
        found.filter(|found| found.bev_iou >= BEV_IOU).map(|found| found.score).collect();
    let of_class = outcomes.iter().flat_map(|outcome| &outcome.false_detections);
    let wrong: Vec<f64> =
        of_class.filter(|found| found.class == class).map(|found| found.score).collect();
    let from = |scores: &[f64], least: f64| scores.iter().filter(|&&s| s >= least).count() as f64;
    let f1 = |least: f64| {
        let right = from(&right, least);
        2. * right / (right + from(&wrong, least) + objects.len() as f64)
    };
    let means = right.iter().map(|&least| (least, f1(least)));
    means.max_by(|a, b| a.1.total_cmp(&b.1))
}

#[cfg(test)]
mod tests {
    use voxelnet_dataset::{FalseDetection, Found};

    use super::*;

    fn object(num_points: usize, found: Option<(f64, f64)>) -> ObjectOutcome {
        ObjectOutcome {
            frame: "000000".into(),
            class: "Car".into(),
            distance_m: 20.,
            num_points,
            occlusion: 0,
            found: found.map(|(score, iou)| Found { score, bev_iou: iou, iou_3d: iou }),
        }
    }

    fn outcome() -> FrameOutcome {
        let found = [(0.9, 0.8), (0.6, 0.6), (0.3, 0.55), (0.8, 0.4)];
        let mut objects: Vec<ObjectOutcome> =
            found.iter().map(|&found| object(50, Some(found))).collect();
        objects.push(object(3, None));
        let wrong = [0.5, 0.4, 0.35].map(|score| FalseDetection {
            frame: "000000".into(),
            class: "Car".into(),
            distance_m: 30.,
            score,
        });
        FrameOutcome { objects, false_detections: wrong.to_vec() }
    }

    #[test]
    fn objects_are_listed_and_counted_from_their_points_on() {
        let text = object_list(&[outcome()], 20);
        assert_eq!(text.lines().filter(|line| line.starts_with("000000      Car")).count(), 8);
        let sums = "Car with 20 points or more: 4 in all, 3 found at BEV IoU 0.5, 1 at 3D IoU 0.7; 3 false \
                    in 1 scans, at most 3 in one";
        assert!(text.contains(sums), "{text}");
    }

    #[test]
    fn the_best_threshold_weighs_found_against_false() {
        // From 0.6 on two of four are found and none is false; from 0.3 on three, and three are false.
        let text = object_list(&[outcome()], 20);
        let expected = format!("{:.3} with detections from score 0.600 on", 2. * 2. / (2. + 4.));
        assert!(text.contains(&expected), "{text}");
    }
}
