//! Boxes drawn into the image of a camera.

use image::{Rgb, RgbImage};

use crate::bev_box::{BevBox, BoxStyle};
use crate::box_layer::draw_line;
use crate::canvas::{Canvas, Paint, Pixel, PixelRect};
use crate::class_legend::ClassLegend;
use crate::legend::{LEGEND_HEIGHT, LegendRow};
use crate::text::{TEXT_HEIGHT, draw_tag, text_width};
use crate::theme::{Palette, Theme};

const HALO_WIDTH: f64 = 4.;

/// The halo of lines and the ground of captions, so that both stand apart from any image.
const SHADE: Rgb<u8> = Rgb([0, 0, 0]);

/// Between a box and its caption.
const GAP: f64 = 2.;

/// A box and where its edges are in the image.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageBox<'a> {
    /// From end to end, pixels; ends may lie outside the image.
    pub edges: Vec<[Pixel; 2]>,
    /// The box itself, for its style and caption.
    pub shown: &'a BevBox,
}

/// An image with boxes: ground truth first, so that detections lie on top, and of each the later boxes on top
/// of earlier ones. Captions stand above their boxes, where they hide no other caption. Below the image is a
/// legend with the classes in their colours.
pub fn draw_boxes_on_image(image: &RgbImage, boxes: &[ImageBox], theme: Theme) -> RgbImage {
    let palette = theme.palette();
    let mut canvas = Canvas::on(image.clone());
    for style in [BoxStyle::GroundTruth, BoxStyle::Detection] {
        for image_box in boxes.iter().filter(|image_box| image_box.shown.style == style) {
            draw_edges(&mut canvas, image_box, &palette);
        }
    }
    draw_captions(&mut canvas, boxes, &palette);
    with_legend(&canvas.into_image(), boxes, &palette)
}

fn draw_captions(canvas: &mut Canvas, boxes: &[ImageBox], palette: &Palette) {
    let mut taken: Vec<PixelRect> = Vec::new();
    for image_box in boxes {
        let area = caption_area(image_box, canvas);
        let area = area.filter(|area| !taken.iter().any(|other| other.overlaps(area)));
        if let Some(area) = area {
            draw_caption(canvas, image_box, area, palette);
            taken.push(area);
        }
    }
}

fn with_legend(image: &RgbImage, boxes: &[ImageBox], palette: &Palette) -> RgbImage {
    let shown = boxes.iter().map(|image_box| image_box.shown);
    let classes = ClassLegend::of(shown.clone(), image.width());
    let mut canvas = Canvas::on(lengthened(image, LEGEND_HEIGHT + classes.height()));
    LegendRow::new(&mut canvas, image.height(), LEGEND_HEIGHT, palette).styles(shown);
    classes.draw(&mut canvas, image.height() + LEGEND_HEIGHT, palette);
    canvas.into_image()
}

fn draw_edges(canvas: &mut Canvas, ImageBox { edges, shown }: &ImageBox, palette: &Palette) {
    for [from, to] in edges {
        canvas.segment(*from, *to, HALO_WIDTH, Paint { color: SHADE, alpha: 0.5 });
    }
    for [from, to] in edges {
        draw_line(
            canvas,
            *from,
            *to,
            shown.style,
            Paint::opaque(palette.class_color(&shown.class)),
        );
    }
}

/// The image above an empty strip.
fn lengthened(image: &RgbImage, num_rows: u32) -> RgbImage {
    let mut longer = RgbImage::new(image.width(), image.height() + num_rows);
    image::imageops::replace(&mut longer, image, 0, 0);
    longer
}

/// Above the middle of the box, moved so far that it lies in the image; none for a box that does not, or has
/// nothing to say.
fn caption_area(image_box: &ImageBox, canvas: &Canvas) -> Option<PixelRect> {
    let caption = image_box.shown.text();
    let ends = image_box.edges.iter().flatten();
    let (low, high) = ends.fold(None, |bounds: Option<(Pixel, Pixel)>, end| {
        let (low, high) = bounds.unwrap_or((*end, *end));
        Some((low.inf(end), high.sup(end)))
    })?;
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    let is_seen = low.x < width && low.y < height && high.x >= 0. && high.y >= 0.;
    let tag_width = text_width(&caption) + 4.;
    (!caption.is_empty() && is_seen && tag_width <= width).then(|| PixelRect {
        left: ((low.x + high.x - tag_width) / 2.).clamp(0., width - tag_width),
        top: (low.y - GAP - TEXT_HEIGHT).clamp(0., (height - TEXT_HEIGHT).max(0.)),
        width: tag_width,
        height: TEXT_HEIGHT,
    })
}

