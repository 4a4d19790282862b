//! Sizes, places and headings of labelled objects, class by class.

use std::f64::consts::{FRAC_PI_2, PI};

use voxelnet_kitti::Label;
use voxelnet_scene::{BoxSize, wrap_angle};

use crate::{
    pooled::{PooledRow, mean_and_spread},
    statistics::{correlation, quantile},
};

/// The classes that are looked at.
const KINDS: [&str; 5] = ["Car", "Van", "Pedestrian", "Cyclist", "Person_sitting"];

/// Truncation above which an object counts as truncated.
const TRUNCATED: f64 = 0.1;

/// Deviation of a heading from that of the sensor, the opposite or a right angle, degrees.
const ALIGNED_DEG: f64 = 15.;

/// Deviations that are always allowed: metres, of a size and of a distance; of a number per frame.
const SIZE_TOLERANCE: f64 = 0.03;
const DISTANCE_TOLERANCE: f64 = 2.;
const COUNT_TOLERANCE: f64 = 0.05;
const CORRELATION_TOLERANCE: f64 = 0.15;
const SHARE_TOLERANCE: f64 = 0.05;

/// The rows of all classes, from the labels of each frame.
pub fn pooled_rows(frames: &[Vec<Label>]) -> Vec<PooledRow> {
    KINDS.into_iter().flat_map(|kind| of_kind(kind, frames)).collect()
}

fn of_kind(kind: &str, frames: &[Vec<Label>]) -> Vec<PooledRow> {
    let labels: Vec<&Label> = frames.iter().flatten().filter(|label| label.is_kind(kind)).collect();
    let mut rows = vec![PooledRow {
        name: format!("{kind}: objects per frame"),
        value: labels.len() as f64 / frames.len() as f64,
        num_objects: frames.len(),
        tolerance: COUNT_TOLERANCE,
    }];
    rows.extend(sizes(kind, &labels));
    rows.extend(visibilities(kind, &labels));
    for (name, share) in [("lower", 0.25), ("middle", 0.5), ("upper", 0.75)] {
        let distances: Vec<f64> = labels.iter().map(|label| distance(label)).collect();
        rows.push(PooledRow {
            name: format!("{kind}: distance, {name} quartile"),
            value: quantile(&distances, share),
            num_objects: labels.len(),
            tolerance: DISTANCE_TOLERANCE,
        });
    }
    for direction in Direction::ALL {
        let is_so = |label: &Label| Direction::of(label) == direction;
        rows.push(share(format!("{kind}: heading {}", direction.name()), &labels, is_so));
    }
    rows
}

fn sizes(kind: &str, labels: &[&Label]) -> Vec<PooledRow> {
    let column = |extent: fn(&BoxSize) -> f64| -> Vec<f64> {
        labels.iter().map(|label| extent(&label.camera_box.size)).collect()
    };
    let height = column(|size| size.height);
    let width = column(|size| size.width);
    let length = column(|size| size.length);
    let named = [("height", &height), ("width", &width), ("length", &length)];
    let means = named.into_iter().flat_map(|(name, sample)| {
        mean_and_spread(&format!("{kind}: {name}"), sample, SIZE_TOLERANCE)
    });
    let pairs = [
        ("height with width", &height, &width),
        ("height with length", &height, &length),
        ("width with length", &width, &length),
    ];
    let correlations = pairs.into_iter().map(|(name, a, b)| PooledRow {
        name: format!("{kind}: correlation, {name}"),
        value: correlation(a, b),
        num_objects: labels.len(),
        tolerance: CORRELATION_TOLERANCE,
    });
    means.chain(correlations).collect()
}

fn visibilities(kind: &str, labels: &[&Label]) -> Vec<PooledRow> {
    let occlusion = |level: i32| {
        share(format!("{kind}: share of occlusion {level}"), labels, |l| l.occlusion == level)
    };
    let mut rows: Vec<PooledRow> = (0..=3).map(occlusion).collect();
    let is_truncated = |label: &Label| label.truncation > TRUNCATED;
    rows.push(share(format!("{kind}: share truncated"), labels, is_truncated));
    rows
}

fn share(name: String, labels: &[&Label], is_so: impl Fn(&Label) -> bool) -> PooledRow {
    let num_so = labels.iter().filter(|label| is_so(label)).count();
    PooledRow {
        name,
        value: num_so as f64 / labels.len() as f64,
        num_objects: labels.len(),
        tolerance: SHARE_TOLERANCE,
    }
}

/// Distance from the camera along the ground, metres.
pub fn distance(label: &Label) -> f64 {
    label.camera_box.bottom_center.coords.xz().norm()
}

/// A heading relative to that of the sensor.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Direction {
    Along,
    Oncoming,
    Across,
    Between,
}

impl Direction {
    const ALL: [Self; 4] = [Self::Along, Self::Oncoming, Self::Across, Self::Between];

    fn of(label: &Label) -> Self {
        // The camera looks along its z, which is -90 degrees about its y.
        let turned = wrap_angle(label.camera_box.rotation_y + FRAC_PI_2).abs();
        let is_near = |angle: f64| (turned - angle).abs().to_degrees() <= ALIGNED_DEG;
        match () {
            () if is_near(0.) => Self::Along,
            () if is_near(PI) => Self::Oncoming,
            () if is_near(FRAC_PI_2) => Self::Across,
            () => Self::Between,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Along => "along",
            Self::Oncoming => "oncoming",
            Self::Across => "across",
            Self::Between => "between",
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use voxelnet_kitti::parse_labels;

    use super::*;

    fn cars(rotations: &[f64]) -> Vec<Label> {
        let row = |r| format!("Car 0.2 1 0 0 0 9 9 1.5 1.6 4 3 1.7 4 {r}\n");
        let text: String = rotations.iter().map(row).collect();
        parse_labels(&text, Path::new("000000.txt")).unwrap()
    }

    #[test]
    fn headings_are_relative_to_the_way_ahead() {
        let found: Vec<Direction> =
            cars(&[-1.5, 1.6, 0.1, -3.1, -0.8]).iter().map(Direction::of).collect();
        use Direction::{Across, Along, Between, Oncoming};
        assert_eq!(found, [Along, Oncoming, Across, Across, Between]);
    }

    #[test]
    fn rows_tell_numbers_shares_and_distances() {
        let rows = pooled_rows(&[cars(&[-1.5, 1.6]), Vec::new()]);
        let value = |name: &str| rows.iter().find(|row| row.name == name).unwrap().value;
        assert!((value("Car: objects per frame") - 1.).abs() < 1e-12);
        assert!((value("Car: share of occlusion 1") - 1.).abs() < 1e-12);
        assert!((value("Car: heading along") - 0.5).abs() < 1e-12);
        assert!((value("Car: distance, middle quartile") - 5.).abs() < 1e-12);
        assert!((value("Car: length, mean") - 4.).abs() < 1e-12);
    }
}
