//! The frame of every chart: title, legend, axes.

use maud::{Markup, html};

use super::diagram::{DIAGRAM_HEIGHT, DIAGRAM_WIDTH, level, px, upright, x, y};
use super::legend::{LegendEntry, legend};

/// Width of every chart, pixels.
pub(super) const WIDTH: f64 = LEFT + DIAGRAM_WIDTH + RIGHT;

pub(super) const LEFT: f64 = 58.;
const RIGHT: f64 = 12.;
/// Height of the title.
const TOP: f64 = 30.;
/// Height of the marks of the x axis, of the notes below them if there are any, and of its name.
const MARKS: f64 = 22.;
const NOTES: f64 = 13.;
const NAME: f64 = 18.;

/// A chart without its lines or bars.
#[derive(Default)]
pub(super) struct Frame<'a> {
    pub title: &'a str,
    pub legend: Vec<LegendEntry<'a>>,
    pub x_label: &'a str,
    pub y_label: &'a str,
    pub x_marks: Vec<AxisMark>,
    pub y_marks: Vec<AxisMark>,
    /// Heights of lines without a label.
    pub minor_y: Vec<f64>,
    /// Whether there is a y axis, and a line at each mark of the x axis.
    pub has_y_axis: bool,
    /// Height of the x axis.
    pub x_axis_at: f64,
}

/// A labelled place on an axis.
#[derive(Clone, Debug)]
pub(super) struct AxisMark {
    /// From 0 at the low end to 1 at the high end.
    pub at: f64,
    pub label: String,
    /// Stands below the label.
    pub note: String,
}

impl AxisMark {
    pub fn new(at: f64, label: String) -> Self {
        Self { at, label, note: String::new() }
    }
}

/// A chart as the inside of an SVG element.
pub(super) struct Drawing {
    pub title: String,
    pub height: f64,
    pub content: Markup,
}

impl Drawing {
    /// The chart as an SVG element for a page.
    pub fn on_page(&self) -> Markup {
        html! {
            svg class="chart" role="img" aria-label=(self.title)
                viewBox=(format_args!("0 0 {WIDTH} {}", self.height)) { (self.content) }
        }
    }
}

impl Frame<'_> {
    /// The frame with a content below the lines of the axes and another above.
    pub fn drawing(&self, below: Markup, above: Markup) -> Drawing {
        let legend = legend(&self.legend);
        let has_notes = self.x_marks.iter().any(|mark| !mark.note.is_empty());
        let name_at = DIAGRAM_HEIGHT + MARKS + if has_notes { NOTES } else { 0. };
        let top = TOP + legend.height;
        let content = html! {
            text class="title" x=(LEFT) y="18" { (self.title) }
            g transform=(format_args!("translate({LEFT} {TOP})")) { (legend.content) }
            g transform=(format_args!("translate({LEFT} {top})")) {
                (self.grid())
                (below)
                (self.axes())
                (above)
                text class="middle" x=(DIAGRAM_WIDTH / 2.) y=(name_at + NAME - 6.) { (self.x_label) }
                text class="middle"
                    transform=(format_args!("translate({} {}) rotate(-90)", 12. - LEFT, DIAGRAM_HEIGHT / 2.))
                    { (self.y_label) }
            }
        };
        Drawing { title: self.title.to_owned(), height: top + name_at + NAME, content }
    }

    /// The lines at the marks, and the labels.
    fn grid(&self) -> Markup {
        html! {
            @for &height in &self.minor_y {
                path class="grid fine" d=(level(height)) {}
            }
            @for AxisMark { at, label, .. } in &self.y_marks {
                path class="grid" d=(level(*at)) {}
                text class="end" x="-6" y=(px(y(*at) + 4.)) { (label) }
            }
            @for AxisMark { at, label, note } in &self.x_marks {
                @if self.has_y_axis {
                    path class="grid" d=(upright(*at)) {}
                }
                text class="middle" x=(px(x(*at))) y=(DIAGRAM_HEIGHT + 15.) { (label) }
                @if !note.is_empty() {
                    text class="middle note" x=(px(x(*at))) y=(DIAGRAM_HEIGHT + 28.) { (note) }
                }
            }
        }
    }

    fn axes(&self) -> Markup {
        html! {
            path class="axis" d=(level(self.x_axis_at)) {}
            @if self.has_y_axis { path class="axis" d=(upright(0.)) {} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::legend::LegendKey;
    use super::*;

    #[test]
    fn texts_are_escaped() {
        let mark = |label: &str, note: &str| AxisMark {
            note: note.into(),
            ..AxisMark::new(0., label.into())
        };
        let frame = Frame {
            title: "<b>",
            legend: vec![LegendEntry { name: "a & b", index: 0, color: None, key: LegendKey::Bar }],
            x_label: "<x>",
            y_label: "\"y\"<",
            x_marks: vec![mark("<m>", "<n>")],
            y_marks: vec![mark("<t>", "")],
            ..Frame::default()
        };
        let svg = frame.drawing(html! {}, html! {}).on_page().into_string();
        for unsafe_text in ["<b>", "a & b", "\"y\"<", "<x>", "<m>", "<n>", "<t>"] {
            assert!(!svg.contains(unsafe_text), "{unsafe_text}: {svg}");
        }
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    }

    #[test]
    fn notes_make_room_for_themselves() {
        let mark = |note: &str| AxisMark { note: note.into(), ..AxisMark::new(0., "0".into()) };
        let height = |note: &str| {
            let frame = Frame { x_marks: vec![mark(note)], ..Frame::default() };
            frame.drawing(html! {}, html! {}).height
        };
        assert_eq!(height("n = 3"), height("") + NOTES);
    }
}
