//! The two looks of a picture.

use image::Rgb;

use crate::bev_box::BoxStyle;
use crate::color::{Ramp, RampEnd, rgb_from_oklch};

/// Whether a picture is made for a dark or a light page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Bright points on near black.
    #[default]
    Dark,
    /// Dark points on near white.
    Light,
}

/// The colours of one theme.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Palette {
    pub background: Rgb<u8>,
    pub legend_background: Rgb<u8>,
    pub ring: Rgb<u8>,
    pub text: Rgb<u8>,
    pub ground_truth: Rgb<u8>,
    pub detection: Rgb<u8>,
    /// From the lowest to the highest point; blue to aqua, so that boxes stand apart by hue.
    pub height_ramp: Ramp,
    /// From the nearest to the farthest return: yellow over red and violet to blue.
    pub range_ramp: Ramp,
    /// From no to full intensity, grey.
    pub intensity_ramp: Ramp,
}

impl Palette {
    pub fn box_color(&self, style: BoxStyle) -> Rgb<u8> {
        match style {
            BoxStyle::GroundTruth => self.ground_truth,
            BoxStyle::Detection => self.detection,
        }
    }
}

impl Theme {
    pub(crate) fn palette(self) -> Palette {
        match self {
            Self::Dark => Palette {
                background: rgb_from_oklch(0.16, 0.015, 265.),
                legend_background: rgb_from_oklch(0.21, 0.018, 265.),
                ring: rgb_from_oklch(0.55, 0.02, 265.),
                text: rgb_from_oklch(0.88, 0.01, 265.),
                ground_truth: rgb_from_oklch(0.86, 0.26, 142.),
                detection: rgb_from_oklch(0.76, 0.18, 58.),
                height_ramp: Ramp {
                    low: RampEnd { lightness: 0.48, chroma: 0.12, hue_degrees: 275. },
                    high: RampEnd { lightness: 0.94, chroma: 0.09, hue_degrees: 190. },
                },
                range_ramp: Ramp {
                    low: RampEnd { lightness: 0.92, chroma: 0.16, hue_degrees: 95. },
                    high: RampEnd { lightness: 0.4, chroma: 0.17, hue_degrees: -90. },
                },
                intensity_ramp: Ramp {
                    low: RampEnd { lightness: 0.3, chroma: 0., hue_degrees: 0. },
                    high: RampEnd { lightness: 1., chroma: 0., hue_degrees: 0. },
                },
            },
            Self::Light => Palette {
                background: rgb_from_oklch(0.985, 0.003, 265.),
                legend_background: rgb_from_oklch(0.95, 0.006, 265.),
                ring: rgb_from_oklch(0.6, 0.02, 265.),
                text: rgb_from_oklch(0.3, 0.02, 265.),
                ground_truth: rgb_from_oklch(0.58, 0.19, 145.),
                detection: rgb_from_oklch(0.62, 0.21, 40.),
                height_ramp: Ramp {
                    low: RampEnd { lightness: 0.77, chroma: 0.07, hue_degrees: 215. },
                    high: RampEnd { lightness: 0.3, chroma: 0.16, hue_degrees: 275. },
                },
                range_ramp: Ramp {
                    low: RampEnd { lightness: 0.58, chroma: 0.17, hue_degrees: 50. },
                    high: RampEnd { lightness: 0.84, chroma: 0.09, hue_degrees: -100. },
                },
                intensity_ramp: Ramp {
                    low: RampEnd { lightness: 0.1, chroma: 0., hue_degrees: 0. },
                    high: RampEnd { lightness: 0.9, chroma: 0., hue_degrees: 0. },
                },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_kinds_of_boxes_differ_clearly_in_both_themes() {
        for theme in [Theme::Dark, Theme::Light] {
            let palette = theme.palette();
            let distance: u32 = (0..3)
                .map(|i| u32::from(palette.ground_truth.0[i].abs_diff(palette.detection.0[i])))
                .sum();
            assert!(distance > 150, "{theme:?}: {distance}");
        }
    }
}
