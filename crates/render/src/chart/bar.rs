//! A bar of a chart.

use std::ops::Range;

use maud::{Markup, html};

use super::diagram::{px, x, y};
use super::style::series_class;

/// The place of a bar, as fractions of the width from the left and of the height from below.
pub(super) struct BarPlace {
    pub x: Range<f64>,
    pub y: Range<f64>,
}

/// A bar in the colour of a series, and the text that shows when it is pointed at.
pub(super) fn bar(series: usize, place: &BarPlace, hint: &str) -> Markup {
    let (left, top) = (x(place.x.start), y(place.y.end));
    let (width, height) = (x(place.x.end) - left, y(place.y.start) - top);
    html! {
        g class=(series_class(series)) {
            rect class="filled" x=(px(left)) y=(px(top)) width=(px(width)) height=(px(height)) {
                title { (hint) }
            }
        }
    }
}
