//! The bird's-eye picture, layer by layer.

use std::{io::Cursor, path::Path};

use image::{ImageError, ImageFormat, RgbImage};
use voxelnet_files::write_atomically;
use voxelnet_scene::{Point, PointCloud};

use crate::bev_box::BevBox;
use crate::box_layer::draw_boxes;
use crate::canvas::{Canvas, Paint, Pixel};
use crate::class_legend::ClassLegend;
use crate::color::HeightScale;
use crate::error::RenderError;
use crate::label_layer::draw_labels;
use crate::legend::{LEGEND_HEIGHT, Legend};
use crate::rings::{draw_ring_labels, draw_rings, ring_spacing};
use crate::theme::Palette;
use crate::view::{BevView, Projection};

/// Draws a scene from above: points coloured by height, range rings, boxes with heading, class and
/// score, and below the map a legend with the classes in their colours.
///
/// Nothing given makes it fail: points and boxes that are not finite or lie outside the view are
/// left out.
///
/// ```
/// use voxelnet_render::{BevView, draw_bev};
/// use voxelnet_scene::{Point, PointCloud};
///
/// let cloud = PointCloud::new(vec![Point::new(20., 3., -1., 0.5)]);
/// let picture = draw_bev(&cloud, &[], &BevView::default());
/// assert_eq!(picture.width(), 1280);
/// ```
pub fn draw_bev(cloud: &PointCloud, boxes: &[BevBox], view: &BevView) -> RgbImage {
    let projection = Projection::new(view);
    let palette = view.theme.palette();
    let shown = shown_points(cloud, &projection);
    let heights = HeightScale::of(shown.iter().map(|(point, _)| *point));
    let classes = ClassLegend::of(boxes.iter(), projection.width);
    let class_top = projection.height + LEGEND_HEIGHT;
    let height = class_top + classes.height();
    let mut canvas = Canvas::new(projection.width, height, palette.background);

    draw_rings(&mut canvas, &projection, &palette);
    draw_sensor(&mut canvas, &projection, &palette);
    draw_points(&mut canvas, &shown, &heights, &projection, &palette);
    draw_boxes(&mut canvas, boxes, &projection, &palette);
    let taken = draw_ring_labels(&mut canvas, &projection, &palette);
    draw_labels(&mut canvas, boxes, &projection, &palette, taken);
    let legend =
        Legend { boxes, heights, ring_spacing: ring_spacing(&projection), num_points: shown.len() };
    legend.draw(&mut canvas, projection.height, &palette);
    classes.draw(&mut canvas, class_top, &palette);
    canvas.into_image()
}

/// Writes a picture of this crate as PNG, whole or not at all.
///
/// # Errors
///
/// When the picture cannot be encoded (no pixels) or the file cannot be written.
pub fn write_png(path: &Path, picture: &RgbImage) -> Result<(), RenderError> {
    let bytes = encode_png(picture).map_err(|source| RenderError::EncodePng {
        path: path.to_path_buf(),
        width: picture.width(),
        height: picture.height(),
        source,
    })?;
    write_atomically(path, &bytes)
        .map_err(|source| RenderError::Write { path: path.to_path_buf(), source })
}

/// A picture as the bytes of a PNG file.
///
/// # Errors
/// When a side is zero or the encoder fails.
pub fn encode_png(picture: &RgbImage) -> Result<Vec<u8>, ImageError> {
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png)?;
    Ok(png.into_inner())
}

/// The points in the view, lowest first, so that objects are drawn over the ground.
fn shown_points<'a>(cloud: &'a PointCloud, projection: &Projection) -> Vec<(&'a Point, Pixel)> {
    let mut shown: Vec<(&Point, Pixel)> = cloud
        .points
        .iter()
        .filter(|point| point.is_finite())
        .map(|point| (point, projection.pixel_from_lidar(point.x.into(), point.y.into())))
        .filter(|(_, pixel)| projection.shows(*pixel, 0.))
        .collect();
    shown.sort_by(|(a, _), (b, _)| a.z.total_cmp(&b.z));
    shown
}

fn draw_points(
    canvas: &mut Canvas,
    shown: &[(&Point, Pixel)],
    heights: &HeightScale,
    projection: &Projection,
    palette: &Palette,
) {
    for (point, pixel) in shown {
        let range = f64::from(point.x.hypot(point.y));
        let radius = dot_radius(range, projection.scale);
        let color = palette.height_ramp.at(heights.fraction(point.z));
        canvas.disc(*pixel, radius, Paint { color, alpha: 0.9 });
    }
}

