//! Anti-aliased drawing on an RGB picture; positions in pixels, pixel (0, 0) covering 0 to 1.

use std::f64::consts::SQRT_2;
use std::ops::Range;

use image::{Rgb, RgbImage};
use nalgebra::{Point2, Vector2};

/// A position in the picture: x to the right, y down, pixels.
pub(crate) type Pixel = Point2<f64>;

/// A colour and how much of it covers what lies below, 0 to 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    pub color: Rgb<u8>,
    pub alpha: f64,
}

impl Paint {
    pub fn opaque(color: Rgb<u8>) -> Self {
        Self { color, alpha: 1. }
    }
}

/// An upright rectangle, pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PixelRect {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl PixelRect {
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }
}

/// A picture under way. Whatever lies outside is not drawn; nothing given makes it panic.
pub(crate) struct Canvas {
    image: RgbImage,
}

impl Canvas {
    pub fn new(width: u32, height: u32, background: Rgb<u8>) -> Self {
        Self { image: RgbImage::from_pixel(width, height, background) }
    }

    /// A picture that goes on with one that exists.
    pub fn on(image: RgbImage) -> Self {
        Self { image }
    }

    pub fn into_image(self) -> RgbImage {
        self.image
    }

    pub fn width(&self) -> u32 {
        self.image.width()
    }

    pub fn height(&self) -> u32 {
        self.image.height()
    }

    /// Covers a pixel by `coverage` (0 to 1) of the paint.
    pub fn blend(&mut self, x: u32, y: u32, paint: Paint, coverage: f64) {
        let alpha = paint.alpha * coverage;
        if alpha <= 0. {
            return;
        }
        if let Some(pixel) = self.image.get_pixel_mut_checked(x, y) {
            for (below, above) in pixel.0.iter_mut().zip(paint.color.0) {
                let mixed = f64::from(*below) + (f64::from(above) - f64::from(*below)) * alpha;
                *below = mixed.round() as u8;
            }
        }
    }

    pub fn disc(&mut self, center: Pixel, radius: f64, paint: Paint) {
        let reach = radius + 0.5;
        for y in indices(center.y - reach, center.y + reach, self.height()) {
            for x in indices(center.x - reach, center.x + reach, self.width()) {
                let distance = (middle_of(x, y) - center).norm();
                self.blend(x, y, paint, (radius + 0.5 - distance).clamp(0., 1.));
            }
        }
    }

    pub fn rect(&mut self, rect: PixelRect, paint: Paint) {
        for y in indices(rect.top, rect.top + rect.height - 1., self.height()) {
            for x in indices(rect.left, rect.left + rect.width - 1., self.width()) {
                self.blend(x, y, paint, 1.);
            }
        }
    }

    /// A line with round ends, `width` pixels thick.
    pub fn segment(&mut self, from: Pixel, to: Pixel, width: f64, paint: Paint) {
        let reach = width / 2. + 0.5;
        let Some((from, to)) = clipped(from, to, &self.touchable(width)) else { return };
        let along = to - from;
        let steep = along.y.abs() > along.x.abs();
        // Walking the longer axis keeps the work proportional to the length, not to the area.
        let (major, minor) = if steep { (1, 0) } else { (0, 1) };
        let limits = [self.width(), self.height()];
        let (low, high) = (from[major].min(to[major]), from[major].max(to[major]));
        for i in indices(low - reach, high + reach, limits[major]) {
            let t = if along[major] == 0. {
                0.
            } else {
                ((f64::from(i) + 0.5 - from[major]) / along[major]).clamp(0., 1.)
            };
            let crossing = from[minor] + t * along[minor];
            let spread = reach * SQRT_2;
            for j in indices(crossing - spread, crossing + spread, limits[minor]) {
                let (x, y) = if steep { (j, i) } else { (i, j) };
                let distance = distance_to_segment(middle_of(x, y), from, along);
                self.blend(x, y, paint, (reach - distance).clamp(0., 1.));
            }
        }
    }

