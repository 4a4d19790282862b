//! Counts of found and missed objects, by distance and by points.

use voxelnet_metrics::{EvaluatedFrame, EvaluatedObject, ObjectVerdict};

use crate::overview::ClassOverview;

/// The objects of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundCount {
    /// The name of the part, such as `10-20`.
    pub(crate) name: String,
    pub(crate) found: usize,
    pub(crate) missed: usize,
}

/// Metres of a part.
const STEP_M: f64 = 10.;
/// Objects from here on are one part.
const LAST_M: f64 = 80.;

/// The least number of points of each part.
const POINTS: [usize; 8] = [0, 1, 5, 10, 20, 50, 100, 500];

/// The objects of a class by distance, found when a detection from the best score on finds them; the
/// parts beyond the farthest object are left out.
pub(crate) fn found_by_distance(
    frames: &[EvaluatedFrame],
    class: &ClassOverview,
) -> Vec<FoundCount> {
    let num_parts = (LAST_M / STEP_M) as usize + 1;
    let names = (0..num_parts).map(|part| {
        let from = part as f64 * STEP_M;
        if from < LAST_M { format!("{from}-{}", from + STEP_M) } else { format!("{from}+") }
    });
    let part =
        |object: &EvaluatedObject| ((object.distance_m / STEP_M) as usize).min(num_parts - 1);
    let mut counts = count(frames, class, names, part);
    let num_met = counts.iter().rposition(|of| of.found + of.missed > 0).map_or(0, |last| last + 1);
    counts.truncate(num_met);
    counts
}

/// The same by the points in the box of an object.
pub(crate) fn found_by_points(frames: &[EvaluatedFrame], class: &ClassOverview) -> Vec<FoundCount> {
    let names = POINTS.iter().enumerate().map(|(part, &from)| match POINTS.get(part + 1) {
        Some(&next) if next == from + 1 => from.to_string(),
        Some(&next) => format!("{from}-{}", next - 1),
        None => format!("{from}+"),
    });
    count(frames, class, names, |object| {
        POINTS.partition_point(|&from| from <= object.num_points) - 1
    })
}

fn count(
    frames: &[EvaluatedFrame],
    class: &ClassOverview,
    names: impl Iterator<Item = String>,
    part: impl Fn(&EvaluatedObject) -> usize,
) -> Vec<FoundCount> {
    let mut counts: Vec<FoundCount> =
        names.map(|name| FoundCount { name, found: 0, missed: 0 }).collect();
    let objects = frames.iter().flat_map(|frame| &frame.objects);
    for object in objects.filter(|object| object.class == class.name) {
        let of_part = &mut counts[part(object)];
        match object.verdict.kept_from(class.kept_from()) {
            ObjectVerdict::Found { .. } => of_part.found += 1,
            ObjectVerdict::Missed => of_part.missed += 1,
            ObjectVerdict::Ignored => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use voxelnet_metrics::{ClassScores, OperatingPoint};

    use super::*;
    use crate::test_frames::{frame, object};

    fn class() -> ClassOverview {
        let best = Some(OperatingPoint { score: 0.5, precision: 1., recall: 1., num_false: 0 });
        ClassOverview { name: "car".into(), scores: ClassScores::default(), best }
    }

    fn frames() -> [EvaluatedFrame; 1] {
        let found = ObjectVerdict::Found { score: 0.5 };
        let dropped = ObjectVerdict::Found { score: 0.4 };
        let objects = [
            (found, 9.9, 0),
            (ObjectVerdict::Missed, 10., 1),
            (dropped, 19., 4),
            (ObjectVerdict::Ignored, 19., 4),
            (found, 1e300, 5_000_000),
        ];
        let objects = objects.map(|(verdict, distance_m, num_points)| {
            let mut object = object(verdict);
            (object.distance_m, object.num_points) = (distance_m, num_points);
            object
        });
        [frame("000000", objects.to_vec(), vec![])]
    }

    fn part(counts: &[FoundCount], name: &str) -> (usize, usize) {
        let of = counts.iter().find(|of| of.name == name);
        of.map_or((0, 0), |of| (of.found, of.missed))
    }

    #[test]
    fn objects_found_by_a_dropped_detection_are_missed() {
        let counts = found_by_distance(&frames(), &class());
        let names = ["0-10", "10-20", "20-30", "80+"];
        let expected = [(1, 0), (0, 2), (0, 0), (1, 0)];
        assert_eq!(names.map(|name| part(&counts, name)), expected);
    }

    #[test]
    fn parts_beyond_the_farthest_object_are_left_out() {
        let [mut all] = frames();
        all.objects.pop();
        assert_eq!(found_by_distance(&[all], &class()).len(), 2);
        assert_eq!(found_by_distance(&[], &class()), []);
    }

    #[test]
    fn every_number_of_points_has_a_part() {
        let counts = found_by_points(&frames(), &class());
        let names = ["0", "1-4", "5-9", "500+"];
        let expected = [(1, 0), (0, 2), (0, 0), (1, 0)];
        assert_eq!(names.map(|name| part(&counts, name)), expected);
        assert_eq!(counts.len(), 8);
    }
}
