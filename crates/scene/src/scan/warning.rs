//! Oddities of a scan that do not make it unreadable.

use std::fmt;

use voxelnet_files::{agreeing, counted};

/// Something a user should know about a scan that could be read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ScanWarning {
    /// Points with a coordinate that is NaN or infinite were left out.
    NonFinitePoints {
        /// The number of points.
        num_dropped: usize,
    },
    /// Points whose intensity is NaN or infinite got intensity 0.
    NonFiniteIntensities {
        /// The number of points.
        num_zeroed: usize,
    },
    /// The file has no intensity; every point got 0.
    MissingIntensity {
        /// Names of the other fields of the file, of which none is known for an intensity.
        other_fields: Vec<String>,
    },
    /// The file has the pose of its sensor, which was not asked for.
    UnusedViewpoint,
    /// The pose of the sensor was asked for, and the file has none.
    NoViewpoint,
    /// Intensities were found to be on a larger scale than 0 to 1 and divided.
    IntensitiesDivided {
        /// The largest intensity as written.
        largest: f32,
        /// The number that they were divided by.
        divisor: f32,
        /// Whether the scale is that of a usual sensor.
        is_usual: bool,
    },
    /// The scan shows another scale of intensities than the one that was asked for or found in other scans.
    OtherIntensityScale {
        /// The number that they were divided by.
        full_scale: f32,
        /// The full scale that the scan shows by itself.
        own: f32,
    },
    /// Intensities that are nearly nothing, as integers are that are read as floats.
    VanishingIntensities {
        /// The largest intensity as written.
        largest: f32,
    },
    /// Intensities outside their scale were clamped to it.
    IntensitiesClamped {
        /// The number of points.
        num_clamped: usize,
        /// All points of the scan.
        num_points: usize,
        /// The number that intensities were divided by.
        full_scale: f32,
        /// The smallest of those that were clamped, as written.
        smallest: f32,
        /// The largest of those that were clamped, as written.
        largest: f32,
    },
}

impl fmt::Display for ScanWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NonFinitePoints { num_dropped } => {
                let points = counted(*num_dropped, "point");
                write!(f, "dropped {points} with a coordinate that is not finite")
            }
            Self::NonFiniteIntensities { num_zeroed } => {
                let points = counted(*num_zeroed, "point");
                write!(f, "{points} with an intensity that is not finite got intensity 0")
            }
            Self::MissingIntensity { other_fields } => {
                f.write_str("the scan has no intensity, every point was given intensity 0")?;
                match &other_fields[..] {
                    [] => Ok(()),
                    names => write!(f, "; its other fields are {}", names.join(", ")),
                }
            }
            Self::UnusedViewpoint => f.write_str(
                "the scan has a viewpoint that moves its points, they were taken as they are; \
                 --apply-viewpoint moves them",
            ),
            Self::NoViewpoint => {
                f.write_str("the scan has no viewpoint to apply, its points were taken as they are")
            }
            Self::IntensitiesDivided { largest, divisor, is_usual: true } => {
                write!(f, "intensities up to {largest} were divided by {divisor}")
            }
            Self::IntensitiesDivided { largest, divisor, is_usual: false } => write!(
                f,
                "intensities up to {largest} are on none of the scales to 1, 255 and 65535; they were divided by \
                 {divisor}"
            ),
            Self::OtherIntensityScale { full_scale, own } => {
                write!(f, "intensities look like 0 to {own}, but are divided by {full_scale}")
            }
            Self::VanishingIntensities { largest } => write!(
                f,
                "intensities reach only {largest:e}, as integers do that are read as floats; the network sees none"
            ),
            Self::IntensitiesClamped { num_clamped, num_points, smallest, largest, .. }
                if *largest <= 0. =>
            {
                let are = agreeing(*num_clamped, "is", "are");
                let were = agreeing(*num_clamped, "was", "were");
                write!(
                    f,
                    "{num_clamped} of {} {are} below 0, down to {smallest}, and {were} taken as 0",
                    intensities(*num_points)
                )
            }
            Self::IntensitiesClamped { num_clamped, num_points, full_scale, smallest, largest } => {
                let are = agreeing(*num_clamped, "is", "are");
                let were = agreeing(*num_clamped, "was", "were");
                write!(
                    f,
                    "{num_clamped} of {} {are} outside 0 to {full_scale} and {were} clamped; the largest is {largest}",
                    intensities(*num_points)
                )?;
                if *smallest < 0. { write!(f, ", the smallest {smallest}") } else { Ok(()) }
            }
        }
    }
}

/// Such as `2 intensities`.
fn intensities(number: usize) -> String {
    format!("{number} {}", agreeing(number, "intensity", "intensities"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_may_have_been_meant_are_named() {
        let missing = |names: &[&str]| {
            let other_fields = names.iter().map(|&name| name.to_owned()).collect();
            ScanWarning::MissingIntensity { other_fields }.to_string()
        };
        assert!(missing(&[]).ends_with("given intensity 0"));
        assert!(missing(&["ring", "t"]).ends_with("intensity 0; its other fields are ring, t"));
    }
}
