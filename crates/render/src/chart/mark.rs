//! Marks at the points of a series.

use plotters::{
    element::{Circle, DynElement, EmptyElement, IntoDynElement, Polygon},
    style::{Color, RGBColor},
};
use plotters_backend::{BackendCoord, DrawingBackend};

use super::look::px;

/// Half the width of a mark, pixels.
pub(super) const MARK_RADIUS: f64 = 3.;

/// A mark around a point: a disc, square, diamond or triangle in turn, so that series are told
/// apart in black and white too.
pub(super) fn mark<'a, DB: DrawingBackend + 'a, Coord: Clone + 'a>(
    index: usize,
    center: Coord,
    color: RGBColor,
) -> DynElement<'a, DB, Coord> {
    match corners(index) {
        Some(corners) => {
            (EmptyElement::at(center) + Polygon::new(corners, color.filled())).into_dyn()
        }
        None => Circle::new(center, px(MARK_RADIUS), color.filled()).into_dyn(),
    }
}

/// The corners around the middle, or none for the disc.
fn corners(index: usize) -> Option<Vec<BackendCoord>> {
    // Of equal area to the eye, not of equal width.
    let shape: &[(f64, f64)] = match index % 4 {
        0 => return None,
        1 => &[(-0.9, -0.9), (-0.9, 0.9), (0.9, 0.9), (0.9, -0.9)],
        2 => &[(0., -1.3), (-1.3, 0.), (0., 1.3), (1.3, 0.)],
        _ => &[(0., -1.2), (-1.25, 0.95), (1.25, 0.95)],
    };
    Some(shape.iter().map(|&(x, y)| (px(x * MARK_RADIUS), px(y * MARK_RADIUS))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_marks_differ() {
        for i in 0..4 {
            assert_ne!(corners(i), corners(i + 1));
        }
        assert_eq!(corners(1), corners(5));
    }
}