fn draw_caption(canvas: &mut Canvas, image_box: &ImageBox, area: PixelRect, palette: &Palette) {
    let paint = Paint::opaque(palette.class_color(&image_box.shown.class));
    let ground = Paint { color: SHADE, alpha: 0.6 };
    draw_tag(canvas, &image_box.shown.text(), area, paint, ground);
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;
    use voxelnet_scene::{Box3d, BoxSize};

    use super::*;

    fn shown(style: BoxStyle, class: &str) -> BevBox {
        let size = BoxSize { length: 4., width: 2., height: 1.5 };
        let box3d = Box3d::new(Point3::origin(), size, 0.);
        BevBox::new(box3d, style, class, None)
    }

    fn square(left: f64, top: f64, side: f64) -> Vec<[Pixel; 2]> {
        let at = |x: f64, y: f64| Pixel::new(left + x * side, top + y * side);
        let corners = [at(0., 0.), at(1., 0.), at(1., 1.), at(0., 1.)];
        (0..4).map(|i| [corners[i], corners[(i + 1) % 4]]).collect()
    }

    fn grey() -> RgbImage {
        RgbImage::from_pixel(200, 150, Rgb([128; 3]))
    }

    #[test]
    fn edges_have_the_colour_of_their_class_and_the_rest_stays() {
        let palette = Theme::Dark.palette();
        let truth = shown(BoxStyle::GroundTruth, "Car");
        let found = shown(BoxStyle::Detection, "Cyclist");
        let boxes = [
            ImageBox { edges: square(50., 60., 40.), shown: &found },
            ImageBox { edges: square(50., 60., 20.), shown: &truth },
        ];
        let image = draw_boxes_on_image(&grey(), &boxes, Theme::Dark);
        // The detection lies on top where both have an edge, though it comes first.
        assert_eq!(*image.get_pixel(50, 70), palette.class_color("cyclist"));
        assert_eq!(*image.get_pixel(50, 90), palette.class_color("cyclist"));
        // The lower edge of the ground truth is dashed.
        let lower: Vec<_> = (52..69).map(|x| *image.get_pixel(x, 80)).collect();
        let num_drawn = lower.iter().filter(|pixel| **pixel == palette.class_color("car")).count();
        assert!((4..14).contains(&num_drawn), "{num_drawn}");
        assert_eq!(*image.get_pixel(150, 20), Rgb([128; 3]));
    }

    #[test]
    fn the_legend_below_the_image_has_the_colours_of_its_classes() {
        let (truth, found) =
            (shown(BoxStyle::GroundTruth, "Car"), shown(BoxStyle::Detection, "Bus"));
        let boxes = [&truth, &found].map(|shown| ImageBox { edges: vec![], shown });
        let image = draw_boxes_on_image(&grey(), &boxes, Theme::Dark);
        assert!(image.height() > 150 && image.width() == 200);
        for class in ["car", "bus"] {
            let color = Theme::Dark.palette().class_color(class);
            assert!(image.enumerate_pixels().any(|(_, y, pixel)| y >= 150 && *pixel == color));
        }
    }

    #[test]
    fn a_caption_lies_above_its_box_and_in_the_image() {
        let found = shown(BoxStyle::Detection, "Car");
        let area = |left: f64, top: f64| {
            let image_box = ImageBox { edges: square(left, top, 40.), shown: &found };
            caption_area(&image_box, &Canvas::on(grey()))
        };
        let above = area(50., 60.);
        assert!(above.is_some_and(|area| area.top + area.height + GAP == 60.), "{above:?}");
        let at_corner = area(-30., -30.);
        assert!(at_corner.is_some_and(|area| (area.left, area.top) == (0., 0.)), "{at_corner:?}");
        assert_eq!(area(300., 60.), None);
    }

    #[test]
    fn nothing_given_makes_it_panic() {
        let found = shown(BoxStyle::Detection, "a long name for a car on a small image");
        let odd = [f64::NAN, f64::INFINITY, 1e300, -1e300];
        for value in odd {
            let edges = vec![[Pixel::new(value, 1.), Pixel::new(3., value)]];
            let boxes = [ImageBox { edges, shown: &found }];
            for (width, height) in [(200, 150), (1, 1)] {
                let image = RgbImage::from_pixel(width, height, Rgb([9; 3]));
                draw_boxes_on_image(&image, &boxes, Theme::Light);
            }
        }
    }
}
