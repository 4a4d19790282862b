//! A scan as the sensor sees it: rows are channels, columns are azimuths.

use image::{Rgb, RgbImage};
use voxelnet_files::counted;
use voxelnet_scene::PointCloud;

use crate::{
    canvas::{Canvas, Paint, Pixel, PixelRect},
    color::RangeScale,
    legend::{LEGEND_HEIGHT, LegendRow},
    range_view::{Direction, RangeGrid, RangeImageView},
    text::{TEXT_HEIGHT, draw_text, text_width},
    theme::Palette,
};

/// Columns at the left for the elevations.
const LEFT_MARGIN: u32 = 112;
const RIGHT_MARGIN: u32 = 28;
/// Rows above a strip for its name and the azimuths.
const HEADER_HEIGHT: u32 = 30;
const TICK: f64 = 5.;
const GAP: f64 = 8.;

/// Degrees between labels; the first that leaves enough room is taken.
const LABEL_SPACINGS: [i32; 8] = [1, 2, 5, 10, 15, 30, 45, 90];
const MIN_AZIMUTH_LABEL_PIXELS: f64 = 70.;
const MIN_ELEVATION_LABEL_PIXELS: f64 = 24.;

/// Draws a scan as a picture taken from the sensor, +x in the middle of a full circle, left on the
/// left and up at the top: a strip coloured by range from near (warm) to far (cold), below it the
/// same cells in grey by intensity, and a legend.
///
/// The nearest of several points in a cell is shown. Nothing given makes it fail: points that are
/// not finite or lie outside the view are left out, and cells without a point stay dark (light in
/// the light theme). [`write_png`](crate::bev::write_png) writes the picture.
///
/// ```
/// use voxelnet_render::{RangeImageView, draw_range_image};
/// use voxelnet_scene::{Point, PointCloud};
///
/// let channels: Vec<f64> = (0..32).map(|i| f64::from(2 - i).to_radians()).collect();
/// let cloud = PointCloud::new(vec![Point::new(20., 3., -1., 0.5)]);
/// let picture = draw_range_image(&cloud, &RangeImageView::of_sensor(&channels));
/// assert!(picture.width() <= 2000);
/// ```
pub fn draw_range_image(cloud: &PointCloud, view: &RangeImageView) -> RgbImage {
    let grid = RangeGrid::new(view);
    let palette = view.theme.palette();
    let returns = nearest_returns(cloud, &grid);
    let ranges = RangeScale::of(returns.iter().flatten().map(|r| r.range));
    let layout = Layout { grid: &grid };
    let (width, height) = layout.picture_size();
    let mut canvas = Canvas::new(width, height, palette.legend_background);

    let by_range = |r: &Return| palette.range_ramp.at(ranges.fraction(r.range));
    let by_intensity = |r: &Return| palette.intensity_ramp.at(r.intensity.clamp(0., 1.));
    layout.draw_strip(&mut canvas, &palette, Strip::Range, &returns, by_range);
    layout.draw_strip(&mut canvas, &palette, Strip::Intensity, &returns, by_intensity);

    let mut legend = LegendRow::new(&mut canvas, height - LEGEND_HEIGHT, LEGEND_HEIGHT, &palette);
    let near = format!("range {:.0} m", ranges.low);
    legend.bar(&near, &format!("{:.0} m (log)", ranges.high), &palette.range_ramp);
    legend.bar("intensity 0", "1", &palette.intensity_ramp);
    legend.note(&counted(grid.num_rows(), "channel"));
    let num_returns = returns.iter().flatten().count();
    legend.note(&format!("{} with a return", counted(num_returns, "cell")));
    canvas.into_image()
}

/// The content of a cell.
#[derive(Clone, Copy, Debug)]
struct Return {
    range: f64,
    intensity: f64,
}

/// The nearest return in every cell, row by row.
fn nearest_returns(cloud: &PointCloud, grid: &RangeGrid) -> Vec<Option<Return>> {
    let num_columns = grid.num_columns as usize;
    let mut cells = vec![None; grid.num_rows() * num_columns];
    for point in &cloud.points {
        let Some(direction) = Direction::of(point) else { continue };
        let Some((row, column)) = grid.cell_of(&direction) else { continue };
        let cell: &mut Option<Return> = &mut cells[row * num_columns + column as usize];
        if cell.is_none_or(|shown| direction.range < shown.range) {
            *cell = Some(Return { range: direction.range, intensity: point.intensity.into() });
        }
    }
    cells
}

