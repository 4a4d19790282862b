//! The labelled length of cars by the angle at which they are seen.
//!
//! Annotators see the length of a car only from its side; from its end they guess it. Cars that are
//! unoccluded and whose truncation is up to 0.1 count.

use std::ops::Range;

use voxelnet_kitti::Label;

use crate::{
    box_frame::BoxFrame,
    label_statistics::distance,
    pooled::{PooledRow, mean_and_spread},
};

const MAX_TRUNCATION: f64 = 0.1;

/// Angles between the ray to a car and its heading, degrees.
const VIEWS_DEG: [Range<f64>; 5] = [0.0..10., 10.0..20., 20.0..35., 35.0..60., 60.0..90.1];

/// Distances along the ground, metres.
const RANGES: [Range<f64>; 2] = [0.0..20., 20.0..40.];

/// Deviation that is always allowed, metres.
const TOLERANCE: f64 = 0.1;

/// Mean and spread of the length by range and view angle.
pub fn pooled_rows(frames: &[Vec<Label>]) -> Vec<PooledRow> {
    let is_plain = |label: &&Label| {
        label.is_kind("Car") && label.occlusion == 0 && label.truncation <= MAX_TRUNCATION
    };
    let cars: Vec<&Label> = frames.iter().flatten().filter(is_plain).collect();
    let mut rows = Vec::new();
    for range in RANGES {
        for view in VIEWS_DEG {
            let seen = cars.iter().filter(|car| {
                let angle = BoxFrame::of(&car.camera_box).view_angle_deg();
                range.contains(&distance(car)) && view.contains(&angle)
            });
            let lengths: Vec<f64> = seen.map(|car| car.camera_box.size.length).collect();
            let name = format!(
                "{:.0} to {:.0} degrees, {} to {} m",
                view.start, view.end, range.start, range.end
            );
            rows.extend(mean_and_spread(&name, &lengths, TOLERANCE));
        }
    }
    rows
}
