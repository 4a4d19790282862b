//! Charts on this crate's own canvas: smooth lines, and text without any font on the machine.

use std::convert::Infallible;

use image::Rgb;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    text_anchor::{HPos, VPos},
};

use super::{lettering::Lettering, look::UNITS_PER_PIXEL};
use crate::canvas::{Canvas, Paint, Pixel};

/// Pixels of the PNG for one of the SVG, so that print is sharp too.
pub(super) const DENSITY: f64 = 2.;
const SCALE: f64 = DENSITY / UNITS_PER_PIXEL;

/// Draws on a canvas; a drawing unit is a fifth of its pixels.
pub(super) struct CanvasBackend<'a> {
    pub canvas: &'a mut Canvas,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for CanvasBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let units = |pixels: u32| (f64::from(pixels) / SCALE).round() as u32;
        (units(self.canvas.width()), units(self.canvas.height()))
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        let at = pixel(point);
        self.canvas.blend(at.x as u32, at.y as u32, paint(color), SCALE * SCALE);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let width = f64::from(style.stroke_width()) * SCALE;
        let path: Vec<BackendCoord> = path.into_iter().collect();
        // Axes and frames are sharp where their sides begin and end with a pixel. In a curve that
        // is level here and there, this would make steps.
        let is_frame = path.windows(2).all(|ends| is_upright(ends) || is_level(ends));
        let snapped = |middle: f64| (middle - width / 2.).round() + width / 2.;
        for ends in path.windows(2) {
            let mut side = [pixel(ends[0]), pixel(ends[1])];
            if is_frame {
                let axis = if is_upright(ends) { 0 } else { 1 };
                side.iter_mut().for_each(|end| end[axis] = snapped(end[axis]));
            }
            self.canvas.segment(side[0], side[1], width, paint(style.color()));
        }
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let ((left, top), (right, bottom)) = (upper_left, bottom_right);
        let corners = [(left, top), (left, bottom), (right, bottom), (right, top)];
        if fill {
            self.canvas.quad(corners.map(pixel), paint(style.color()));
            Ok(())
        } else {
            self.draw_path(corners.into_iter().chain([corners[0]]), style)
        }
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if fill {
            self.canvas.disc(pixel(center), f64::from(radius) * SCALE, paint(style.color()));
            Ok(())
        } else {
            plotters_backend::rasterizer::draw_circle(self, center, radius, style, fill)
        }
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let corners: Vec<BackendCoord> = corners.into_iter().collect();
        let quad = match corners.iter().copied().map(pixel).collect::<Vec<_>>()[..] {
            [a, b, c] => [a, b, c, nalgebra::center(&c, &a)],
            [a, b, c, d] => [a, b, c, d],
            _ => return plotters_backend::rasterizer::fill_polygon(self, &corners, style),
        };
        self.canvas.quad(quad, paint(style.color()));
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        position: BackendCoord,
    ) -> Drawn {
        let lettering = Lettering::new(style.size() * SCALE, style.style());
        let (width, height) = (lettering.width(text), lettering.height());
        let left = match style.anchor().h_pos {
            HPos::Left => 0,
            HPos::Center => -width / 2,
            HPos::Right => -width,
        };
        let top = match style.anchor().v_pos {
            VPos::Top => 0,
            VPos::Center => -height / 2,
            VPos::Bottom => -height,
        };
        let at = pixel(position).map(|coordinate| coordinate.round() as i32);
        let paint = paint(style.color());
        lettering.for_each_pixel(text, |column, row, coverage| {
            let (x, y) = style.transform().transform(left + column, top + row);
            if let (Ok(x), Ok(y)) = (u32::try_from(at.x + x), u32::try_from(at.y + y)) {
                self.canvas.blend(x, y, paint, coverage);
            }
        });
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let lettering = Lettering::new(style.size() * SCALE, style.style());
        let units = |pixels: i32| (f64::from(pixels) / SCALE).round() as u32;
        Ok((units(lettering.width(text)), units(lettering.height())))
    }
}

fn is_upright(ends: &[BackendCoord]) -> bool {
    ends[0].0 == ends[1].0
}

fn is_level(ends: &[BackendCoord]) -> bool {
    ends[0].1 == ends[1].1
}

fn pixel((x, y): BackendCoord) -> Pixel {
    Pixel::new(f64::from(x) * SCALE, f64::from(y) * SCALE)
}

