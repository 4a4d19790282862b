//! Labelled objects, and whether their boxes hold points.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use voxelnet_config::BoxFrame;
use voxelnet_dataset::scan_box;
use voxelnet_files::counted;
use voxelnet_kitti::{KittiDataset, Label};

use crate::points_by_x::PointsByX;

/// A labelled object, and whether its box holds a point; that is not known where a file cannot be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct LabelledObject {
    pub(crate) kind: String,
    pub(crate) holds_point: Option<bool>,
}

/// Whether the box of a label holds a point, where scan and calibration of its frame can be read.
pub(crate) fn points_in_boxes(
    dataset: &KittiDataset,
    frame: &str,
    boxes: BoxFrame,
    points: Option<PointsByX>,
) -> impl Fn(&Label) -> Option<bool> + use<> {
    let calibration = match boxes {
        BoxFrame::Camera => dataset.calibration(frame).ok().map(Some),
        BoxFrame::Lidar => Some(None),
    };
    move |label| {
        let box3d = scan_box(label, calibration.as_ref()?.as_ref());
        Some(points.as_ref()?.count_in(&box3d) > 0)
    }
}

/// A sentence for each type of which no box holds a point.
pub(crate) fn types_without_points<'a>(
    objects: impl Iterator<Item = &'a LabelledObject>,
) -> Vec<String> {
    #[derive(Default)]
    struct Boxes {
        num_empty: usize,
        num_others: usize,
    }
    let mut by_kind = BTreeMap::<&str, Boxes>::new();
    for LabelledObject { kind, holds_point } in objects {
        let boxes = by_kind.entry(kind).or_default();
        match holds_point {
            Some(false) if !kind.eq_ignore_ascii_case("DontCare") => boxes.num_empty += 1,
            _ => boxes.num_others += 1,
        }
    }
    let without = by_kind.into_iter().filter(|(_, boxes)| boxes.num_others == 0);
    let sentence = |(kind, Boxes { num_empty, .. }): (&str, Boxes)| {
        format!(
            "no point lies in {} of {kind}: wrong calibration, frame or height? `voxelnet doctor` looks closer",
            match num_empty {
                1 => "the only box".to_owned(),
                _ => format!("any of the {}", counted(num_empty, "box")),
            }
        )
    };
    without.map(sentence).collect()
}
