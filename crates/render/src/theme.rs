//! The two looks of a picture.

use image::Rgb;

use crate::class_color::class_color;
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
    theme: Theme,
    pub background: Rgb<u8>,
    pub legend_background: Rgb<u8>,
    pub ring: Rgb<u8>,
    pub text: Rgb<u8>,
    /// From the lowest to the highest point; blue to aqua, so that boxes stand apart by hue.
    pub height_ramp: Ramp,
    /// From the nearest to the farthest return: yellow over red and violet to blue.
    pub range_ramp: Ramp,
    /// From no to full intensity, grey.
    pub intensity_ramp: Ramp,
}

impl Palette {
    pub fn class_color(&self, class: &str) -> Rgb<u8> {
        let color = class_color(class);
        match self.theme {
            Theme::Dark => color.dark,
            Theme::Light => color.light,
        }
    }
}

impl Theme {
    /// The colour of a class in pictures of this theme, as `#rrggbb`, for pages around them.
    ///
    /// It depends on the letters of the name alone, so that a class looks the same everywhere.
    ///
    /// ```
    /// use voxelnet_render::Theme;
    ///
    /// assert_eq!(Theme::Dark.class_color("Car"), Theme::Dark.class_color("car"));
    /// assert_ne!(Theme::Dark.class_color("car"), Theme::Dark.class_color("cyclist"));
    /// ```
    pub fn class_color(self, class: &str) -> String {
        css(self.palette().class_color(class))
    }

    pub(crate) fn palette(self) -> Palette {
        match self {
            Self::Dark => Palette {
                theme: self,
                background: rgb_from_oklch(0.16, 0.015, 265.),
                legend_background: rgb_from_oklch(0.21, 0.018, 265.),
                ring: rgb_from_oklch(0.55, 0.02, 265.),
                text: rgb_from_oklch(0.88, 0.01, 265.),
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
                theme: self,
                background: rgb_from_oklch(0.985, 0.003, 265.),
                legend_background: rgb_from_oklch(0.95, 0.006, 265.),
                ring: rgb_from_oklch(0.6, 0.02, 265.),
                text: rgb_from_oklch(0.3, 0.02, 265.),
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

/// A colour as pages write it, `#rrggbb`.
pub(crate) fn css(Rgb([red, green, blue]): Rgb<u8>) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}
