//! The name of a pose, and its remedy.

use voxelnet_config::BoxFrame;
use voxelnet_statistics::lower_median;

use super::anchor_size::ORDER;
use crate::facts::object::ObjectFacts;
use crate::facts::pose::Pose;

/// The check of a pose, what seems to be the case, and the remedy.
pub(super) struct Words {
    pub(super) check: &'static str,
    pub(super) what: &'static str,
    pub(super) remedy: &'static str,
}

impl Words {
    pub(super) fn on(pose: Pose, objects: &[&ObjectFacts], boxes: BoxFrame) -> Self {
        let is_camera = boxes == BoxFrame::Camera;
        match pose {
            Pose::AsGiven | Pose::HalfHeightUp | Pose::HalfHeightDown => of_height(pose, is_camera),
            Pose::YawQuarterTurned if are_wider_than_long(objects) => Self {
                check: ORDER,
                what: "Length and width of the boxes seem to be swapped",
                remedy: "write height, width and length, the length along the heading, into columns 9, 10 and 11 of \
                         the labels",
            },
            Pose::YawMirrored | Pose::YawQuarterTurned | Pose::YawMirroredAndQuarterTurned => {
                of_heading(pose, is_camera)
            }
            Pose::LeftIsRight | Pose::AxesSwapped | Pose::OtherFrame => of_axes(pose, is_camera),
            Pose::TurnedLeft | Pose::TurnedBack | Pose::TurnedRight => of_turn(pose),
        }
    }
}

fn of_height(pose: Pose, is_camera: bool) -> Words {
    let (what, remedy) = match (pose, is_camera) {
        (Pose::HalfHeightUp, true) => (
            "The boxes lie half their height too low",
            "subtract half the height from y, column 13 of the labels: it is that of the lower face, and y points down",
        ),
        (Pose::HalfHeightUp, false) => (
            "The boxes lie half their height too low, as if the lower face were given where the centre is expected",
            "add half the height to z, column 14 of the labels: it is that of the centre with dataset.boxes = \"lidar\"",
        ),
        (_, true) => (
            "The boxes lie half their height too high, as if the centre were given where the lower face is expected",
            "add half the height to y, column 13 of the labels: it is that of the lower face, and y points down",
        ),
        (_, false) => (
            "The boxes lie half their height too high",
            "subtract half the height from z, column 14 of the labels: it is that of the centre with dataset.boxes = \
             \"lidar\"",
        ),
    };
    Words { check: "box-height", what, remedy }
}

fn of_heading(pose: Pose, is_camera: bool) -> Words {
    let (what, remedy) = match (pose, is_camera) {
        (Pose::YawMirrored, _) => (
            "The yaw of the boxes seems to have the wrong sign",
            "turn the sign of column 15 of the labels: rotation_y is positive from x towards -z of the camera, a yaw \
             with dataset.boxes = \"lidar\" counter-clockwise seen from above",
        ),
        (Pose::YawQuarterTurned, _) => (
            "The yaw of the boxes seems to be a quarter turn off, or length and width to be swapped",
            "measure the heading of the length from x (column 15 of the labels), and give height, width, length in \
             columns 9, 10, 11",
        ),
        (_, true) => (
            "The yaw of the boxes seems to be measured in the frame of the scans instead of the camera's",
            "write rotation_y into column 15 of the labels, which is -yaw - pi/2 of a yaw in the frame of the scans",
        ),
        (_, false) => (
            "The yaw of the boxes seems to be measured in the camera's frame instead of that of the scans",
            "write the yaw counter-clockwise from x into column 15 of the labels, which is -rotation_y - pi/2 of a \
             rotation_y in the camera's frame",
        ),
    };
    Words { check: "box-yaw", what, remedy }
}

fn of_axes(pose: Pose, is_camera: bool) -> Words {
    let (what, remedy) = match (pose, is_camera) {
        (Pose::LeftIsRight, _) => (
            "Left and right of the points seem to be swapped",
            "turn the sign of y when the scans are exported: y points to the left",
        ),
        (Pose::AxesSwapped, _) => (
            "x and y of the points seem to be swapped",
            "write x (forward), y (left), z (up) in this order when the scans are exported",
        ),
        (_, true) => (
            "The boxes seem to be in the frame of the scans, and the configuration says the camera's",
            "set dataset.boxes = \"lidar\", dataset.difficulty = \"points\" and train.crop_to_image = false",
        ),
        (_, false) => (
            "The boxes seem to be in the camera's frame, and the configuration says that of the scans",
            "set dataset.boxes = \"camera\"; every frame then needs calib/FRAME.txt",
        ),
    };
    Words { check: "frame", what, remedy }
}

fn of_turn(pose: Pose) -> Words {
    let what = match pose {
        Pose::TurnedLeft => {
            "The points seem to be turned to the left against the boxes by 90 degrees"
        }
        Pose::TurnedRight => {
            "The points seem to be turned to the right against the boxes by 90 degrees"
        }
        _ => "The points seem to be turned against the boxes by 180 degrees",
    };
    let remedy = "turn the points when the scans are exported, or mend Tr_velo_to_cam in calib/; dataset.scan.yaw turns \
                  boxes along with points and does not help";
    Words { check: "frame", what, remedy }
}

/// Whether most boxes are wider than long.
fn are_wider_than_long(objects: &[&ObjectFacts]) -> bool {
    let ratios = objects.iter().map(|object| object.box3d.size.length / object.box3d.size.width);
    lower_median(ratios).is_some_and(|ratio| ratio < 0.9)
}
