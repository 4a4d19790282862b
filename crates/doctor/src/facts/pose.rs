//! The box of a label under the conventions that others use, and the points that it would hold there.

use std::f64::consts::{FRAC_PI_2, PI};

use nalgebra::Point3;
use voxelnet_config::{BoxFrame, DatasetConfig};
use voxelnet_kitti::Label;
use voxelnet_scene::{Box3d, wrap_angle};

use crate::points_by_x::PointsByX;

/// A convention for boxes, compared with the one that the configuration names.
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
    pub(crate) const GROUPS: [&[Self]; 3] = [
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

/// The number of points in the box of a label for each of [`Pose::ALL`].
pub(crate) fn counts_by_pose(
    label: &Label,
    given: &Box3d,
    points: &PointsByX,
    config: &DatasetConfig,
) -> Vec<usize> {
    Pose::ALL.iter().map(|pose| points.count_in(&pose.of(given, label, config))).collect()
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use voxelnet_kitti::parse_labels;
    use voxelnet_scene::BoxSize;

    use super::*;

    #[test]
    fn a_pose_moves_the_corners_as_it_would_move_points() {
        let size = BoxSize { length: 4., width: 2., height: 1.5 };
        let given = Box3d::new(Point3::new(10., 3., -1.), size, 0.3);
        let row = "Car 0 0 0 0 0 9 9 1.5 2 4 1 2 3 0.5";
        let label = parse_labels(row, Path::new("a.txt")).unwrap().remove(0);
        type Move = fn(f64, f64) -> [f64; 2];
        let moves: [(Pose, Move); 5] = [
            (Pose::TurnedLeft, |x, y| [-y, x]),
            (Pose::TurnedBack, |x, y| [-x, -y]),
            (Pose::TurnedRight, |x, y| [y, -x]),
            (Pose::LeftIsRight, |x, y| [x, -y]),
            (Pose::AxesSwapped, |x, y| [y, x]),
        ];
        for (pose, moved) in moves {
            let there = pose.of(&given, &label, &DatasetConfig::default());
            for corner in given.bev_corners() {
                let [x, y] = moved(corner.x, corner.y);
                let nearest = there
                    .bev_corners()
                    .map(|of| (of.x - x).hypot(of.y - y))
                    .into_iter()
                    .fold(f64::INFINITY, f64::min);
                assert!(nearest < 1e-9, "{pose:?}: {nearest}");
            }
        }
    }
}
