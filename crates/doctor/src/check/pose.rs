//! Boxes that hold few points where they are, and many where another convention would put them.

use voxelnet_config::DatasetConfig;
use voxelnet_files::counted;
use voxelnet_statistics::lower_median;

use super::pose_words::Words;
use crate::facts::frame::FrameFacts;
use crate::facts::object::ObjectFacts;
use crate::facts::pose::Pose;
use crate::finding::{Finding, Severity};

/// A box that gains fewer points than this says nothing.
const MIN_GAIN: usize = 5;
/// The ratio of points in a box that speaks for a pose.
const MIN_RATIO: f64 = 1.25;
/// The least share of boxes that speak for a pose, among those that speak for or against it.
const MIN_SHARE: f64 = 0.75;
/// The fewest boxes that a finding is based on.
const MIN_BOXES: usize = 3;
/// The fewest boxes that make an error out of a warning.
const MIN_SURE_BOXES: usize = 8;

/// The largest gap between the road and the lower face of a box that stands on it, metres.
const MAX_GAP_M: f64 = 0.3;

/// The boxes for and against a pose.
#[derive(Clone, Copy, Debug, Default)]
struct Vote {
    num_for: usize,
    num_against: usize,
    points_in_pose: usize,
    points_as_given: usize,
}

impl Vote {
    fn on(pose: Pose, objects: &[&ObjectFacts]) -> Self {
        let mut vote = Self::default();
        for object in objects {
            let (there, given) = (object.by_pose[pose as usize], object.by_pose[0]);
            vote.points_in_pose += there;
            vote.points_as_given += given;
            vote.num_for += usize::from(is_clearly_more(there, given));
            vote.num_against += usize::from(is_clearly_more(given, there));
        }
        vote
    }

    fn passes(self) -> bool {
        self.num_for >= MIN_BOXES
            && self.num_for as f64 >= MIN_SHARE * (self.num_for + self.num_against) as f64
    }
}

/// Whether boxes that are lifted or lowered by half their height stand on the road, where it is known;
/// otherwise they are off by something else.
fn is_on_road(pose: Pose, objects: &[&ObjectFacts]) -> bool {
    let sign = match pose {
        Pose::HalfHeightUp => 1.,
        Pose::HalfHeightDown => -1.,
        _ => return true,
    };
    let gaps_m = objects
        .iter()
        .filter_map(|object| Some(object.gap_m? + sign * object.box3d.size.height / 2.));
    lower_median(gaps_m).is_none_or(|gap_m| gap_m.abs() < MAX_GAP_M)
}

fn is_clearly_more(points: usize, others: usize) -> bool {
    points >= others + MIN_GAIN && points as f64 > MIN_RATIO * others as f64
}

pub(crate) fn check(frames: &[FrameFacts], config: &DatasetConfig) -> Vec<Finding> {
    let objects: Vec<&ObjectFacts> = frames.iter().flat_map(|frame| &frame.objects).collect();
    let mut findings = Vec::new();
    for group in Pose::GROUPS {
        let votes = group.iter().map(|&pose| (pose, Vote::on(pose, &objects)));
        let passing = votes.filter(|(pose, vote)| vote.passes() && is_on_road(*pose, &objects));
        if let Some((pose, vote)) =
            passing.max_by_key(|(_, vote)| (vote.num_for, vote.points_in_pose))
        {
            findings.push(finding(pose, vote, &objects, config));
        }
        // In a wrong frame heights and headings say nothing.
        if !findings.is_empty() && group.contains(&Pose::TurnedLeft) {
            break;
        }
    }
    findings
}

fn finding(pose: Pose, vote: Vote, objects: &[&ObjectFacts], config: &DatasetConfig) -> Finding {
    let Words { check, what, remedy } = Words::on(pose, objects, config.boxes);
    let severity = if vote.num_for >= MIN_SURE_BOXES { Severity::Error } else { Severity::Warning };
    let sentence = format!(
        "{what}: {} would hold clearly more points then, {} clearly fewer.",
        counted(vote.num_for, "box"),
        vote.num_against
    );
    Finding::new(severity, check, sentence, remedy)
        .with_count("boxes_for", vote.num_for)
        .with_count("boxes_against", vote.num_against)
        .with_count("points_in_boxes_then", vote.points_in_pose)
        .with_count("points_in_boxes_as_given", vote.points_as_given)
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_PI_2;

    use super::*;
    use crate::report::Report;
    use crate::test_case::{Case, LIDAR_BOXES, expect, of_check};

    #[track_caller]
    fn assert_told(report: &Report, check: &str, expected: &str) {
        let found = expect(report, check, Severity::Error);
        assert!(found.sentence.contains(expected), "{}", report.text());
    }

    #[test]
    fn heights_of_the_wrong_face_are_told() {
        let report = Case::with_boxes(|b| b.center.z -= b.size.height / 2.).examine(&[]);
        assert_told(&report, "box-height", "half their height too low");
        let report = Case::with_boxes(|b| b.center.z += b.size.height / 2.).examine(&[]);
        assert_told(&report, "box-height", "half their height too high");
    }

    #[test]
    fn headings_of_the_wrong_sign_and_from_the_wrong_axis_are_told() {
        let report = Case::with_boxes(|b| b.yaw += FRAC_PI_2).examine(&[]);
        assert_told(&report, "box-yaw", "a quarter turn off");
        let report = Case::in_lidar_frame(|b| b.yaw = -b.yaw - FRAC_PI_2).examine(&LIDAR_BOXES);
        assert_told(&report, "box-yaw", "in the camera's frame instead");
        // On a street nearly all head along it or against it, where the sign does not matter.
        let report = Case::turned(0.5, |b| b.yaw = -b.yaw).examine(&LIDAR_BOXES);
        assert_told(&report, "box-yaw", "wrong sign");
        let report = Case::turned(0.5, |_| {}).examine(&LIDAR_BOXES);
        assert_eq!(of_check(&report, "box-yaw").len(), 0, "{}", report.text());
    }

    #[test]
    fn swapped_length_and_width_are_told() {
        let report = Case::with_boxes(|b| {
            (b.size.length, b.size.width) = (b.size.width, b.size.length);
        })
        .examine(&[]);
        assert_told(&report, "box-size-order", "swapped");
    }

    #[test]
    fn points_that_are_turned_or_mirrored_against_the_boxes_are_told() {
        type Turn = fn([f32; 2]) -> [f32; 2];
        let turns: [(Turn, &str); 5] = [
            (|[x, y]| [-y, x], "to the left"),
            (|[x, y]| [-x, -y], "by 180 degrees"),
            (|[x, y]| [y, -x], "to the right"),
            (|[x, y]| [x, -y], "Left and right"),
            (|[x, y]| [y, x], "x and y"),
        ];
        for (turn, expected) in turns {
            let case = Case::with_points(|point| [point.x, point.y] = turn([point.x, point.y]));
            assert_told(&case.examine(&[]), "frame", expected);
        }
    }

    #[test]
    fn boxes_in_the_other_frame_are_told() {
        // The numbers of the scans' frame, with calibrations beside them.
        let case = Case::in_lidar_frame(|_| {});
        let healthy = Case::healthy();
        let (from, to) = (healthy.path("training/calib"), case.path("training/calib"));
        assert!(std::fs::rename(from, to).is_ok());
        assert_told(&case.examine(&[]), "frame", "the configuration says the camera's");
        let report = Case::healthy().examine(&LIDAR_BOXES);
        assert_told(&report, "frame", "the configuration says that of the scans");
    }
}
