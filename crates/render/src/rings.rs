//! Circles of equal range around the sensor.

use crate::{
    canvas::{Canvas, Paint, PixelRect},
    text::{TEXT_HEIGHT, draw_tag, text_width},
    theme::Palette,
    view::Projection,
};

/// Rings closer together than this are thinned out.
const MIN_SPACING_PIXELS: f64 = 45.;

/// The directions in which a ring may carry its label, degrees counter-clockwise from straight ahead. The first
/// that lies in the picture is taken: aside of the lane ahead when possible.
const LABEL_BEARINGS: [f64; 12] =
    [-40., -30., -15., 0., 40., 30., 15., -90., 90., -135., 135., 180.];

/// Metres between rings: 10 unless they would crowd, then 20, 50, 100 and so on.
pub(crate) fn ring_spacing(projection: &Projection) -> f64 {
    let mut decade = 10.;
    loop {
        for factor in [1., 2., 5.] {
            // The picture is at least a pixel for 1e300 metres, so that this ends.
            if factor * decade * projection.scale >= MIN_SPACING_PIXELS || decade > 1e300 {
                return factor * decade;
            }
        }
        decade *= 10.;
    }
}

/// Draws the rings, one pixel wide.
pub(crate) fn draw_rings(canvas: &mut Canvas, projection: &Projection, palette: &Palette) {
    let spacing = ring_spacing(projection);
    let paint = Paint { color: palette.ring, alpha: 0.5 };
    for y in 0..projection.height {
        for x in 0..projection.width {
            let range = projection.range_of(x, y);
            let nearest = (range / spacing).round().max(1.) * spacing;
            let distance = (range - nearest).abs() * projection.scale;
            canvas.blend(x, y, paint, (1. - distance).clamp(0., 1.));
        }
    }
}

/// Writes the range on every ring and returns the places that are taken by it.
pub(crate) fn draw_ring_labels(
    canvas: &mut Canvas,
    projection: &Projection,
    palette: &Palette,
) -> Vec<PixelRect> {
    let spacing = ring_spacing(projection);
    let corners = [
        (0, 0),
        (projection.width, 0),
        (0, projection.height),
        (projection.width, projection.height),
    ];
    let farthest = corners.map(|(x, y)| projection.range_of(x, y)).into_iter().fold(0., f64::max);
    let mut taken = Vec::new();
    // Rings are at least 45 pixels apart; a sensor far outside the picture must not mean many.
    let num_rings = (farthest / spacing).min(1000.) as u32;
    for ring in 1..=num_rings {
        let range = f64::from(ring) * spacing;
        let text = format!("{range} m");
        if let Some(area) = label_area(projection, range, text_width(&text)) {
            let panel = Paint { color: palette.background, alpha: 0.8 };
            let paint = Paint { color: palette.text, alpha: 0.75 };
            draw_tag(canvas, &text, area, paint, panel);
            taken.push(area);
        }
    }
    taken
}

fn label_area(projection: &Projection, range: f64, text_width: f64) -> Option<PixelRect> {
    let (width, height) = (text_width + 6., TEXT_HEIGHT);
    let middle = LABEL_BEARINGS.iter().find_map(|bearing| {
        let (sin, cos) = bearing.to_radians().sin_cos();
        let pixel = projection.pixel_from_lidar(range * cos, range * sin);
        projection.shows(pixel, width / 2. + 2.).then_some(pixel)
    })?;
    Some(PixelRect {
        left: (middle.x - width / 2.).round(),
        top: (middle.y - height / 2.).round(),
        width,
        height,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Theme;
    use crate::view::BevView;

    #[test]
    fn rings_lie_every_ten_metres_and_thin_out_when_they_would_crowd() {
        let spacing = |pixels_per_metre| {
            ring_spacing(&Projection::new(&BevView { pixels_per_metre, ..BevView::default() }))
        };
        assert_eq!(spacing(16.), 10.);
        assert_eq!(spacing(4.), 20.);
        assert_eq!(spacing(1e-3), 5e4);
    }

    #[test]
    fn a_ring_passes_where_its_range_is() {
        let (projection, palette) = (Projection::new(&BevView::default()), Theme::Dark.palette());
        let mut canvas = Canvas::new(projection.width, projection.height, palette.background);
        draw_rings(&mut canvas, &projection, &palette);
        let image = canvas.into_image();
        let at = |x, y| {
            let pixel = projection.pixel_from_lidar(x, y);
            *image.get_pixel(pixel.x as u32, pixel.y as u32)
        };
        assert_ne!(at(12., 16.), palette.background);
        assert_eq!(at(15., 0.), palette.background);
    }

    #[test]
    fn every_ring_of_the_usual_view_is_labelled() {
        let (projection, palette) = (Projection::new(&BevView::default()), Theme::Dark.palette());
        let mut canvas = Canvas::new(projection.width, projection.height, palette.background);
        assert!(draw_ring_labels(&mut canvas, &projection, &palette).len() >= 7);
    }
}
