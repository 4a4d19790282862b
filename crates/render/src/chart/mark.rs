//! Marks at the points of a series.

use maud::{Markup, html};

use super::diagram::px;

/// Half the width of a mark, pixels.
const MARK_RADIUS: f64 = 3.;

/// A mark around a place: a disc, square, diamond or triangle in turn, so that series are told
/// apart in black and white too.
pub(super) fn mark(index: usize, x: f64, y: f64) -> Markup {
    match outline(index) {
        Some(outline) => html! {
            path class="filled" d=(outline) transform=(format_args!("translate({} {})", px(x), px(y))) {}
        },
        None => dot(x, y, MARK_RADIUS),
    }
}

pub(super) fn dot(x: f64, y: f64, radius: f64) -> Markup {
    html! { circle class="filled" cx=(px(x)) cy=(px(y)) r=(radius) {} }
}

/// The path around the middle, or none for the disc.
fn outline(index: usize) -> Option<&'static str> {
    // Outlines of equal area to the eye, not of equal width.
    match index % 4 {
        0 => None,
        1 => Some("M-2.7-2.7V2.7H2.7V-2.7Z"),
        2 => Some("M0-3.9L-3.9 0L0 3.9L3.9 0Z"),
        _ => Some("M0-3.6L-3.75 2.85H3.75Z"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_marks_differ() {
        for i in 0..4 {
            assert_ne!(outline(i), outline(i + 1));
        }
        assert_eq!(outline(1), outline(5));
    }
}
