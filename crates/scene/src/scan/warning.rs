//! Oddities of a scan that do not make it unreadable.

use std::fmt;

/// Something a user should know about a scan that could be read.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ScanWarning {
    /// Points with a coordinate or intensity that is NaN or infinite were left out.
    NonFinitePoints {
        /// The number of points.
        num_dropped: usize,
    },
    /// The file has no intensity; every point got 0.
    MissingIntensity,
    /// Intensities were found to be on a larger scale than 0 to 1 and divided.
    IntensitiesDivided {
        /// The largest intensity as written.
        largest: f32,
        /// The divisor.
        full_scale: f32,
    },
    /// Intensities are on no scale that is known; they were taken as written.
    UnknownIntensityScale {
        /// The largest intensity.
        largest: f32,
    },
}

impl fmt::Display for ScanWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NonFinitePoints { num_dropped: 1 } => {
                f.write_str("dropped 1 point with a coordinate or intensity that is not finite")
            }
            Self::NonFinitePoints { num_dropped } => write!(
                f,
                "dropped {num_dropped} points with a coordinate or intensity that is not finite"
            ),
            Self::MissingIntensity => {
                f.write_str("the scan has no intensity, every point was given intensity 0")
            }
            Self::IntensitiesDivided { largest, full_scale } => {
                write!(f, "intensities up to {largest} were divided by {full_scale}")
            }
            Self::UnknownIntensityScale { largest } => write!(
                f,
                "intensities up to {largest} are on none of the scales to 1, 255 and 65535, taken as they are"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_sentences_with_their_numbers() {
        let dropped = |num_dropped| ScanWarning::NonFinitePoints { num_dropped }.to_string();
        assert!(dropped(1).starts_with("dropped 1 point with"));
        assert!(dropped(7).starts_with("dropped 7 points with"));
        let divided = ScanWarning::IntensitiesDivided { largest: 212., full_scale: 255. };
        assert_eq!(divided.to_string(), "intensities up to 212 were divided by 255");
        let unknown = ScanWarning::UnknownIntensityScale { largest: 1e6 };
        assert!(unknown.to_string().starts_with("intensities up to 1000000 are on none"));
    }
}