    /// A line of dashes, of which the first begins at `from`.
    pub fn dashes(&mut self, from: Pixel, to: Pixel, width: f64, paint: Paint) {
        const DASH: f64 = 5.;
        const PERIOD: f64 = 10.;
        let length = (to - from).norm();
        let Some((first, last)) = clipped(from, to, &self.touchable(width)) else { return };
        if !length.is_normal() {
            return;
        }
        let along = (to - from) / length;
        // Only dashes that lie in the picture are drawn, however long the line is.
        let mut start = ((first - from).norm() / PERIOD).floor() * PERIOD;
        let end = (last - from).norm();
        while start < end {
            let stop = (start + DASH).min(length);
            self.segment(from + along * start, from + along * stop, width, paint);
            start += PERIOD;
        }
    }

    /// The positions around the picture from where a line of a width reaches into it.
    fn touchable(&self, line_width: f64) -> PixelRect {
        let reach = line_width / 2. + 0.5;
        PixelRect {
            left: -reach,
            top: -reach,
            width: f64::from(self.width()) + 2. * reach,
            height: f64::from(self.height()) + 2. * reach,
        }
    }

    /// The inside of a convex quadrilateral whose corners run counter-clockwise to the eye.
    pub fn quad(&mut self, corners: [Pixel; 4], paint: Paint) {
        let edges: [(Pixel, Vector2<f64>); 4] = std::array::from_fn(|i| {
            let along = corners[(i + 1) % 4] - corners[i];
            (corners[i], Vector2::new(along.y, -along.x) / along.norm())
        });
        if edges.iter().any(|(_, inward)| !inward.norm().is_finite()) {
            return;
        }
        let bounds = bounds_of(&corners);
        for y in indices(bounds.top, bounds.top + bounds.height, self.height()) {
            for x in indices(bounds.left, bounds.left + bounds.width, self.width()) {
                let depth = edges
                    .iter()
                    .map(|(corner, inward)| (middle_of(x, y) - corner).dot(inward))
                    .fold(f64::INFINITY, f64::min);
                self.blend(x, y, paint, (depth + 0.5).clamp(0., 1.));
            }
        }
    }
}

/// The part of a line that lies in an area (Liang and Barsky, 1984).
pub(crate) fn clipped(from: Pixel, to: Pixel, area: &PixelRect) -> Option<(Pixel, Pixel)> {
    let along = to - from;
    let lows = [area.left, area.top];
    let highs = [area.left + area.width, area.top + area.height];
    let (mut enter, mut leave) = (0_f64, 1_f64);
    for axis in 0..2 {
        if along[axis] == 0. {
            if !(lows[axis]..=highs[axis]).contains(&from[axis]) {
                return None;
            }
            continue;
        }
        let at = [lows[axis], highs[axis]].map(|limit| (limit - from[axis]) / along[axis]);
        enter = enter.max(at[0].min(at[1]));
        leave = leave.min(at[0].max(at[1]));
    }
    (enter <= leave).then(|| (from + along * enter, from + along * leave))
}

/// The smallest upright rectangle around the corners.
fn bounds_of(corners: &[Pixel; 4]) -> PixelRect {
    let [mut low, mut high] = [corners[0]; 2];
    for corner in corners {
        (low, high) = (low.inf(corner), high.sup(corner));
    }
    PixelRect { left: low.x, top: low.y, width: high.x - low.x, height: high.y - low.y }
}

/// The pixel rows or columns that cover `low..=high`, cut to the picture.
fn indices(low: f64, high: f64, limit: u32) -> Range<u32> {
    // Float casts saturate and turn NaN into 0, so the range is always inside the picture.
    let limit = f64::from(limit);
    low.floor().clamp(0., limit) as u32..(high.floor() + 1.).clamp(0., limit) as u32
}

fn middle_of(x: u32, y: u32) -> Pixel {
    Pixel::new(f64::from(x) + 0.5, f64::from(y) + 0.5)
}

