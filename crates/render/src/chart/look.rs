//! Colours, sizes and fonts of all charts.

use plotters::style::{
    Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle,
    text_anchor::{HPos, Pos, VPos},
};

/// Drawing units in a pixel of the SVG. The drawing library knows whole units only, and curves
/// rounded to whole pixels would show steps.
pub(super) const UNITS_PER_PIXEL: f64 = 10.;

pub(super) const BACKGROUND: RGBColor = RGBColor(255, 255, 255);
pub(super) const INK: RGBColor = RGBColor(50, 50, 50);
pub(super) const AXIS: RGBColor = RGBColor(110, 110, 110);
pub(super) const GRID: RGBColor = RGBColor(222, 222, 222);
pub(super) const FINE_GRID: RGBColor = RGBColor(241, 241, 241);

/// Colours that stay apart in all common kinds of colour blindness: those of M. Okabe and K. Ito,
/// "Color Universal Design" (2008), but for the yellow, which is too pale for lines on white.
const SERIES: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 0, 0),
];

/// A length in pixels, in drawing units.
pub(super) fn px(pixels: f64) -> i32 {
    (pixels * UNITS_PER_PIXEL).round() as i32
}

/// The colour of the series at an index; colours come again when there are too many series.
pub(super) fn series_color(index: usize) -> RGBColor {
    SERIES[index % SERIES.len()]
}

/// The same hue next to white. Opaque, as paint that shines through would darken its own joints.
pub(super) fn pale(color: RGBColor) -> RGBColor {
    let mixed = |channel: u8| 255 - ((255 - u32::from(channel)) * 3 / 10) as u8;
    RGBColor(mixed(color.0), mixed(color.1), mixed(color.2))
}

pub(super) fn stroke(color: RGBColor, width_pixels: f64) -> ShapeStyle {
    color.stroke_width(px(width_pixels).unsigned_abs())
}

pub(super) fn title_text() -> TextStyle<'static> {
    text(16., FontStyle::Bold)
}

pub(super) fn small_text() -> TextStyle<'static> {
    text(12., FontStyle::Normal)
}

/// The same text with its middle, seen from above and from the side, where it is put.
pub(super) fn centered(style: &TextStyle<'static>) -> TextStyle<'static> {
    style.pos(Pos::new(HPos::Center, VPos::Center))
}

fn text(line_height_pixels: f64, style: FontStyle) -> TextStyle<'static> {
    let size = line_height_pixels * UNITS_PER_PIXEL;
    FontDesc::new(FontFamily::SansSerif, size, style).color(&INK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pale_colours_differ_from_white_and_from_each_other() {
        let pales: Vec<RGBColor> = SERIES.map(pale).to_vec();
        for (i, a) in pales.iter().enumerate() {
            assert!(a.0.min(a.1).min(a.2) < 230, "{a:?}");
            assert!(pales[..i].iter().all(|b| a != b));
        }
    }

    #[test]
    fn colours_come_again_after_the_last() {
        assert_eq!(series_color(7), series_color(0));
    }
}
