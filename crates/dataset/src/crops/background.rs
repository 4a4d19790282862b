//! Boxes where nothing is labelled.

use std::f64::consts::PI;

use rand::RngExt;
use rand::seq::IndexedRandom;
use voxelnet_config::{BoxFrame, DatasetConfig};
use voxelnet_kitti::KittiDataset;
use voxelnet_scene::{Box3d, Point, bev_intersection_area, read_scan_with};

use super::map::MIN_POINTS;
use crate::error::DatasetError;
use crate::frame::scan_box;

/// The number of places that are tried in a frame.
const NUM_TRIES: usize = 50;

/// A box of a given size and height around a point of a frame, turned at random, that meets no labelled
/// one, with the points in it; `None` when no such place was found.
pub(super) fn background_box(
    dataset: &KittiDataset,
    config: &DatasetConfig,
    frame: &str,
    like: &Box3d,
    rng: &mut impl RngExt,
) -> Result<Option<(Box3d, Vec<Point>)>, DatasetError> {
    let calibration = match config.boxes {
        BoxFrame::Camera => Some(dataset.calibration(frame)?),
        BoxFrame::Lidar => None,
    };
    let labels = dataset.labels(frame)?;
    let labelled = labels
        .iter()
        .filter(|label| !config.class_name(&label.kind).eq_ignore_ascii_case("DontCare"));
    let labelled: Vec<Box3d> =
        labelled.map(|label| scan_box(label, calibration.as_ref())).collect();
    let points = read_scan_with(&dataset.scan_path(frame)?, &config.scan.options())?.cloud.points;
    for _ in 0..NUM_TRIES {
        let Some(around) = points.choose(rng) else { return Ok(None) };
        let mut candidate = *like;
        (candidate.center.x, candidate.center.y) = (f64::from(around.x), f64::from(around.y));
        candidate.yaw = rng.random_range(-PI..PI);
        let is_free = labelled.iter().all(|other| bev_intersection_area(&candidate, other) == 0.);
        let inside = points.iter().filter(|point| candidate.contains(point)).copied();
        let inside: Vec<Point> = if is_free { inside.collect() } else { Vec::new() };
        if inside.len() >= MIN_POINTS {
            return Ok(Some((candidate, inside)));
        }
    }
    Ok(None)
}