fn paint(color: BackendColor) -> Paint {
    let (red, green, blue) = color.rgb;
    Paint { color: Rgb([red, green, blue]), alpha: color.alpha }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use plotters::style::{
        Color, FontDesc, FontFamily, FontStyle, FontTransform, RGBAColor, RGBColor, ShapeStyle,
        TextStyle, text_anchor::Pos,
    };

    use super::*;

    const BLACK: RGBColor = RGBColor(0, 0, 0);

    /// The dark pixels, as (x, y), of a picture of 100 x 100 pixels.
    fn dark_pixels(draw: impl FnOnce(&mut CanvasBackend)) -> Vec<(u32, u32)> {
        let mut canvas = Canvas::new(100, 100, Rgb([255; 3]));
        draw(&mut CanvasBackend { canvas: &mut canvas });
        let picture = canvas.into_image();
        let dark = picture.enumerate_pixels().filter(|(_, _, pixel)| pixel.0[0] < 128);
        dark.map(|(x, y, _)| (x, y)).collect()
    }

    fn text_style(size: f64, anchor: (HPos, VPos)) -> TextStyle<'static> {
        let font = FontDesc::new(FontFamily::SansSerif, size, FontStyle::Normal);
        font.color(&BLACK).pos(Pos::new(anchor.0, anchor.1))
    }

    const PIXEL_WIDE: ShapeStyle =
        ShapeStyle { color: RGBAColor(0, 0, 0, 1.), filled: false, stroke_width: 10 };

    #[test]
    fn the_size_in_units_covers_the_picture() {
        let mut canvas = Canvas::new(100, 60, Rgb([255; 3]));
        assert_eq!(CanvasBackend { canvas: &mut canvas }.get_size(), (500, 300));
    }

    #[test]
    fn an_upright_line_is_two_sharp_pixels_wide_wherever_it_is() {
        for x in 200..210 {
            let dark = dark_pixels(|backend| {
                backend.draw_line((x, 100), (x, 400), &PIXEL_WIDE).unwrap();
            });
            let middle_row: Vec<u32> =
                dark.iter().filter(|(_, y)| *y == 50).map(|(x, _)| *x).collect();
            assert_eq!(middle_row.len(), 2, "{x}: {middle_row:?}");
        }
    }

    #[test]
    fn a_curve_with_level_parts_has_no_steps() {
        // Seven units down in all, a little more than a pixel, over 350 units across.
        let curve: Vec<BackendCoord> = (0..36).map(|i| (100 + 10 * i, 250 + (i + 2) / 5)).collect();
        let mut canvas = Canvas::new(100, 100, Rgb([255; 3]));
        CanvasBackend { canvas: &mut canvas }.draw_path(curve, &PIXEL_WIDE).unwrap();
        let picture = canvas.into_image();
        let row: Vec<u8> = (25..85).map(|x| picture.get_pixel(x, 49).0[0]).collect();
        assert!(row.windows(2).all(|pair| pair[0].abs_diff(pair[1]) < 60), "{row:?}");
    }

    #[test]
    fn filled_shapes_have_their_area() {
        let filled = BLACK.filled();
        let square = dark_pixels(|backend| {
            backend.draw_rect((100, 100), (300, 300), &filled, true).unwrap();
        });
        assert_eq!(square.len(), 40 * 40);
        let triangle = dark_pixels(|backend| {
            backend.fill_polygon([(250, 100), (100, 300), (400, 300)], &filled).unwrap();
        });
        assert!((triangle.len() as f64 - 60. * 40. / 2.).abs() < 60., "{}", triangle.len());
        let disc = dark_pixels(|backend| {
            backend.draw_circle((250, 250), 100, &filled, true).unwrap();
        });
        assert!((disc.len() as f64 - 400. * std::f64::consts::PI).abs() < 40., "{}", disc.len());
    }

    #[test]
    fn text_lies_on_the_side_of_its_anchor() {
        let middle = (250, 250);
        for (anchor, is_inside) in [
            ((HPos::Left, VPos::Top), (|x, y| x >= 50 && y >= 50) as fn(u32, u32) -> bool),
            ((HPos::Right, VPos::Top), |x, y| x < 50 && y >= 50),
            ((HPos::Left, VPos::Bottom), |x, y| x >= 50 && y < 50),
            ((HPos::Center, VPos::Center), |x, y| x.abs_diff(50) < 25 && y.abs_diff(50) < 13),
        ] {
            let dark = dark_pixels(|backend| {
                backend.draw_text("abc", &text_style(120., anchor), middle).unwrap();
            });
            assert!(!dark.is_empty());
            assert!(dark.iter().all(|&(x, y)| is_inside(x, y)));
        }
    }

    #[test]
    fn turned_text_runs_upwards() {
        let style = text_style(120., (HPos::Left, VPos::Top));
        let turned = style.transform(FontTransform::Rotate270);
        let level = dark_pixels(|backend| backend.draw_text("abc", &style, (250, 250)).unwrap());
        let upright = dark_pixels(|backend| backend.draw_text("abc", &turned, (250, 250)).unwrap());
        assert_eq!(level.len(), upright.len());
        assert!(level.iter().all(|&(x, y)| upright.contains(&(y, 100 - x))));
    }

    #[test]
    fn larger_text_is_larger_and_text_outside_is_left_out() {
        let small = text_style(120., (HPos::Left, VPos::Top));
        let large = text_style(160., (HPos::Left, VPos::Top));
        let mut canvas = Canvas::new(10, 10, Rgb([255; 3]));
        let mut backend = CanvasBackend { canvas: &mut canvas };
        let size = |style| backend.estimate_text_size("abc", style).unwrap();
        assert!(size(&small) < size(&large));
        for position in [(-5000, -5000), (-10, 20), (5000, 5000)] {
            backend.draw_text("abc\u{4e00}", &small, position).unwrap();
        }
    }
}