/// The two strips from the top down.
#[derive(Clone, Copy, Debug)]
enum Strip {
    Range,
    Intensity,
}

impl Strip {
    fn name(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::Intensity => "intensity",
        }
    }
}

/// The places of the parts of the picture.
struct Layout<'a> {
    grid: &'a RangeGrid,
}

impl Layout<'_> {
    fn strip_size(&self) -> (u32, u32) {
        let (width, height) = self.grid.cell;
        (self.grid.num_columns * width, self.grid.num_rows() as u32 * height)
    }

    fn picture_size(&self) -> (u32, u32) {
        let (width, height) = self.strip_size();
        (
            LEFT_MARGIN + width + RIGHT_MARGIN,
            2 * (HEADER_HEIGHT + height) + GAP as u32 + LEGEND_HEIGHT,
        )
    }

    fn strip_area(&self, strip: Strip) -> PixelRect {
        let (width, height) = self.strip_size();
        let top = match strip {
            Strip::Range => HEADER_HEIGHT,
            Strip::Intensity => 2 * HEADER_HEIGHT + height,
        };
        PixelRect {
            left: LEFT_MARGIN.into(),
            top: top.into(),
            width: width.into(),
            height: height.into(),
        }
    }

    fn cell_area(&self, strip: Strip, row: usize, column: usize) -> PixelRect {
        let (area, (width, height)) = (self.strip_area(strip), self.grid.cell);
        let (width, height) = (f64::from(width), f64::from(height));
        PixelRect {
            left: area.left + column as f64 * width,
            top: area.top + row as f64 * height,
            width,
            height,
        }
    }

    fn draw_strip(
        &self,
        canvas: &mut Canvas,
        palette: &Palette,
        strip: Strip,
        returns: &[Option<Return>],
        color_of: impl Fn(&Return) -> Rgb<u8>,
    ) {
        let area = self.strip_area(strip);
        canvas.rect(area, Paint::opaque(palette.background));
        for (row, cells) in returns.chunks(self.grid.num_columns as usize).enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                if let Some(shown) = cell {
                    let paint = Paint::opaque(color_of(shown));
                    canvas.rect(self.cell_area(strip, row, column), paint);
                }
            }
        }
        let middle = area.top - TICK - 2. - TEXT_HEIGHT / 2.;
        write(canvas, palette.text, strip.name(), GAP + text_width(strip.name()) / 2., middle);
        self.draw_azimuths(canvas, palette, &area);
        self.draw_elevations(canvas, palette, strip);
    }

    /// Ticks and degrees above a strip, positive to the left.
    fn draw_azimuths(&self, canvas: &mut Canvas, palette: &Palette, area: &PixelRect) {
        let (right, left) = self.grid.azimuth_range();
        let (right, left) = (right.to_degrees(), left.to_degrees());
        let spacing = label_spacing(area.width / (left - right), MIN_AZIMUTH_LABEL_PIXELS);
        for degrees in multiples(spacing, right, left) {
            let x = area.left + (left - f64::from(degrees)) / (left - right) * area.width;
            let tick = PixelRect {
                left: x.round().min(area.left + area.width - 1.),
                top: area.top - TICK,
                width: 1.,
                height: TICK,
            };
            canvas.rect(tick, Paint::opaque(palette.ring));
            // Behind the sensor a turn is taken off: -180 < degrees <= 180.
            let shown = 180 - (180 - degrees).rem_euclid(360);
            let middle = area.top - TICK - 2. - TEXT_HEIGHT / 2.;
            write(canvas, palette.text, &format!("{shown}°"), x, middle);
        }
    }

    /// Ticks and degrees left of a strip, each at the row of the nearest channel.
    fn draw_elevations(&self, canvas: &mut Canvas, palette: &Palette, strip: Strip) {
        let (bottom, top) = self.grid.elevation_range();
        let (bottom, top) = (bottom.to_degrees(), top.to_degrees());
        let area = self.strip_area(strip);
        let spacing = label_spacing(area.height / (top - bottom), MIN_ELEVATION_LABEL_PIXELS);
        for degrees in multiples(spacing, bottom, top) {
            let Some(row) = self.grid.row_of(f64::from(degrees).to_radians()) else { continue };
            let cell = self.cell_area(strip, row, 0);
            let middle = cell.top + cell.height / 2.;
            let tick = PixelRect {
                left: area.left - TICK - 1.,
                top: middle.floor(),
                width: TICK,
                height: 1.,
            };
            canvas.rect(tick, Paint::opaque(palette.ring));
            let text = format!("{degrees}°");
            let x = tick.left - GAP / 2. - text_width(&text) / 2.;
            write(canvas, palette.text, &text, x, middle);
        }
    }
}