/// Radius in pixels of the dot for a point: far points are sparse and get larger dots.
fn dot_radius(range_m: f64, pixels_per_metre: f64) -> f64 {
    let zoom = (pixels_per_metre / 16.).sqrt().clamp(0.6, 2.5);
    zoom * (0.55 + 0.75 * (range_m / 60.).min(1.))
}

/// A small arrow where the sensor is, pointing forward.
fn draw_sensor(canvas: &mut Canvas, projection: &Projection, palette: &Palette) {
    let at = projection.pixel_from_lidar(0., 0.);
    let paint = Paint::opaque(palette.text);
    let [tip, left, right] =
        [(0., -14.), (-8., 6.), (8., 6.)].map(|(x, y)| Pixel::new(at.x + x, at.y + y));
    for (from, to) in [(tip, left), (left, right), (right, tip)] {
        canvas.segment(from, to, 2., paint);
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use nalgebra::Point3;
    use voxelnet_scene::{Box3d, BoxSize};

    use super::*;
    use crate::bev_box::{BoxStyle, Caption};
    use crate::theme::Theme;

    fn detection(x: f64, y: f64, length: f64, yaw: f64) -> BevBox {
        let size = BoxSize { length, width: 2., height: 1.5 };
        let box3d = Box3d::new(Point3::new(x, y, -1.), size, yaw);
        BevBox::new(box3d, BoxStyle::Detection, "Car", Some(0.9))
    }

    fn color_at(picture: &RgbImage, view: &BevView, x: f64, y: f64) -> Rgb<u8> {
        let pixel = Projection::new(view).pixel_from_lidar(x, y);
        *picture.get_pixel(pixel.x as u32, pixel.y as u32)
    }

    #[test]
    fn a_box_colours_its_edges_and_its_heading_and_nothing_else() {
        for theme in [Theme::Dark, Theme::Light] {
            let view = BevView { theme, ..BevView::default() };
            let palette = theme.palette();
            let picture = draw_bev(&PointCloud::default(), &[detection(25., 5., 4., 0.)], &view);
            for (x, y) in [(27., 4.5), (23., 5.), (25., 6.), (25., 4.), (26., 5.), (27.4, 5.)] {
                assert_eq!(color_at(&picture, &view, x, y), palette.class_color("car"), "{x} {y}");
            }
            for (x, y) in [(24., 5.), (22.4, 5.), (25., 5.6), (15., 5.), (25., -5.)] {
                assert_eq!(color_at(&picture, &view, x, y), palette.background, "{x} {y}");
            }
        }
    }

    #[test]
    fn ground_truth_is_filled_and_lies_below_detections() {
        let view = BevView::default();
        let palette = view.theme.palette();
        let style = BoxStyle::GroundTruth;
        let truth = BevBox { style, class: "Cyclist".into(), ..detection(25., 5., 4., 0.) };
        let picture = draw_bev(&PointCloud::default(), std::slice::from_ref(&truth), &view);
        let edge: Vec<_> =
            (0..64).map(|i| color_at(&picture, &view, 23. + f64::from(i) / 16., 6.)).collect();
        let num_drawn =
            edge.iter().filter(|color| **color == palette.class_color("cyclist")).count();
        assert!((20..50).contains(&num_drawn), "dashes leave gaps: {num_drawn}");
        assert_ne!(color_at(&picture, &view, 24., 5.), palette.background);
        let both = draw_bev(&PointCloud::default(), &[detection(25., 5., 4., 0.), truth], &view);
        assert_eq!(color_at(&both, &view, 25., 6.), palette.class_color("car"));
    }

    #[test]
    fn a_mistake_is_crossed_out() {
        let view = BevView::default();
        let found = detection(25., 5., 4., 0.);
        let mistake = BevBox { caption: Caption::Mistake(7), ..found.clone() };
        let on_diagonal = |shown: BevBox| {
            color_at(&draw_bev(&PointCloud::default(), &[shown], &view), &view, 24., 4.5)
        };
        assert_eq!(on_diagonal(found), view.theme.palette().background);
        assert_ne!(on_diagonal(mistake), view.theme.palette().background);
    }

    #[test]
    fn a_point_ahead_is_above_and_a_point_on_the_left_is_on_the_left() {
        let view = BevView::default();
        let empty = draw_bev(&PointCloud::default(), &[], &view);
        let map_height = Projection::new(&view).height;
        let first_changed_pixel = |x, y| {
            let cloud = PointCloud::new(vec![Point::new(x, y, -1., 0.)]);
            let picture = draw_bev(&cloud, &[], &view);
            picture
                .enumerate_pixels()
                .filter(|(column, row, pixel)| {
                    *row < map_height && **pixel != *empty.get_pixel(*column, *row)
                })
                .map(|(column, row, _)| (column, row))
                .next()
        };
        let (ahead_column, ahead_row) = first_changed_pixel(65., 0.).expect("a point is drawn");
        let (left_column, left_row) = first_changed_pixel(35., 30.).expect("a point is drawn");
        assert!(
            ahead_row < 100 && (630..650).contains(&ahead_column),
            "{ahead_column} {ahead_row}"
        );
        assert!(left_column < 170 && (550..580).contains(&left_row), "{left_column} {left_row}");
    }

    #[test]
    fn an_empty_cloud_gives_a_picture_of_the_size_of_the_view() {
        let picture = draw_bev(&PointCloud::default(), &[], &BevView::default());
        assert_eq!(picture.dimensions(), (1280, 1126 + LEGEND_HEIGHT + 26));
    }

    #[test]
    fn boxes_outside_the_view_change_nothing_on_the_map() {
        let view = BevView::default();
        let empty = draw_bev(&PointCloud::default(), &[], &view);
        let far = [detection(-60., 0., 4., 0.5), detection(500., 300., 4., 0.)];
        let picture = draw_bev(&PointCloud::default(), &far, &view);
        let map_bytes = (1280 * 1126 * 3) as usize;
        assert!(picture.as_raw()[..map_bytes] == empty.as_raw()[..map_bytes]);
    }

    #[test]
    fn huge_and_nan_boxes_and_points_are_survived() {
        let mut boxes: Vec<BevBox> = [f64::NAN, f64::INFINITY, -1e308, 1e308, 1e15, 0., -4.]
            .into_iter()
            .flat_map(|value| {
                [
                    detection(value, 0., 4., 0.),
                    detection(20., 0., value, 0.3),
                    detection(20., 0., 4., value),
                ]
            })
            .collect();
        boxes.push(BevBox { style: BoxStyle::GroundTruth, ..detection(20., 0., 1e5, 0.3) });
        boxes.push(BevBox { score: Some(f64::NAN), ..detection(20., 10., 4., 0.) });
        let points = [f32::NAN, f32::INFINITY, f32::MAX].map(|v| Point::new(v, v, v, v));
        let picture = draw_bev(&PointCloud::new(points.to_vec()), &boxes, &BevView::default());
        assert_eq!(picture.width(), 1280);
    }

    #[test]
    fn views_of_a_single_pixel_and_of_the_world_are_drawn() {
        let cloud = PointCloud::new(vec![Point::new(1., 1., 0., 0.)]);
        let nowhere = BevView { x_max: f64::NAN, ..BevView::default() };
        assert_eq!(draw_bev(&cloud, &[detection(0., 0., 4., 0.)], &nowhere).width(), 1);
        let world =
            BevView { x_max: 4e7, y_min: -2e7, y_max: 2e7, pixels_per_metre: 1e-5, ..nowhere };
        assert_eq!(draw_bev(&cloud, &[detection(0., 0., 4., 0.)], &world).width(), 400);
    }

    #[test]
    fn the_png_reads_back_as_it_was_drawn() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("scene.png");
        let view = BevView { pixels_per_metre: 4., ..BevView::default() };
        let picture = draw_bev(&PointCloud::default(), &[detection(25., 5., 4., 0.)], &view);
        write_png(&path, &picture).expect("the picture is written");
        assert_eq!(image::open(&path).expect("a PNG").into_rgb8(), picture);
    }

    #[test]
    fn an_impossible_path_is_named_in_the_error() {
        let picture = RgbImage::new(1, 1);
        let error = write_png(Path::new("/nowhere/at/all.png"), &picture)
            .expect_err("the directory does not exist");
        assert!(error.to_string().contains("/nowhere/at/all.png"), "{error}");
    }
}
