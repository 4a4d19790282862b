//! The part of the ground that a picture shows, and the place of a point in it.

use nalgebra::Point3;
use voxelnet_scene::PointCloud;

use crate::canvas::Pixel;
use crate::theme::Theme;

/// No side of a picture is longer; the scale is reduced instead.
const MAX_SIDE_PIXELS: f64 = 8192.;

/// The part of the ground that a bird's-eye picture shows.
///
/// x (forward) points up in the picture, y (left) to the left. The default is the range of KITTI's
/// car detectors: x 0 to 70.4 m, y -40 to 40 m, 16 pixels per metre. A range that is empty or not
/// finite gives a picture one pixel wide; a picture that would be larger than 8192 pixels is scaled down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BevView {
    /// Lower end of the forward range, metres.
    pub x_min: f64,
    /// Upper end of the forward range, metres.
    pub x_max: f64,
    /// Lower (right) end of the sideways range, metres.
    pub y_min: f64,
    /// Upper (left) end of the sideways range, metres.
    pub y_max: f64,
    /// Scale of the picture.
    pub pixels_per_metre: f64,
    /// Colours of the picture.
    pub theme: Theme,
}

impl BevView {
    /// The view of the ground between two corners, metres; their heights do not matter.
    pub fn of_range(low: Point3<f64>, high: Point3<f64>) -> Self {
        Self { x_min: low.x, x_max: high.x, y_min: low.y, y_max: high.y, ..Self::default() }
    }
}

impl Default for BevView {
    fn default() -> Self {
        Self {
            x_min: 0.,
            x_max: 70.4,
            y_min: -40.,
            y_max: 40.,
            pixels_per_metre: 16.,
            theme: Theme::Dark,
        }
    }
}

impl BevView {
    /// A view of all finite points and of the sensor, with a small margin, at most about 1400
    /// pixels on a side and at most 16 pixels per metre.
    pub fn covering(cloud: &PointCloud) -> Self {
        const MARGIN: f64 = 5.;
        const SIDE_PIXELS: f64 = 1400.;
        let origin = Self { x_min: 0., x_max: 0., y_min: 0., y_max: 0., ..Self::default() };
        let mut view = cloud.points.iter().filter(|p| p.is_finite()).fold(origin, |view, point| {
            let (x, y) = (f64::from(point.x), f64::from(point.y));
            Self {
                x_min: view.x_min.min(x),
                x_max: view.x_max.max(x),
                y_min: view.y_min.min(y),
                y_max: view.y_max.max(y),
                ..view
            }
        });
        (view.x_min, view.x_max) = (view.x_min - MARGIN, view.x_max + MARGIN);
        (view.y_min, view.y_max) = (view.y_min - MARGIN, view.y_max + MARGIN);
        let longest = (view.x_max - view.x_min).max(view.y_max - view.y_min);
        view.pixels_per_metre = view.pixels_per_metre.min(SIDE_PIXELS / longest);
        view
    }
}

/// A view turned into pixels; always of a drawable size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Projection {
    x_max: f64,
    y_max: f64,
    /// Pixels per metre, positive and finite.
    pub scale: f64,
    pub width: u32,
    pub height: u32,
}

impl Projection {
    pub fn new(view: &BevView) -> Self {
        let (across, up) = (view.y_max - view.y_min, view.x_max - view.x_min);
        let longest = across.max(up);
        let scale = view.pixels_per_metre.min(MAX_SIDE_PIXELS / longest);
        let drawable = across > 0. && up > 0. && longest.is_finite() && scale > 0.;
        if !drawable {
            return Self { x_max: 0., y_max: 0., scale: 1., width: 1, height: 1 };
        }
        let pixels = |metres: f64| (metres * scale).round().clamp(1., MAX_SIDE_PIXELS) as u32;
        Self {
            x_max: view.x_max,
            y_max: view.y_max,
            scale,
            width: pixels(across),
            height: pixels(up),
        }
    }

    /// The pixel of a place on the ground.
    pub fn pixel_from_lidar(&self, x: f64, y: f64) -> Pixel {
        Pixel::new((self.y_max - y) * self.scale, (self.x_max - x) * self.scale)
    }

    /// Distance to the sensor in metres of the middle of a pixel.
    pub fn range_of(&self, column: u32, row: u32) -> f64 {
        let x = self.x_max - (f64::from(row) + 0.5) / self.scale;
        let y = self.y_max - (f64::from(column) + 0.5) / self.scale;
        x.hypot(y)
    }

    /// Whether a position lies in the picture, at least `margin` pixels from its border.
    pub fn shows(&self, pixel: Pixel, margin: f64) -> bool {
        (margin..=f64::from(self.width) - margin).contains(&pixel.x)
            && (margin..=f64::from(self.height) - margin).contains(&pixel.y)
    }
}

#[cfg(test)]
mod tests {
    use voxelnet_scene::Point;

    use super::*;

    #[test]
    fn forward_is_up_and_left_is_left() {
        let projection = Projection::new(&BevView::default());
        let ahead = projection.pixel_from_lidar(60., 0.);
        let near_left = projection.pixel_from_lidar(10., 20.);
        assert!(ahead.y < near_left.y && near_left.x < ahead.x);
        assert_eq!((projection.width, projection.height), (1280, 1126));
        assert!((projection.pixel_from_lidar(70.4, 40.) - Pixel::origin()).norm() < 1e-9);
    }

    #[test]
    fn a_pixel_knows_its_range() {
        let projection = Projection::new(&BevView::default());
        let pixel = projection.pixel_from_lidar(30., 40. - 1e-9);
        let range = projection.range_of(pixel.x as u32, pixel.y as u32);
        assert!((range - 50.).abs() < 0.1, "{range}");
    }

    #[test]
    fn senseless_views_have_a_drawable_size() {
        let empty = BevView { x_max: 0., ..BevView::default() };
        let nan = BevView { y_min: f64::NAN, ..BevView::default() };
        let endless = BevView { y_max: f64::INFINITY, ..BevView::default() };
        let no_scale = BevView { pixels_per_metre: 0., ..BevView::default() };
        for view in [empty, nan, endless, no_scale] {
            let projection = Projection::new(&view);
            assert_eq!((projection.width, projection.height), (1, 1), "{view:?}");
        }
        let huge = BevView { pixels_per_metre: 1e9, ..BevView::default() };
        assert_eq!(Projection::new(&huge).width, 8192);
    }

    #[test]
    fn the_covering_view_holds_every_finite_point_and_the_sensor() {
        let points = vec![
            Point::new(30., -12., 0., 0.),
            Point::new(f32::NAN, 0., 0., 0.),
            Point::new(90., 55., 0., 0.),
        ];
        let view = BevView::covering(&PointCloud::new(points));
        assert_eq!((view.x_min, view.x_max, view.y_min, view.y_max), (-5., 95., -17., 60.));
        assert_eq!(view.pixels_per_metre, 14.);
    }
}
