//! The strip at the bottom of a picture that says what is shown, but for the classes.

use voxelnet_files::counted;

use crate::bev_box::{BevBox, BoxStyle};
use crate::box_layer::draw_line;
use crate::canvas::{Canvas, Paint, Pixel, PixelRect};
use crate::color::{HeightScale, Ramp};
use crate::text::{TEXT_HEIGHT, draw_text, text_width};
use crate::theme::Palette;

/// Height of the strip, pixels.
pub(crate) const LEGEND_HEIGHT: u32 = 36;

const SWATCH: f64 = 14.;
/// Wide enough for three dashes.
const STYLE_SWATCH: f64 = 25.;
const BAR_WIDTH: f64 = 120.;
const BAR_HEIGHT: f64 = 10.;
const GAP: f64 = 8.;
/// Free space before the first item.
const LEFT: f64 = 14.;

/// The content of the strip.
pub(crate) struct Legend<'a> {
    pub boxes: &'a [BevBox],
    pub heights: HeightScale,
    pub ring_spacing: f64,
    pub num_points: usize,
}

impl Legend<'_> {
    /// Draws the strip from a pixel row of the canvas on; an item that does not fit is left out.
    pub fn draw(&self, canvas: &mut Canvas, top: u32, palette: &Palette) {
        let mut row = LegendRow::new(canvas, top, LEGEND_HEIGHT, palette);
        row.styles(self.boxes.iter());
        let (low, high) = (self.heights.low, self.heights.high);
        row.bar(&format!("height {low:.1}"), &format!("{high:.1} m"), &palette.height_ramp);
        row.note(&format!("rings every {} m", self.ring_spacing));
        row.note(&counted(self.num_points, "point"));
    }
}

/// Items written from left to right on a strip of a canvas; one that does not fit is left out.
pub(crate) struct LegendRow<'a> {
    canvas: &'a mut Canvas,
    palette: &'a Palette,
    left: f64,
    middle: f64,
}

impl<'a> LegendRow<'a> {
    /// From the end of an item to the next.
    pub const ITEM_GAP: f64 = 28.;

    /// Clears the strip.
    pub fn new(canvas: &'a mut Canvas, top: u32, height: u32, palette: &'a Palette) -> Self {
        let (top, height) = (f64::from(top), f64::from(height));
        let strip = PixelRect { left: 0., top, width: f64::from(canvas.width()), height };
        canvas.rect(strip, Paint::opaque(palette.legend_background));
        Self { canvas, palette, left: LEFT, middle: top + height / 2. }
    }

    /// Pixels for items in a picture so wide.
    pub fn room(width: u32) -> f64 {
        f64::from(width) - LEFT - GAP
    }

    /// Pixels that a class needs.
    pub fn class_width(name: &str) -> f64 {
        SWATCH + GAP + text_width(name)
    }

    fn has_room_for(&self, width: f64) -> bool {
        self.left + width <= f64::from(self.canvas.width()) - GAP
    }

    fn text(&mut self, text: &str) {
        let upper_left = Pixel::new(self.left, self.middle - TEXT_HEIGHT / 2.);
        draw_text(self.canvas, text, upper_left, Paint::opaque(self.palette.text));
        self.left += text_width(text);
    }

    pub fn note(&mut self, text: &str) {
        if self.has_room_for(text_width(text)) {
            self.text(text);
            self.left += Self::ITEM_GAP;
        }
    }

    /// The lines of ground truth and of detections, where there are any, and how many there are.
    pub fn styles<'b>(&mut self, boxes: impl Iterator<Item = &'b BevBox> + Clone) {
        for (style, name) in
            [(BoxStyle::GroundTruth, "ground truth"), (BoxStyle::Detection, "detections")]
        {
            let num_boxes = boxes.clone().filter(|shown| shown.style == style).count();
            if num_boxes > 0 {
                self.style(style, &format!("{name} ({num_boxes})"));
            }
        }
    }

    fn style(&mut self, style: BoxStyle, text: &str) {
        if !self.has_room_for(STYLE_SWATCH + GAP + text_width(text)) {
            return;
        }
        let color = self.palette.text;
        let (top, bottom) = (self.middle - SWATCH / 2., self.middle + SWATCH / 2.);
        let (left, right) = (self.left, self.left + STYLE_SWATCH);
        let corners = [(right, top), (left, top), (left, bottom), (right, bottom)]
            .map(|(x, y)| Pixel::new(x, y));
        if style == BoxStyle::GroundTruth {
            self.canvas.quad(corners, Paint { color, alpha: 0.3 });
        }
        for i in 0..4 {
            let paint = Paint::opaque(color);
            draw_line(self.canvas, corners[i], corners[(i + 1) % 4], style, paint);
        }
        self.left += STYLE_SWATCH + GAP;
        self.text(text);
        self.left += Self::ITEM_GAP;
    }

    /// A class beside its colour, cut at the border of the picture where it is too long for a row of its own.
    pub fn class(&mut self, name: &str) {
        let color = self.palette.class_color(name);
        let top = self.middle - SWATCH / 2.;
        let swatch = PixelRect { left: self.left, top, width: SWATCH, height: SWATCH };
        self.canvas.rect(swatch, Paint::opaque(color));
        self.left = (self.left + SWATCH + GAP).round();
        self.text(name);
        self.left += Self::ITEM_GAP;
    }

    /// The colours of a ramp between what its two ends stand for.
    pub fn bar(&mut self, low: &str, high: &str, ramp: &Ramp) {
        if !self.has_room_for(text_width(low) + text_width(high) + BAR_WIDTH + 2. * GAP) {
            return;
        }
        self.text(low);
        self.left = (self.left + GAP).round();
        let mut x = 0.;
        while x < BAR_WIDTH {
            let color = ramp.at(x / (BAR_WIDTH - 1.));
            let column = PixelRect {
                left: self.left + x,
                top: self.middle - BAR_HEIGHT / 2.,
                width: 1.,
                height: BAR_HEIGHT,
            };
            self.canvas.rect(column, Paint::opaque(color));
            x += 1.;
        }
        self.left += BAR_WIDTH + GAP;
        self.text(high);
        self.left += Self::ITEM_GAP;
    }
}
