//! Small text, one line, in Noto Sans Mono as rasterised by `noto-sans-mono-bitmap`.

use noto_sans_mono_bitmap::{FontWeight, RasterHeight, get_raster, get_raster_width};

use crate::canvas::{Canvas, Paint, Pixel, PixelRect};

const WEIGHT: FontWeight = FontWeight::Regular;
const SIZE: RasterHeight = RasterHeight::Size16;
const REPLACEMENT: char = '?';
const MAX_CHARACTERS: usize = 64;

/// Height of a line of text, pixels.
pub(crate) const TEXT_HEIGHT: f64 = 16.;

/// Width of a text in pixels; characters beyond the sixty-fourth are not drawn.
pub(crate) fn text_width(text: &str) -> f64 {
    (text.chars().take(MAX_CHARACTERS).count() * get_raster_width(WEIGHT, SIZE)) as f64
}

/// Writes a text with its upper left corner at a position rounded to whole pixels.
pub(crate) fn draw_text(canvas: &mut Canvas, text: &str, upper_left: Pixel, paint: Paint) {
    let mut left = upper_left.x.round();
    let top = upper_left.y.round();
    for character in text.chars().take(MAX_CHARACTERS) {
        let glyph =
            get_raster(character, WEIGHT, SIZE).or_else(|| get_raster(REPLACEMENT, WEIGHT, SIZE));
        let Some(glyph) = glyph else { continue };
        for (row, y) in glyph.rows().zip(0_u32..) {
            for (&coverage, x) in row.iter().zip(0_u32..) {
                let (x, y) = (left + f64::from(x), top + f64::from(y));
                if x >= 0. && y >= 0. {
                    canvas.blend(x as u32, y as u32, paint, f64::from(coverage) / 255.);
                }
            }
        }
        left += glyph.width() as f64;
    }
}

/// Writes a text in the middle of a rectangle that hides most of what lies below.
pub(crate) fn draw_tag(
    canvas: &mut Canvas,
    text: &str,
    area: PixelRect,
    text_paint: Paint,
    panel: Paint,
) {
    canvas.rect(area, panel);
    let left = area.left + (area.width - text_width(text)) / 2.;
    let top = area.top + (area.height - TEXT_HEIGHT) / 2.;
    draw_text(canvas, text, Pixel::new(left, top), text_paint);
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    fn written(text: &str) -> Vec<u8> {
        let mut canvas = Canvas::new(64, 16, Rgb([0, 0, 0]));
        draw_text(&mut canvas, text, Pixel::new(0., 0.), Paint::opaque(Rgb([255; 3])));
        canvas.into_image().into_raw()
    }

    #[test]
    fn different_texts_look_different_and_unknown_characters_are_marked() {
        assert_ne!(written("Car"), written("Van"));
        assert_eq!(written("\u{4e00}"), written("?"));
        assert_eq!(text_width("abc"), 3. * text_width("a"));
    }

    #[test]
    fn text_across_the_border_is_cut() {
        let mut canvas = Canvas::new(8, 8, Rgb([0, 0, 0]));
        let paint = Paint::opaque(Rgb([255; 3]));
        draw_text(&mut canvas, "WWWW", Pixel::new(-4., -4.), paint);
        assert!(canvas.into_image().pixels().any(|p| p.0[0] > 0));
    }
}
