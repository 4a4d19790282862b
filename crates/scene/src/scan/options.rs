//! Options for scans: what the files do not say themselves.

use std::str::FromStr;

use thiserror::Error;

use crate::scan::error::ScanProblem;

/// Options of reading scans; the default suits KITTI's.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScanOptions {
    /// Numbers in a row of a `.bin` file, at least 3; [`Self::USUAL_COLUMNS`] when not given. Other formats tell their own.
    pub columns: Option<usize>,
    /// The scale of intensities.
    pub intensity_scale: IntensityScale,
    /// Whether points are moved by the pose of the sensor that a PCD or PLY file has.
    pub apply_viewpoint: bool,
}

impl ScanOptions {
    /// Numbers in a row of a `.bin` file when nothing else is said, as KITTI has them.
    pub const USUAL_COLUMNS: usize = 4;

    /// The same with intensities on this scale, unless one is named already. With `None` each scan has its own.
    pub fn with_full_scale(self, full_scale: Option<FullScale>) -> Self {
        match (self.intensity_scale, full_scale) {
            (IntensityScale::Auto, Some(common)) => {
                Self { intensity_scale: IntensityScale::Fixed(common), ..self }
            }
            _ => self,
        }
    }

    pub(super) fn bin_columns(&self) -> Result<usize, ScanProblem> {
        match self.columns {
            None => Ok(Self::USUAL_COLUMNS),
            Some(num_columns) if num_columns < 3 => Err(ScanProblem::TooFewColumns { num_columns }),
            Some(num_columns) => Ok(num_columns),
        }
    }
}

/// The scale of the intensities in a file; [`Point`](crate::point::Point) wants them from 0 to 1.
///
/// But for [`AsWritten`](Self::AsWritten), intensities outside the scale are clamped to it, with a warning.
/// Parsed from `auto` or from a full scale: `255` is `Fixed`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum IntensityScale {
    /// They are taken as they are written, wherever they lie.
    AsWritten,
    /// They are divided by the full scale that the scan shows by itself, [`Scan::full_scale`](super::decoded::Scan).
    ///
    /// Who reads several scans of one sensor finds their common scale first, with
    /// [`common_full_scale`](super::intensity::common_full_scale), and reads them with that.
    #[default]
    Auto,
    /// They are divided by the intensity that stands for full reflection.
    Fixed(FullScale),
}

/// The intensity that stands for full reflection: a positive finite number.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct FullScale(f32);

impl FullScale {
    /// The scale from 0 to 1.
    pub const ONE: Self = Self(1.);

    /// A full scale, if the number can be one.
    pub fn new(intensity: f32) -> Option<Self> {
        (intensity.is_finite() && intensity > 0.).then_some(Self(intensity))
    }

    /// The number.
    pub fn get(self) -> f32 {
        self.0
    }
}

/// A word that is no intensity scale.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("intensity scale is {found:?}, expected auto or a positive number like 255")]
pub struct IntensityScaleError {
    /// The word.
    pub found: String,
}

impl FromStr for IntensityScale {
    type Err = IntensityScaleError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        if word == "auto" {
            return Ok(Self::Auto);
        }
        let full_scale = word.parse().ok().and_then(FullScale::new);
        full_scale.map(Self::Fixed).ok_or_else(|| IntensityScaleError { found: word.to_owned() })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_auto_or_a_positive_number() {
        assert_eq!("auto".parse(), Ok(IntensityScale::Auto));
        assert_eq!("255".parse(), Ok(IntensityScale::Fixed(FullScale(255.))));
        for word in ["", "Auto", "0", "-1", "nan", "inf", "1e39", "1e-60", "255 "] {
            let error = word.parse::<IntensityScale>().unwrap_err();
            assert_eq!(error.found, word);
            assert!(error.to_string().contains("expected auto or a positive number"), "{error}");
        }
    }
}