fn write(canvas: &mut Canvas, color: Rgb<u8>, text: &str, middle_x: f64, middle_y: f64) {
    let upper_left = Pixel::new(middle_x - text_width(text) / 2., middle_y - TEXT_HEIGHT / 2.);
    draw_text(canvas, text, upper_left, Paint::opaque(color));
}

/// The smallest usual number of degrees that is at least so many pixels.
fn label_spacing(pixels_per_degree: f64, min_pixels: f64) -> i32 {
    let fits = |spacing: &i32| f64::from(*spacing) * pixels_per_degree >= min_pixels;
    LABEL_SPACINGS.into_iter().find(fits).unwrap_or(180)
}

/// The whole multiples of a spacing from `low` to `high` degrees; none in a senseless range.
fn multiples(spacing: i32, low: f64, high: f64) -> impl Iterator<Item = i32> {
    // The two ends of a full circle are multiples to within rounding.
    const SLACK: f64 = 1e-6;
    let is_range = high > low && high - low <= 360. + SLACK && high.abs() < 1e6;
    let (first, last) = ((low - SLACK) / f64::from(spacing), (high + SLACK) / f64::from(spacing));
    let indices = if is_range { first.ceil() as i32..last.floor() as i32 + 1 } else { 0..0 };
    indices.map(move |i| i.saturating_mul(spacing))
}

#[cfg(test)]
mod tests {
    use voxelnet_scene::Point;

    use super::*;
    use crate::theme::Theme;

    fn view() -> RangeImageView {
        let channels: Vec<f64> = (0..16).map(|i| f64::from(3 - 2 * i).to_radians()).collect();
        RangeImageView::of_sensor(&channels)
    }

    fn draw(points: &[Point], view: &RangeImageView) -> RgbImage {
        draw_range_image(&PointCloud::new(points.to_vec()), view)
    }

    /// Positions of the pixels of a strip that are not background, relative to the strip.
    fn lit(picture: &RgbImage, view: &RangeImageView, strip: Strip) -> Vec<(u32, u32)> {
        let area = Layout { grid: &RangeGrid::new(view) }.strip_area(strip);
        let background = view.theme.palette().background;
        let (left, top) = (area.left as u32, area.top as u32);
        let positions =
            (0..area.height as u32).flat_map(|y| (0..area.width as u32).map(move |x| (x, y)));
        positions.filter(|(x, y)| *picture.get_pixel(left + x, top + y) != background).collect()
    }

    #[test]
    fn a_point_on_the_left_is_left_of_the_middle_and_a_high_one_is_above() {
        let view = view();
        for strip in [Strip::Range, Strip::Intensity] {
            let place = |x, y, z| lit(&draw(&[Point::new(x, y, z, 0.7)], &view), &view, strip)[0];
            let (ahead, left, right) = (place(9., 0., 0.), place(9., 2., 0.), place(9., -2., 0.));
            assert!(left.0 < ahead.0 && ahead.0 < right.0, "{left:?} {ahead:?} {right:?}");
            assert!((899..=901).contains(&ahead.0), "{ahead:?}");
            assert!(place(9., 0., 0.4).1 < ahead.1 && ahead.1 < place(9., 0., -3.).1);
        }
    }

    #[test]
    fn the_nearest_return_of_a_cell_is_shown_in_both_strips_in_any_order() {
        let view = view();
        let (near, far) = (Point::new(5., 0.3, 0., 0.9), Point::new(50., 3., 0., 0.1));
        let scale = [Point::new(3., 9., 0., 0.), Point::new(9., -50., 0., 0.)];
        let with = |extra: &[Point]| draw(&[&scale, extra].concat(), &view);
        assert_eq!(with(&[near, far]), with(&[near]));
        assert_eq!(with(&[far, near]), with(&[near]));
        assert_ne!(with(&[far]), with(&[near]));
    }

