//! Boxes that hold few points where they are, and many where another convention would put them.

use std::f64::consts::{FRAC_PI_2, PI};

use nalgebra::Point3;
use voxelnet_head::{BoxFrame, DatasetConfig};
use voxelnet_kitti::Label;
use voxelnet_scene::{Box3d, BoxSize, wrap_angle};

use crate::facts::{FrameFacts, ObjectFacts};
use crate::points_by_x::PointsByX;
use crate::statistics::median;
use crate::{Finding, Severity};

/// A box that gains fewer points than this says nothing.
const MIN_GAIN: usize = 5;
/// How many times as many points speak for a pose.
const MIN_RATIO: f64 = 1.25;
/// Of the boxes that speak for or against a pose, this share has to speak for it.
const MIN_SHARE: f64 = 0.75;
/// With fewer boxes nothing is said.
const MIN_BOXES: usize = 3;
/// With fewer boxes nobody can be sure.
const MIN_SURE_BOXES: usize = 8;

/// So far off the road the lower face of a box that stands on it may be, metres.
const MAX_GAP_M: f64 = 0.4;

/// Where a box would be under another convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pose {
    AsGiven,
    HalfHeightUp,
    HalfHeightDown,
    YawMirrored,
    YawQuarterTurned,
    YawMirroredAndQuarterTurned,
    TurnedLeft,
    TurnedBack,
    TurnedRight,
    LeftIsRight,
    AxesSwapped,
    OtherFrame,
}

impl Pose {
    const ALL: [Self; 12] = [
        Self::AsGiven,
        Self::HalfHeightUp,
        Self::HalfHeightDown,
        Self::YawMirrored,
        Self::YawQuarterTurned,
        Self::YawMirroredAndQuarterTurned,
        Self::TurnedLeft,
        Self::TurnedBack,
        Self::TurnedRight,
        Self::LeftIsRight,
        Self::AxesSwapped,
        Self::OtherFrame,
    ];

    /// Heights, headings, and whole frames go wrong independently of each other.
    const GROUPS: [&[Self]; 3] = [
        &[
            Self::TurnedLeft,
            Self::TurnedBack,
            Self::TurnedRight,
            Self::LeftIsRight,
            Self::AxesSwapped,
            Self::OtherFrame,
        ],
        &[Self::HalfHeightUp, Self::HalfHeightDown],
        &[Self::YawMirrored, Self::YawQuarterTurned, Self::YawMirroredAndQuarterTurned],
    ];

    /// A box that stands at `given` put where this pose has it.
    fn of(self, given: &Box3d, label: &Label, config: &DatasetConfig) -> Box3d {
        let Box3d { center: Point3 { coords }, size, yaw } = *given;
        let [x, y, z]: [f64; 3] = coords.into();
        let with = |x, y, z, yaw| Box3d::new(Point3::new(x, y, z), size, wrap_angle(yaw));
        let half = size.height / 2.;
        match self {
            Self::AsGiven => *given,
            Self::HalfHeightUp => with(x, y, z + half, yaw),
            Self::HalfHeightDown => with(x, y, z - half, yaw),
            Self::YawMirrored => with(x, y, z, -yaw),
            Self::YawQuarterTurned => with(x, y, z, yaw + FRAC_PI_2),
            Self::YawMirroredAndQuarterTurned => with(x, y, z, -yaw - FRAC_PI_2),
            Self::TurnedLeft => with(-y, x, z, yaw + FRAC_PI_2),
            Self::TurnedBack => with(-x, -y, z, yaw + PI),
            Self::TurnedRight => with(y, -x, z, yaw - FRAC_PI_2),
            Self::LeftIsRight => with(x, -y, z, -yaw),
            Self::AxesSwapped => with(y, x, z, FRAC_PI_2 - yaw),
            Self::OtherFrame => {
                config.scan.network_box_from_scan(&read_in_other_frame(label, config.boxes))
            }
        }
    }
}

/// The box of a label whose numbers are in the frame that `boxes` does not say, the camera taken to stand
/// at the sensor and to look along its x.
fn read_in_other_frame(label: &Label, boxes: BoxFrame) -> Box3d {
    let as_written = label.lidar_box();
    match boxes {
        BoxFrame::Camera => as_written,
        BoxFrame::Lidar => {
            let Box3d { center, size, yaw } = as_written;
            let center = Point3::new(center.z, -center.x, size.height / 2. - center.y);
            Box3d::new(center, size, wrap_angle(-yaw - FRAC_PI_2))
        }
    }
}

/// How many points the box of a label holds in each of [`Pose::ALL`].
pub(crate) fn counts_by_pose(
    label: &Label,
    given: &Box3d,
    points: &PointsByX,
    config: &DatasetConfig,
) -> Vec<usize> {
    Pose::ALL.iter().map(|pose| points.count_in(&pose.of(given, label, config))).collect()
}

/// How many boxes speak for a pose, and how many against it.
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
    median(gaps_m).is_none_or(|gap_m| gap_m.abs() < MAX_GAP_M)
}

fn is_clearly_more(points: usize, others: usize) -> bool {
    points >= others + MIN_GAIN && points as f64 > MIN_RATIO * others as f64
}

