//! The labelled objects and the false positives of an evaluation, as text.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use voxelnet_files::counted;
use voxelnet_metrics::{
    ClassScores, ClosestDetection, DetectionVerdict, EvaluatedDetection, EvaluatedFrame,
    EvaluatedObject, ObjectVerdict, Rules,
};

/// Overlap from above of the objects that the sums call overlapped.
const LOOSE_BEV_IOU: f64 = 0.5;

/// The list of all objects of the network's classes and of all false positives in some frames.
///
/// Sums by class follow, over the objects with `min_points` points or more, with the score of the best F1.
pub fn object_list(frames: &[EvaluatedFrame], rules: &Rules, min_points: usize) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_objects(&mut text, frames)
        .and_then(|()| write_false_positives(&mut text, frames))
        .and_then(|()| write_sums(&mut text, frames, rules, min_points));
    text
}

fn learned(frame: &EvaluatedFrame) -> impl Iterator<Item = &EvaluatedObject> {
    frame.objects.iter().filter(|object| object.is_learned)
}

fn false_positives(frame: &EvaluatedFrame) -> impl Iterator<Item = &EvaluatedDetection> {
    frame.detections.iter().filter(|of| of.verdict == DetectionVerdict::FalsePositive)
}

fn write_objects(f: &mut String, frames: &[EvaluatedFrame]) -> fmt::Result {
    writeln!(
        f,
        "frame       class       distance points occluded  BEV IoU  3D IoU  score verdict"
    )?;
    for (frame, object) in frames.iter().flat_map(|of| learned(of).map(move |object| (of, object)))
    {
        let EvaluatedObject { kind, distance_m, num_points, occlusion, .. } = object;
        let name = &frame.name;
        write!(f, "{name:11} {kind:11} {distance_m:6.1} m {num_points:6} {occlusion:8}  ")?;
        match object.closest {
            Some(ClosestDetection { score, bev_iou, iou_3d }) => {
                write!(f, "{bev_iou:7.3} {iou_3d:7.3} {score:6.3}")?
            }
            None => write!(f, "{:>7} {:>7} {:>6}", "-", "-", "-")?,
        }
        writeln!(f, " {}", object.verdict.name())?;
    }
    Ok(())
}

fn write_false_positives(f: &mut String, frames: &[EvaluatedFrame]) -> fmt::Result {
    writeln!(f, "\nfalse positives")?;
    for frame in frames {
        for EvaluatedDetection { kind, distance_m, score, is_background, .. } in
            false_positives(frame)
        {
            let place = if *is_background { "background" } else { "not background" };
            let name = &frame.name;
            writeln!(f, "{name:11} {kind:11} {distance_m:6.1} m, score {score:.3}, {place}")?;
        }
    }
    Ok(())
}

fn write_sums(
    f: &mut String,
    frames: &[EvaluatedFrame],
    rules: &Rules,
    min_points: usize,
) -> fmt::Result {
    // Each class with the first of its names that the files write.
    let mut classes: BTreeMap<&str, &str> = BTreeMap::new();
    for frame in frames {
        let objects = learned(frame).map(|of| (&of.class, &of.kind));
        for (class, kind) in objects.chain(false_positives(frame).map(|of| (&of.class, &of.kind))) {
            classes.entry(class).or_insert(kind);
        }
    }
    writeln!(f)?;
    for (class, kind) in classes {
        let sums = ClassSums::of(frames, class, min_points);
        let overlap = rules.class_of(kind).map(|class| class.min_overlap);
        let points = counted(min_points, "point");
        writeln!(f, "{kind} with {points} or more: {}", sums.text(overlap))?;
        if let (Some(overlap), Some(best)) =
            (overlap, ClassScores::of(frames, class, min_points).best_f1())
        {
            let (f1, score) = (best.f1(), best.score);
            writeln!(
                f,
                "  highest F1 at 3D IoU {overlap}: {f1:.3} with detections from score {score:.3} on"
            )?;
        }
    }
    Ok(())
}

/// The objects of a class with enough points, and its false positives.
#[derive(Default)]
struct ClassSums {
    num_objects: usize,
    num_evaluated: usize,
    num_found: usize,
    num_overlapped: usize,
    num_false: usize,
    num_background: usize,
    most_false: usize,
    num_scans: usize,
}

impl ClassSums {
    fn of(frames: &[EvaluatedFrame], class: &str, min_points: usize) -> Self {
        let mut sums = Self { num_scans: frames.len(), ..Self::default() };
        for frame in frames {
            let counted = |object: &&EvaluatedObject| {
                object.class == class && object.num_points >= min_points
            };
            for object in learned(frame).filter(counted) {
                sums.num_objects += 1;
                sums.num_evaluated += usize::from(object.verdict != ObjectVerdict::Ignored);
                sums.num_found +=
                    usize::from(matches!(object.verdict, ObjectVerdict::Found { .. }));
                let is_overlapped = |closest: ClosestDetection| closest.bev_iou >= LOOSE_BEV_IOU;
                sums.num_overlapped += usize::from(object.closest.is_some_and(is_overlapped));
            }
            let false_positives = || false_positives(frame).filter(|of| of.class == class);
            let num_false = false_positives().count();
            sums.num_false += num_false;
            sums.num_background += false_positives().filter(|of| of.is_background).count();
            sums.most_false = sums.most_false.max(num_false);
        }
        sums
    }

    /// The sums in a line, for a class that is evaluated at a 3D IoU.
    fn text(&self, min_overlap: Option<f64>) -> String {
        let Self { num_objects, num_evaluated, num_found, num_overlapped, .. } = self;
        let Self { num_false, num_background, most_false, num_scans, .. } = self;
        let found = min_overlap.map_or_else(String::new, |overlap| {
            format!(", {num_found} of these found at 3D IoU {overlap}")
        });
        format!(
            "{num_objects} in all, {num_evaluated} evaluated{found}; {num_overlapped} overlapped at BEV IoU \
             {LOOSE_BEV_IOU}; {}, {num_background} of them background, in {}, at most {most_false} in one",
            counted(*num_false, "false positive"),
            counted(*num_scans, "scan")
        )
    }
}

#[cfg(test)]
mod tests;
