//! The reasons why a network sees little of a scan, in words.

use std::fmt::{self, Display, Formatter};

use voxelnet_files::{agreeing, counted};

use super::extent::Extent;
use super::motion::Motion;

/// A reason why a network sees little or nothing of a scan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CoverageWarning {
    /// No point is left, but perhaps some at the sensor, where beams without return are put.
    Empty {
        /// Points at the sensor.
        num_at_sensor: usize,
    },
    /// All points lie in one place.
    OnePlace {
        /// Points away from the sensor.
        num_points: usize,
        /// The larger of their ranges along x and y, metres.
        width_m: f64,
    },
    /// No point, or almost none, lies in the range of the grid.
    OutOfRange {
        /// Points away from the sensor.
        num_points: usize,
        /// Those in the range of the grid.
        num_in_range: usize,
        /// The range of the points.
        points: Extent,
        /// The range of the grid.
        grid: Extent,
        /// A motion that brings many into it, if there is one.
        motion: Option<Motion>,
    },
    /// The road lies above or below the feet of the anchors.
    RoadOff {
        /// The height of the road, metres.
        road_m: f64,
        /// The height of the feet, metres.
        feet_m: f64,
    },
    /// The road lies above the sensor.
    UpsideDown,
    /// Many points lie behind the range, where no object is looked for.
    Behind {
        /// Their share of all points.
        share: f64,
        /// The turn after which they lie in the range.
        quarter_turns: u8,
    },
}

impl CoverageWarning {
    /// The motion of the scan that mends it, if there is one.
    pub fn motion(&self) -> Option<Motion> {
        match *self {
            Self::Empty { .. } | Self::OnePlace { .. } | Self::UpsideDown => None,
            Self::OutOfRange { motion, .. } => motion,
            Self::RoadOff { road_m, feet_m } => {
                let centimetres = (100. * (feet_m - road_m)).round();
                Some(Motion { rise_m: centimetres / 100., ..Motion::default() })
            }
            Self::Behind { quarter_turns, .. } => {
                Some(Motion { quarter_turns, ..Motion::default() })
            }
        }
    }

    /// The warning on one line with its remedy: the options that make [`Self::motion`], and `doctor`.
    pub fn with_remedy(&self, options: Option<&str>, scan: &str) -> String {
        match options {
            Some(options) => format!("{self}; give {options}, or run `voxelnet doctor {scan}`"),
            None => format!("{self}; run `voxelnet doctor {scan}`"),
        }
    }
}

impl Display for CoverageWarning {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty { num_at_sensor: 0 } => {
                f.write_str("no point is left, so nothing can be found")
            }
            Self::Empty { num_at_sensor } => {
                let all = all_points(*num_at_sensor);
                write!(f, "{all} at the sensor, so nothing can be found")
            }
            Self::OnePlace { num_points, width_m } => write!(
                f,
                "{} within {width_m:.2} m, expected a scan in metres",
                all_points(*num_points)
            ),
            Self::OutOfRange { num_points, num_in_range, points, grid, .. } => {
                match (num_in_range, num_points) {
                    (0, _) => f.write_str("no point lies")?,
                    (1, 1) => f.write_str("the only point lies")?,
                    _ => {
                        let points = counted(*num_points, "point");
                        let lie = agreeing(*num_in_range, "lies", "lie");
                        write!(f, "only {num_in_range} of {points} {lie}")?;
                    }
                }
                write!(f, " in the network's range, {grid}; the points lie in {points}")
            }
            Self::RoadOff { road_m, feet_m } => write!(
                f,
                "the road lies at z = {road_m:.2} m, {:.2} m {} the feet of the network's anchors",
                (road_m - feet_m).abs(),
                if road_m > feet_m { "above" } else { "below" }
            ),
            Self::UpsideDown => {
                f.write_str("the scan seems to be upside down, the road above the sensor")
            }
            Self::Behind { share, .. } => write!(
                f,
                "{:.0}% of the points lie behind the network's range, where no objects are looked for",
                100. * share
            ),
        }
    }
}

/// Such as `all 20 points lie`.
fn all_points(number: usize) -> String {
    match number {
        1 => "the only point lies".to_owned(),
        _ => format!("all {number} points lie"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_road_beside_the_anchors_is_mended_by_the_height_between_them() {
        let warning = CoverageWarning::RoadOff { road_m: -0.304, feet_m: -1.78 };
        assert_eq!(warning.motion().map(|motion| motion.rise_m), Some(-1.48));
        assert_eq!(
            warning.with_remedy(Some("--some option"), "a.bin"),
            "the road lies at z = -0.30 m, 1.48 m above the feet of the network's anchors; give \
             --some option, or run `voxelnet doctor a.bin`"
        );
    }

    #[test]
    fn no_point_one_and_few_are_told_with_both_ranges() {
        let extent = Extent { min_m: [0.; 3], max_m: [1.; 3] };
        let said = |num_in_range| {
            CoverageWarning::OutOfRange {
                num_points: 70,
                num_in_range,
                points: extent,
                grid: extent,
                motion: None,
            }
            .with_remedy(None, "a.bin")
        };
        let range = "x 0.0 to 1.0, y 0.0 to 1.0, z 0.0 to 1.0 m";
        let rest = format!(
            "in the network's range, {range}; the points lie in {range}; run `voxelnet doctor a.bin`"
        );
        assert_eq!(said(0), format!("no point lies {rest}"));
        assert_eq!(said(1), format!("only 1 of 70 points lies {rest}"));
        assert_eq!(said(2), format!("only 2 of 70 points lie {rest}"));
    }
}
