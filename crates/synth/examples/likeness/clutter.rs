//! Returns of what stands beside the road and has no label: posts, hedges, walls, fences.
//!
//! Looked at is what the camera sees, for only there are road users labelled: 40 degrees to either side
//! of straight ahead, without the points in labelled boxes and those on the car that carries the sensor.
//! Counted are the points between 0.3 and 2.5 m above the ground.

use std::{collections::BTreeSet, ops::RangeInclusive};

use voxelnet_scene::{Box3d, Point};

use crate::{
    labelled_scan::LabelledScan,
    local_ground::LocalGround,
    scan_rows::{ScanRow, by_band},
};

/// Half of the horizontal field of view of KITTI's camera, degrees.
const HALF_VIEW_DEG: f32 = 40.;

/// Height above the ground, metres.
const HEIGHTS: RangeInclusive<f64> = 0.3..=2.5;

/// Nearer points lie on the car that carries the sensor, metres.
const MIN_DISTANCE: f32 = 3.;

/// Labelled boxes are widened by this on all sides, metres: some are drawn tightly.
const MARGIN: f64 = 0.2;

/// Width of a band of distance along the ground, metres, and how many there are.
const BAND: usize = 10;
const NUM_BANDS: usize = 7;

/// Width of a square column, metres.
pub const COLUMN: f64 = 0.2;

/// A return above the ground, metres in the LiDAR frame.
#[derive(Clone, Copy)]
pub struct RaisedPoint {
    pub x: f64,
    pub y: f64,
    /// Above the ground below it.
    pub height: f64,
}

/// The place of a column, counted from the sensor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    pub x: i64,
    pub y: i64,
}

impl RaisedPoint {
    /// The column that holds the point.
    pub fn column(&self) -> Column {
        let index = |value: f64| (value / COLUMN).floor() as i64;
        Column { x: index(self.x), y: index(self.y) }
    }

    fn band(&self) -> usize {
        (self.x.hypot(self.y) / BAND as f64) as usize
    }
}

/// The clutter of a scan.
pub fn clutter(scan: &LabelledScan) -> Vec<RaisedPoint> {
    let boxes: Vec<Box3d> = scan.boxes().into_iter().map(widened).collect();
    let is_unlabelled = |point: &&Point| {
        point.y.atan2(point.x).to_degrees().abs() < HALF_VIEW_DEG
            && point.x.hypot(point.y) > MIN_DISTANCE
            && !boxes.iter().any(|bounds| bounds.contains(point))
    };
    let points: Vec<&Point> = scan.cloud.points.iter().filter(is_unlabelled).collect();
    let ground = LocalGround::below(points.iter().copied());
    let raised = points.iter().map(|point| RaisedPoint {
        x: point.x.into(),
        y: point.y.into(),
        height: ground.height_above(point),
    });
    raised.filter(|point| HEIGHTS.contains(&point.height)).collect()
}

/// By band of distance: points of clutter and the columns that hold some.
pub fn rows(clutter: &[RaisedPoint]) -> Vec<ScanRow> {
    let (mut points, mut columns) = ([0.; NUM_BANDS], [0.; NUM_BANDS]);
    let mut occupied = BTreeSet::new();
    for point in clutter {
        let band = point.band();
        if band < NUM_BANDS {
            points[band] += 1.;
            columns[band] += f64::from(u8::from(occupied.insert(point.column())));
        }
    }
    let points = by_band("clutter, points", BAND, points);
    points.chain(by_band("clutter, columns of 0.2 m", BAND, columns)).collect()
}

fn widened(mut bounds: Box3d) -> Box3d {
    bounds.size.length += 2. * MARGIN;
    bounds.size.width += 2. * MARGIN;
    bounds.size.height += 2. * MARGIN;
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_count_once_each_and_columns_once_together() {
        let at = |x: f64, height: f64| RaisedPoint { x, y: 0.1, height };
        let rows = rows(&[at(5.05, 0.5), at(5.15, 2.), at(5.25, 1.), at(65., 1.), at(75., 1.)]);
        let value = |name: &str| rows.iter().find(|row| row.name == name).map(|row| row.value);
        assert_eq!(value("clutter, points, 0 to 10 m"), Some(3.));
        assert_eq!(value("clutter, columns of 0.2 m, 0 to 10 m"), Some(2.));
        assert_eq!(value("clutter, points, 60 to 70 m"), Some(1.));
        assert_eq!(rows.len(), 2 * NUM_BANDS);
    }
}