fn distance_to_segment(point: Pixel, from: Pixel, along: Vector2<f64>) -> f64 {
    let length_squared = along.norm_squared();
    let t = if length_squared == 0. { 0. } else { (point - from).dot(&along) / length_squared };
    (point - (from + along * t.clamp(0., 1.))).norm()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLACK: Rgb<u8> = Rgb([0, 0, 0]);
    const WHITE: Paint = Paint { color: Rgb([255, 255, 255]), alpha: 1. };

    fn brightness(canvas: &Canvas) -> f64 {
        canvas.image.pixels().map(|p| f64::from(p.0[0]) / 255.).sum()
    }

    #[test]
    fn a_line_covers_its_length_times_its_width_at_any_angle() {
        for degrees in [0_f64, 17., 45., 73., 90., 120.] {
            let mut canvas = Canvas::new(100, 100, BLACK);
            let (sin, cos) = degrees.to_radians().sin_cos();
            let (middle, half) = (Pixel::new(50., 50.), Vector2::new(30. * cos, 30. * sin));
            canvas.segment(middle - half, middle + half, 2., WHITE);
            let expected = 60. * 2. + std::f64::consts::PI;
            assert!((brightness(&canvas) - expected).abs() < 3., "{degrees}");
        }
    }

    #[test]
    fn dashes_cover_half_of_a_line_and_keep_their_place_when_it_begins_outside() {
        let row = |from: f64, to: f64| {
            let mut canvas = Canvas::new(100, 10, BLACK);
            canvas.dashes(Pixel::new(from, 5.), Pixel::new(to, 5.), 1., WHITE);
            (0..100).map(|x| canvas.image.get_pixel(x, 5).0[0] > 100).collect::<Vec<_>>()
        };
        let lit = row(0., 100.).iter().filter(|is_lit| **is_lit).count();
        assert!((45..=65).contains(&lit), "{lit}");
        assert_eq!(row(-1000., 1e6), row(0., 100.));
    }

    #[test]
    fn a_quad_covers_its_area() {
        let mut canvas = Canvas::new(40, 40, BLACK);
        let corners = [(20., 5.), (5., 20.), (20., 35.), (35., 20.)];
        canvas.quad(corners.map(|(x, y)| Pixel::new(x, y)), WHITE);
        assert!((brightness(&canvas) - 450.).abs() < 5., "{}", brightness(&canvas));
    }

    #[test]
    fn a_line_through_the_picture_from_afar_is_drawn_where_it_passes() {
        let mut canvas = Canvas::new(20, 10, BLACK);
        canvas.segment(Pixel::new(-9e6, 5.5), Pixel::new(9e6, 5.5), 1., WHITE);
        assert!((0..20).all(|x| canvas.image.get_pixel(x, 5).0[0] > 250));
        assert!((0..20).all(|x| canvas.image.get_pixel(x, 3).0[0] == 0));
    }

    #[test]
    fn a_line_is_cut_to_an_area_or_found_outside_it() {
        let area = PixelRect { left: 10., top: 10., width: 10., height: 10. };
        let cut = clipped(Pixel::new(0., 0.), Pixel::new(40., 40.), &area);
        assert_eq!(cut, Some((Pixel::new(10., 10.), Pixel::new(20., 20.))));
        assert_eq!(clipped(Pixel::new(0., 15.), Pixel::new(9., 15.), &area), None);
        assert!(clipped(Pixel::new(0., 22.), Pixel::new(22., 0.), &area).is_some());
        assert_eq!(clipped(Pixel::new(0., 18.), Pixel::new(18., 0.), &area), None);
    }

    #[test]
    fn nonsense_positions_draw_nothing() {
        let mut canvas = Canvas::new(8, 8, BLACK);
        for value in [f64::NAN, f64::INFINITY, -1e300, 1e300] {
            let nonsense = Pixel::new(value, value);
            canvas.segment(nonsense, nonsense, 2., WHITE);
            canvas.dashes(nonsense, nonsense, 2., WHITE);
            canvas.dashes(Pixel::new(1., 1.), nonsense, 2., WHITE);
            canvas.disc(nonsense, 2., WHITE);
            canvas.quad([nonsense; 4], WHITE);
        }
        assert_eq!(brightness(&canvas), 0.);
    }
}