pub(super) fn check(frames: &[FrameFacts], config: &DatasetConfig) -> Vec<Finding> {
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
    let (check, what, remedy) = explanation(pose, objects, config.boxes);
    let severity = if vote.num_for >= MIN_SURE_BOXES { Severity::Error } else { Severity::Warning };
    let sentence = format!(
        "{what}: {} boxes would hold clearly more points then, {} clearly fewer.",
        vote.num_for, vote.num_against
    );
    Finding::new(severity, check, sentence, remedy)
        .with_count("boxes_for", vote.num_for)
        .with_count("boxes_against", vote.num_against)
        .with_count("points_in_boxes_then", vote.points_in_pose)
        .with_count("points_in_boxes_as_given", vote.points_as_given)
}

/// The check, what seems to be the case, and what mends it.
fn explanation(
    pose: Pose,
    objects: &[&ObjectFacts],
    boxes: BoxFrame,
) -> (&'static str, &'static str, &'static str) {
    const TURNED: &str = "turn the points when the scans are exported, or mend Tr_velo_to_cam in calib/; \
                          dataset.scan.yaw turns boxes along with points and does not help";
    let is_camera = boxes == BoxFrame::Camera;
    match pose {
        Pose::AsGiven => ("pose", "The boxes are where they should be", ""),
        Pose::HalfHeightUp => (
            "box-height",
            "The boxes lie half their height too low, as if z were that of the lower face where the centre is expected",
            if is_camera {
                "column 13 of the labels is y of the lower face, downward in the camera's frame"
            } else {
                "add half the height to z, column 14 of the labels: dataset.boxes = \"lidar\" takes it for the centre"
            },
        ),
        Pose::HalfHeightDown => (
            "box-height",
            "The boxes lie half their height too high, as if the centre were given where the lower face is expected",
            if is_camera {
                "add half the height to y, column 13 of the labels: it is that of the lower face, and y points down"
            } else {
                "subtract half the height from z, column 14 of the labels: it is that of the centre"
            },
        ),
        Pose::YawMirrored => (
            "box-yaw",
            "The yaw of the boxes seems to have the wrong sign",
            "turn the sign of column 15 of the labels: rotation_y is positive from x towards -z of the camera, a yaw \
             with dataset.boxes = \"lidar\" counter-clockwise seen from above",
        ),
        Pose::YawQuarterTurned if are_wider_than_long(objects) => (
            "box-size-order",
            "Length and width of the boxes seem to be swapped",
            "columns 9, 10 and 11 of the labels are height, width and length, the length along the heading",
        ),
        Pose::YawQuarterTurned => (
            "box-yaw",
            "The yaw of the boxes seems to be a quarter turn off, or length and width to be swapped",
            "measure the heading of the length from x (column 15 of the labels), and give height, width, length in \
             columns 9, 10, 11",
        ),
        Pose::YawMirroredAndQuarterTurned => (
            "box-yaw",
            "The yaw of the boxes seems to be measured in the other frame",
            if is_camera {
                "column 15 of the labels is rotation_y of the camera's frame, which is -yaw - pi/2 of a yaw in that of \
                 the scans"
            } else {
                "column 15 of the labels is the yaw counter-clockwise from x, which is -rotation_y - pi/2 of a \
                 rotation_y in the camera's frame"
            },
        ),
        Pose::TurnedLeft => (
            "frame",
            "The points seem to be turned to the left against the boxes by 90 degrees",
            TURNED,
        ),
        Pose::TurnedBack => {
            ("frame", "The points seem to be turned against the boxes by 180 degrees", TURNED)
        }
        Pose::TurnedRight => (
            "frame",
            "The points seem to be turned to the right against the boxes by 90 degrees",
            TURNED,
        ),
        Pose::LeftIsRight => (
            "frame",
            "Left and right of the points seem to be swapped",
            "turn the sign of y when the scans are exported: y points to the left",
        ),
        Pose::AxesSwapped => (
            "frame",
            "x and y of the points seem to be swapped",
            "write x (forward), y (left), z (up) in this order when the scans are exported",
        ),
        Pose::OtherFrame if is_camera => (
            "frame",
            "The boxes seem to be in the frame of the scans, and the configuration says the camera's",
            "set dataset.boxes = \"lidar\", dataset.difficulty = \"points\" and train.crop_to_image = false",
        ),
        Pose::OtherFrame => (
            "frame",
            "The boxes seem to be in the camera's frame, and the configuration says that of the scans",
            "set dataset.boxes = \"camera\"; every frame then needs calib/FRAME.txt",
        ),
    }
}

/// Whether most boxes of classes whose objects are longer than wide are wider than long.
fn are_wider_than_long(objects: &[&ObjectFacts]) -> bool {
    let ratio = |size: BoxSize| size.length / size.width;
    median(objects.iter().map(|object| ratio(object.box3d.size))).is_some_and(|ratio| ratio < 0.9)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Report;
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
        let report = Case::with_boxes(|b| b.yaw = b.yaw + FRAC_PI_2).examine(&[]);
        assert_told(&report, "box-yaw", "a quarter turn off");
        let report = Case::in_lidar_frame(|b| b.yaw = -b.yaw - FRAC_PI_2).examine(&LIDAR_BOXES);
        assert_told(&report, "box-yaw", "in the other frame");
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
