//! The colours of the pictures of this crate as a page needs them.

use std::collections::{BTreeMap, BTreeSet};

use image::Rgb;
use serde::Serialize;

use crate::color::{Ramp, rgb_from_oklch};
use crate::theme::{Theme, css};

/// Colours that a ramp is handed over as; the page interpolates between them.
const RAMP_COLORS: u32 = 64;

/// The colours of one theme, as `#rrggbb`.
#[derive(Serialize)]
pub(super) struct Look {
    background: String,
    panel: String,
    line: String,
    text: String,
    /// By the name of the class.
    classes: BTreeMap<String, String>,
    /// From low to high, `rrggbb` after `rrggbb`.
    height: String,
    intensity: String,
    distance: String,
    ring: String,
}

impl Look {
    /// The colours of a theme, and of some classes on it.
    pub fn of(theme: Theme, classes: &BTreeSet<&str>) -> Self {
        let palette = theme.palette();
        Self {
            background: css(palette.background),
            panel: css(palette.legend_background),
            line: css(palette.ring),
            text: css(palette.text),
            classes: classes
                .iter()
                .map(|&class| (class.to_owned(), theme.class_color(class)))
                .collect(),
            height: ramp_text(&palette.height_ramp),
            intensity: ramp_text(&palette.intensity_ramp),
            distance: ramp_text(&palette.range_ramp),
            ring: laser_text(theme),
        }
    }
}

fn hex(Rgb([red, green, blue]): Rgb<u8>) -> String {
    format!("{red:02x}{green:02x}{blue:02x}")
}

fn ramp_text(ramp: &Ramp) -> String {
    let last = f64::from(RAMP_COLORS - 1);
    (0..RAMP_COLORS).map(|i| hex(ramp.at(f64::from(i) / last))).collect()
}

/// A colour a laser: neighbours differ in lightness by turns of four, and the hue goes from blue
/// to orange over all, which no common colour blindness confuses.
fn laser_text(theme: Theme) -> String {
    let lightness = match theme {
        Theme::Dark => [0.86, 0.6, 0.74, 0.5],
        Theme::Light => [0.66, 0.4, 0.54, 0.3],
    };
    (0..RAMP_COLORS)
        .map(|i| {
            let hue_degrees = 260. - 200. * f64::from(i) / f64::from(RAMP_COLORS - 1);
            hex(rgb_from_oklch(lightness[i as usize % 4], 0.13, hue_degrees))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_written_as_pages_expect_them() {
        assert_eq!(css(Rgb([255, 8, 0])), "#ff0800");
        for theme in [Theme::Dark, Theme::Light] {
            let look = Look::of(theme, &BTreeSet::from(["car"]));
            assert_eq!(look.classes["car"], theme.class_color("car"));
            assert_eq!(look.background, css(theme.palette().background));
            for ramp in [&look.height, &look.intensity, &look.distance, &look.ring] {
                assert_eq!(ramp.len(), 6 * RAMP_COLORS as usize);
            }
            assert!(look.height.starts_with(&hex(theme.palette().height_ramp.at(0.))));
        }
    }

    #[test]
    fn neighbouring_lasers_differ_in_lightness() {
        let colors: Vec<u32> = Look::of(Theme::Dark, &BTreeSet::new())
            .ring
            .as_bytes()
            .chunks(2)
            .map(|byte| u32::from_str_radix(&String::from_utf8_lossy(byte), 16).expect("hex"))
            .collect();
        let sums: Vec<u32> = colors.chunks(3).map(|rgb| rgb.iter().sum()).collect();
        assert!(sums.windows(2).all(|pair| pair[0].abs_diff(pair[1]) > 60), "{sums:?}");
    }
}
