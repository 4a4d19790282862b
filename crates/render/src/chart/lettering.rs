//! The letters of a PNG, in Noto Sans Mono as rasterised by `noto-sans-mono-bitmap`.

use noto_sans_mono_bitmap::{FontWeight, RasterHeight, get_raster, get_raster_width};
use plotters_backend::FontStyle;

const REPLACEMENT: char = '?';

/// A size and a weight in which letters are at hand.
#[derive(Clone, Copy)]
pub(super) struct Lettering {
    height: RasterHeight,
    weight: FontWeight,
}

impl Lettering {
    /// The size at hand next below a line height in pixels, or the smallest.
    pub fn new(line_height: f64, style: FontStyle) -> Self {
        let height = if line_height >= 32. { RasterHeight::Size32 } else { RasterHeight::Size24 };
        let weight = match style {
            FontStyle::Bold => FontWeight::Bold,
            _ => FontWeight::Regular,
        };
        Self { height, weight }
    }

    pub fn height(self) -> i32 {
        self.height.val() as i32
    }

    pub fn width(self, text: &str) -> i32 {
        (text.chars().count() * get_raster_width(self.weight, self.height)) as i32
    }

    /// Calls back with column, row and coverage (0 to 1) of each pixel of a line of text.
    pub fn for_each_pixel(self, text: &str, mut draw: impl FnMut(i32, i32, f64)) {
        let mut left = 0;
        for character in text.chars() {
            let glyph = get_raster(character, self.weight, self.height)
                .or_else(|| get_raster(REPLACEMENT, self.weight, self.height));
            let Some(glyph) = glyph else { continue };
            for (line, row) in glyph.rows().zip(0..) {
                for (&coverage, column) in line.iter().zip(left..) {
                    draw(column, row, f64::from(coverage) / 255.);
                }
            }
            left += glyph.width() as i32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(lettering: Lettering, text: &str) -> Vec<(i32, i32, f64)> {
        let mut pixels = Vec::new();
        lettering.for_each_pixel(text, |column, row, ink| pixels.push((column, row, ink)));
        pixels
    }

    #[test]
    fn letters_fill_the_width_and_height_they_claim() {
        for (line_height, style) in [(24., FontStyle::Normal), (32., FontStyle::Bold)] {
            let lettering = Lettering::new(line_height, style);
            let pixels = pixels(lettering, "abc");
            let last = |pick: fn(&(i32, i32, f64)) -> i32| pixels.iter().map(pick).max();
            assert_eq!(f64::from(lettering.height()), line_height);
            assert_eq!(last(|pixel| pixel.0), Some(lettering.width("abc") - 1));
            assert_eq!(last(|pixel| pixel.1), Some(lettering.height() - 1));
        }
    }

    #[test]
    fn bold_letters_have_more_ink_and_unknown_ones_are_marked() {
        let [normal, bold] =
            [FontStyle::Normal, FontStyle::Bold].map(|style| Lettering::new(24., style));
        let ink = |lettering| pixels(lettering, "a").iter().map(|pixel| pixel.2).sum::<f64>();
        assert!(ink(bold) > ink(normal));
        assert_eq!(pixels(normal, "\u{4e00}"), pixels(normal, "?"));
    }
}
