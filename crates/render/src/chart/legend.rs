//! The rows above a diagram that tell which line or bar is which.

use maud::{Markup, html};

use super::diagram::{DIAGRAM_WIDTH, px};
use super::mark::mark;
use super::style::{series_class, style_of};

const ROW: f64 = 15.;
/// Free space below the last row.
const GAP: f64 = 5.;
/// Between the key and its name.
const KEY_GAP: f64 = 5.;
/// Between a name and the next key.
const ENTRY_GAP: f64 = 15.;
/// Width of a letter, on average.
const LETTER: f64 = 6.2;

/// A series in a legend.
pub(super) struct LegendEntry<'a> {
    pub name: &'a str,
    /// Decides the mark, and the colour where there is no other.
    pub index: usize,
    /// A colour of its own, as `#rrggbb`.
    pub color: Option<String>,
    pub key: LegendKey,
}

/// The sample of a series beside its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LegendKey {
    Bar,
    Line,
    MarkedLine,
    /// The dashed line of a guide.
    Guide,
}

/// A legend from its upper left corner.
pub(super) struct Legend {
    pub height: f64,
    pub content: Markup,
}

/// A legend of the rows that the names need, at least one, so that diagrams without a legend are as high as others.
pub(super) fn legend(entries: &[LegendEntry]) -> Legend {
    let places = places(entries);
    let num_rows = places.last().map_or(1, |place| place.row + 1);
    let content = html! {
        @for (entry, place) in entries.iter().zip(&places) { (entry.drawn(place)) }
    };
    Legend { height: f64::from(num_rows) * ROW + GAP, content }
}

struct Place {
    left: f64,
    row: u32,
}

fn places(entries: &[LegendEntry]) -> Vec<Place> {
    let (mut next, mut row) = (0., 0);
    let place = |entry: &LegendEntry| {
        let width = entry.width();
        if next > 0. && next + width > DIAGRAM_WIDTH {
            (next, row) = (0., row + 1);
        }
        let left = next;
        next += width + ENTRY_GAP;
        Place { left, row }
    };
    entries.iter().map(place).collect()
}

impl LegendEntry<'_> {
    fn key_width(&self) -> f64 {
        if self.key == LegendKey::Bar { 10. } else { 18. }
    }

    fn width(&self) -> f64 {
        self.key_width() + KEY_GAP + LETTER * self.name.chars().count() as f64
    }

    fn drawn(&self, &Place { left, row }: &Place) -> Markup {
        let width = self.key_width();
        let corner = format!("translate({} {})", px(left), px(f64::from(row) * ROW));
        html! {
            g class=(series_class(self.index)) style=[style_of(self.color.as_deref())] transform=(corner) {
                @if self.key == LegendKey::Bar {
                    rect class="filled" y="1" width=(width) height="10" {}
                } @else {
                    path class=(if self.key == LegendKey::Guide { "marked sample" } else { "line sample" }) d=(format_args!("M0 6H{width}")) {}
                }
                @if self.key == LegendKey::MarkedLine {
                    (mark(self.index, width / 2., 6.))
                }
                text x=(width + KEY_GAP) y="10" { (self.name) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn legend_of(names: &[&str]) -> Legend {
        let entries = names.iter().enumerate();
        let entries = entries.map(|(index, name)| LegendEntry {
            name,
            index,
            color: None,
            key: LegendKey::Line,
        });
        legend(&entries.collect::<Vec<_>>())
    }

    #[test]
    fn names_that_do_not_fit_stand_in_another_row() {
        let long = "a name as long as half of the row";
        let rows = |names: &[&str]| (legend_of(names).height - GAP) / ROW;
        assert_eq!(rows(&[]), 1.);
        assert_eq!(rows(&["short", "names"]), 1.);
        assert_eq!(rows(&[long, long, "short"]), 2.);
        assert_eq!(rows(&[&long.repeat(9), "short"]), 2.);
    }

    #[test]
    fn every_name_stands_beside_its_color() {
        let legend = legend_of(&["total", "a < b"]).content.into_string();
        assert!(legend.contains("class=\"s0\"") && legend.contains("class=\"s1\""), "{legend}");
        assert!(
            legend.contains(">total</text>") && legend.contains(">a &lt; b</text>"),
            "{legend}"
        );
    }
}
