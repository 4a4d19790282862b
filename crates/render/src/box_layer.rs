//! Boxes seen from above, with a tick for the heading.

use voxelnet_scene::Box3d;

use crate::bev_box::{BevBox, BoxStyle};
use crate::canvas::{Canvas, Paint, Pixel};
use crate::theme::Palette;
use crate::view::Projection;

const LINE_WIDTH: f64 = 2.;
const CROSS_WIDTH: f64 = 1.;
const HALO_WIDTH: f64 = 5.;
const FILL_ALPHA: f64 = 0.22;

/// A box farther from the picture than this many pixels is not drawn; beyond it the arithmetic of
/// lines loses the accuracy of a pixel.
const FARTHEST_PIXEL: f64 = 1e7;

/// The corners in the picture, in the order of [`Box3d::bev_corners`]; none when a corner is not
/// finite or absurdly far.
pub(crate) fn corners_in_picture(box3d: &Box3d, projection: &Projection) -> Option<[Pixel; 4]> {
    let corners = box3d.bev_corners().map(|corner| projection.pixel_from_lidar(corner.x, corner.y));
    let is_near = |c: &Pixel| c.x.abs() < FARTHEST_PIXEL && c.y.abs() < FARTHEST_PIXEL;
    corners.iter().all(is_near).then_some(corners)
}

/// Draws ground truth first, so that detections lie on top of it.
pub(crate) fn draw_boxes(
    canvas: &mut Canvas,
    boxes: &[BevBox],
    projection: &Projection,
    palette: &Palette,
) {
    for style in [BoxStyle::GroundTruth, BoxStyle::Detection] {
        for bev_box in boxes.iter().filter(|bev_box| bev_box.style == style) {
            if let Some(corners) = corners_in_picture(&bev_box.box3d, projection) {
                draw_box(canvas, corners, bev_box, palette);
            }
        }
    }
}

fn draw_box(canvas: &mut Canvas, corners: [Pixel; 4], bev_box: &BevBox, palette: &Palette) {
    let color = palette.class_color(&bev_box.class);
    let is_truth = bev_box.style == BoxStyle::GroundTruth;
    if is_truth {
        canvas.quad(corners, Paint { color, alpha: FILL_ALPHA });
    }
    if bev_box.is_mistake() {
        for (from, to) in [(corners[0], corners[2]), (corners[1], corners[3])] {
            canvas.segment(from, to, CROSS_WIDTH, Paint::opaque(color));
        }
    }
    // A rim of background keeps the line apart from points of any colour.
    let halo = Paint { color: palette.background, alpha: 0.6 };
    for (from, to) in strokes(&corners) {
        canvas.segment(from, to, HALO_WIDTH, halo);
    }
    for (from, to) in strokes(&corners) {
        draw_line(canvas, from, to, bev_box.style, Paint::opaque(color));
    }
}

/// A line of a box: dashed for ground truth, so that it is told from a detection without its colour.
pub(crate) fn draw_line(
    canvas: &mut Canvas,
    from: Pixel,
    to: Pixel,
    style: BoxStyle,
    paint: Paint,
) {
    match style {
        BoxStyle::GroundTruth => canvas.dashes(from, to, LINE_WIDTH, paint),
        BoxStyle::Detection => canvas.segment(from, to, LINE_WIDTH, paint),
    }
}

/// The four edges and the heading tick, from the centre to a little beyond the front edge.
pub(crate) fn strokes(corners: &[Pixel; 4]) -> [(Pixel, Pixel); 5] {
    let center = nalgebra::center(&corners[0], &corners[2]);
    let front = nalgebra::center(&corners[0], &corners[3]);
    std::array::from_fn(|i| match i {
        4 => (center, front + (front - center) * 0.3),
        _ => (corners[i], corners[(i + 1) % 4]),
    })
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;
    use voxelnet_scene::BoxSize;

    use super::*;
    use crate::view::BevView;

    fn car(x: f64, y: f64, length: f64) -> Box3d {
        let size = BoxSize { length, width: 2., height: 1.5 };
        Box3d::new(Point3::new(x, y, -1.), size, 0.)
    }

    #[test]
    fn corners_are_placed_by_the_view() {
        let projection = Projection::new(&BevView::default());
        let [front_left, ..] =
            corners_in_picture(&car(20., 5., 4.), &projection).expect("the box lies in the view");
        assert!((front_left - projection.pixel_from_lidar(22., 6.)).norm() < 1e-9);
    }

    #[test]
    fn boxes_that_no_picture_can_show_have_no_corners() {
        let projection = Projection::new(&BevView::default());
        for nonsense in [car(f64::NAN, 0., 4.), car(0., 0., 1e300), car(f64::INFINITY, 0., 4.)] {
            assert_eq!(corners_in_picture(&nonsense, &projection), None);
        }
        let mut turned = car(10., 0., 4.);
        turned.yaw = f64::NAN;
        assert_eq!(corners_in_picture(&turned, &projection), None);
    }
}
