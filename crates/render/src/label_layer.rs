//! Class and score beside each box, where they hide neither boxes nor each other.

use crate::bev_box::{BevBox, BoxStyle};
use crate::box_layer::{corners_in_picture, strokes};
use crate::canvas::{Canvas, Paint, Pixel, PixelRect, clipped};
use crate::text::{TEXT_HEIGHT, draw_tag, text_width};
use crate::theme::Palette;
use crate::view::Projection;

const GAP: f64 = 4.;

/// The lines of a box whose centre is shown.
struct ShownBox<'a> {
    bev_box: &'a BevBox,
    strokes: [(Pixel, Pixel); 5],
}

/// Writes the captions of all boxes whose centre is shown, detections first. A caption for which
/// there is no room beside its box is left out: boxes matter more.
pub(crate) fn draw_labels(
    canvas: &mut Canvas,
    boxes: &[BevBox],
    projection: &Projection,
    palette: &Palette,
    mut taken: Vec<PixelRect>,
) {
    let shown: Vec<ShownBox> = boxes.iter().filter_map(|b| ShownBox::new(b, projection)).collect();
    for style in [BoxStyle::Detection, BoxStyle::GroundTruth] {
        for own in shown.iter().filter(|shown_box| shown_box.bev_box.style == style) {
            let caption = own.bev_box.text();
            if caption.is_empty() {
                continue;
            }
            let area =
                candidates(&own.bounds(), text_width(&caption) + 4.).into_iter().find(|area| {
                    lies_in_picture(area, projection)
                        && !taken.iter().any(|other| other.overlaps(area))
                        && !shown.iter().any(|other| other.crosses(area))
                });
            if let Some(area) = area {
                let panel = Paint { color: palette.background, alpha: 0.7 };
                let paint = Paint::opaque(palette.class_color(&own.bev_box.class));
                draw_tag(canvas, &caption, area, paint, panel);
                taken.push(area);
            }
        }
    }
}

impl<'a> ShownBox<'a> {
    fn new(bev_box: &'a BevBox, projection: &Projection) -> Option<Self> {
        let corners = corners_in_picture(&bev_box.box3d, projection)?;
        let center = nalgebra::center(&corners[0], &corners[2]);
        projection.shows(center, 0.).then(|| Self { bev_box, strokes: strokes(&corners) })
    }

    fn bounds(&self) -> PixelRect {
        let [mut low, mut high] = [self.strokes[0].0; 2];
        for (from, to) in &self.strokes {
            (low, high) = (low.inf(from).inf(to), high.sup(from).sup(to));
        }
        PixelRect { left: low.x, top: low.y, width: high.x - low.x, height: high.y - low.y }
    }

    fn crosses(&self, area: &PixelRect) -> bool {
        self.strokes.iter().any(|(from, to)| clipped(*from, *to, area).is_some())
    }
}

/// Right, left, above, below, then the same shifted to the corners.
fn candidates(bounds: &PixelRect, width: f64) -> [PixelRect; 8] {
    let height = TEXT_HEIGHT;
    let right = bounds.left + bounds.width + GAP;
    let left = bounds.left - GAP - width;
    let above = bounds.top - GAP - height;
    let below = bounds.top + bounds.height + GAP;
    let center = bounds.left + (bounds.width - width) / 2.;
    let middle = bounds.top + (bounds.height - height) / 2.;
    [
        (right, middle),
        (left, middle),
        (center, above),
        (center, below),
        (right, above),
        (left, above),
        (right, below),
        (left, below),
    ]
    .map(|(left, top)| PixelRect { left: left.round(), top: top.round(), width, height })
}

fn lies_in_picture(area: &PixelRect, projection: &Projection) -> bool {
    area.left >= 0.
        && area.top >= 0.
        && area.left + area.width <= f64::from(projection.width)
        && area.top + area.height <= f64::from(projection.height)
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;
    use voxelnet_scene::{Box3d, BoxSize};

    use super::*;
    use crate::box_layer::draw_boxes;
    use crate::view::BevView;

    #[test]
    fn no_candidate_hides_its_box() {
        let bounds = PixelRect { left: 50., top: 60., width: 20., height: 30. };
        for area in candidates(&bounds, 71.) {
            assert!(!area.overlaps(&bounds), "{area:?}");
        }
    }

    #[test]
    fn captions_in_a_crowd_leave_every_line_of_the_boxes_visible() {
        let (view, size) = (BevView::default(), BoxSize { length: 0.8, width: 0.6, height: 1.7 });
        let (projection, palette) = (Projection::new(&view), view.theme.palette());
        let crowd: Vec<BevBox> = (0..40)
            .map(|i| {
                let (x, y) = (10. + f64::from(i / 8), f64::from(i % 8));
                let box3d = Box3d::new(Point3::new(x, y, 0.), size, f64::from(i));
                BevBox::new(box3d, BoxStyle::Detection, "Pedestrian", Some(0.5))
            })
            .collect();
        let mut canvas = Canvas::new(projection.width, projection.height, palette.background);
        draw_boxes(&mut canvas, &crowd, &projection, &palette);
        let mut labelled = Canvas::new(projection.width, projection.height, palette.background);
        draw_boxes(&mut labelled, &crowd, &projection, &palette);
        draw_labels(&mut labelled, &crowd, &projection, &palette, Vec::new());

        let (plain, labelled) = (canvas.into_image(), labelled.into_image());
        let is_line = |pixel: &image::Rgb<u8>| *pixel == palette.class_color("pedestrian");
        let lines = plain.enumerate_pixels().filter(|(_, _, pixel)| is_line(pixel));
        assert!(lines.clone().count() > 1000);
        assert!(lines.clone().all(|(x, y, _)| is_line(labelled.get_pixel(x, y))));
        assert!(labelled != plain);
    }
}