    #[test]
    fn near_is_warm_and_far_is_cold_in_both_themes() {
        for theme in [Theme::Dark, Theme::Light] {
            let ramp = theme.palette().range_ramp;
            let (Rgb([near_red, _, near_blue]), Rgb([far_red, _, far_blue])) =
                (ramp.at(0.), ramp.at(1.));
            assert!(near_red > near_blue && far_blue > far_red, "{theme:?}");
        }
    }

    #[test]
    fn intensity_is_grey_and_brighter_for_more() {
        let view = view();
        let points = [Point::new(9., 2., 0., 0.2), Point::new(9., -2., 0., 0.8)];
        let picture = draw(&points, &view);
        let area = Layout { grid: &RangeGrid::new(&view) }.strip_area(Strip::Intensity);
        let colors: Vec<[u8; 3]> = lit(&picture, &view, Strip::Intensity)
            .into_iter()
            .map(|(x, y)| picture.get_pixel(area.left as u32 + x, area.top as u32 + y).0)
            .collect();
        assert!(colors.iter().all(|[r, g, b]| r.abs_diff(*g) < 3 && g.abs_diff(*b) < 3));
        assert!(colors[0][0] + 50 < colors[1][0], "{colors:?}");
    }

    #[test]
    fn points_outside_the_view_or_without_a_direction_change_nothing() {
        let front = RangeImageView { azimuth: (-0.8, 0.8), ..view() };
        let outside = [
            Point::new(-9., 0., 0., 0.5),
            Point::new(0., 9., 0., 0.5),
            Point::new(9., 0., 5., 0.5),
            Point::new(9., 0., -9., 0.5),
            Point::new(0., 0., 0., 0.5),
            Point::new(f32::NAN, 0., 0., 0.5),
        ];
        assert_eq!(draw(&outside, &front), draw(&[], &front));
        // Coordinates alone decide whether a point exists.
        for intensity in [f32::NAN, f32::INFINITY] {
            let point = Point::new(9., 0., 0., intensity);
            assert!(!lit(&draw(&[point], &front), &front, Strip::Range).is_empty());
        }
        assert!(lit(&draw(&[], &front), &front, Strip::Range).is_empty());
    }

    #[test]
    fn an_empty_cloud_gives_a_picture_of_at_most_2000_pixels_across() {
        let picture = draw(&[], &RangeImageView { azimuth_step: 1e-4, ..view() });
        assert!((1900..=2000).contains(&picture.width()), "{}", picture.width());
        assert_eq!(picture.height(), 2 * (HEADER_HEIGHT + 16 * 6) + 8 + LEGEND_HEIGHT);
    }

    #[test]
    fn huge_points_and_views_without_channels_are_survived() {
        let huge = [f32::MAX, -f32::MAX, f32::MIN_POSITIVE].map(|v| Point::new(v, v, 0., v));
        assert!(draw(&huge, &view()).width() > 0);
        for nothing in [
            RangeImageView::of_sensor(&[]),
            RangeImageView { azimuth: (f64::NEG_INFINITY, f64::INFINITY), ..view() },
            RangeImageView { elevation: (-1e300, 1e300), azimuth: (1e300, 2e300), ..view() },
        ] {
            assert!(draw(&huge, &nothing).width() > 0);
        }
    }

    #[test]
    fn labels_stand_at_round_degrees_of_the_range() {
        assert_eq!(multiples(45, -90., 90.).collect::<Vec<_>>(), [-90, -45, 0, 45, 90]);
        assert_eq!(multiples(10, -24.6, 2.2).collect::<Vec<_>>(), [-20, -10, 0]);
        assert_eq!(multiples(10, f64::NAN, 2.).count() + multiples(1, 0., 1e300).count(), 0);
        assert_eq!(multiples(1, 1e12, 1e12 + 90.).count(), 0);
        assert_eq!((label_spacing(5., 70.), label_spacing(20., 70.)), (15, 5));
    }
}
