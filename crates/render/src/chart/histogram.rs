//! Two histograms over one axis.

use std::iter;

use maud::{Markup, Render, html};

use super::bar::{BarPlace, bar};
use super::diagram::{DIAGRAM_HEIGHT, px, upright, x};
use super::frame::{AxisMark, Frame};
use super::legend::{LegendEntry, LegendKey};

/// Free space on each side of a bar, as a part of its width.
const GAP: f64 = 0.05;

/// The height of the x axis.
const AXIS: f64 = 0.5;

/// Counts of one kind upwards and of another downwards from one axis. Heights are logarithmic: networks
/// give thousands of detections low scores.
///
/// Rendered in a template it is an SVG element without colours of its own; see
/// [`CHART_STYLE`](crate::CHART_STYLE).
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// Stands above the diagram.
    pub title: String,
    /// The quantity along the x axis, with its unit.
    pub x_label: String,
    /// The things that are counted.
    pub y_label: String,
    /// The name of what is counted upwards, in the legend.
    pub up: String,
    /// The name of what is counted downwards.
    pub down: String,
    /// Bins of equal width from left to right.
    pub bins: Vec<HistogramBin>,
    /// Labels of the x axis at equal distances, the first and the last one at its ends.
    pub x_marks: Vec<String>,
    /// A value that is marked.
    pub marked: Option<MarkedValue>,
}

/// Both bars of a bin.
#[derive(Clone, Debug, PartialEq)]
pub struct HistogramBin {
    /// The bar upwards.
    pub up: HistogramBar,
    /// The bar downwards.
    pub down: HistogramBar,
}

/// A bar of a histogram.
#[derive(Clone, Debug, PartialEq)]
pub struct HistogramBar {
    /// The number that decides its height.
    pub count: usize,
    /// Shows when the bar is pointed at.
    pub hint: String,
}

/// A value of the x axis with a line across the diagram.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkedValue {
    /// From 0 at the left end of the axis to 1 at the right end.
    pub position: f64,
    /// Stands beside the line.
    pub text: String,
}

impl Render for Histogram {
    fn render(&self) -> Markup {
        let counts = self.bins.iter().flat_map(|bin| [bin.up.count, bin.down.count]);
        let most = counts.max().unwrap_or(0).max(10);
        let last = self.x_marks.len().saturating_sub(1).max(1) as f64;
        let x_marks = self.x_marks.iter().zip(0_u32..);
        let x_marks = x_marks.map(|(label, i)| AxisMark::new(f64::from(i) / last, label.clone()));
        let names = [&self.up, &self.down].into_iter().enumerate();
        let frame = Frame {
            title: &self.title,
            legend: names
                .map(|(index, name)| LegendEntry { name, index, color: None, key: LegendKey::Bar })
                .collect(),
            x_label: &self.x_label,
            y_label: &self.y_label,
            x_marks: x_marks.collect(),
            y_marks: count_marks(most),
            x_axis_at: AXIS,
            ..Frame::default()
        };
        let above = html! {
            @if let Some(value) = &self.marked { (marked(value)) }
        };
        frame.drawing(self.bars(most), above).on_page()
    }
}

impl Histogram {
    fn bars(&self, most: usize) -> Markup {
        let width = 1. / self.bins.len().max(1) as f64;
        html! {
            @for (bin, i) in self.bins.iter().zip(0_u32..) {
                @for (series, of, sign) in [(0, &bin.up, 1.), (1, &bin.down, -1.)] {
                    @if of.count > 0 {
                        @let left = f64::from(i) * width;
                        @let end = place(sign * height(of.count, most));
                        (bar(series, &BarPlace {
                            x: left + GAP * width..left + (1. - GAP) * width,
                            y: end.min(AXIS)..end.max(AXIS),
                        }, &of.hint))
                    }
                }
            }
        }
    }
}

/// A line across the diagram, and its text where there is more room.
fn marked(MarkedValue { position, text }: &MarkedValue) -> Markup {
    let (class, beside) = if *position > 0.5 { ("end halo", -5.) } else { ("halo", 5.) };
    html! {
        path class="marked" d=(upright(*position)) {}
        text class=(class) x=(px(x(*position) + beside)) y="10" { (text) }
    }
}

/// The place of a height from -1 to 1, downwards and upwards.
fn place(height: f64) -> f64 {
    AXIS * (1. + height)
}

/// The height of a count, 1 for the highest.
fn height(count: usize, most: usize) -> f64 {
    (1. + count as f64).log10() / (1. + most as f64).log10()
}

/// 0 and powers of ten, up and down.
fn count_marks(most: usize) -> Vec<AxisMark> {
    let mut marks = vec![AxisMark::new(AXIS, "0".to_owned())];
    let powers = iter::successors(Some(1_usize), |count| count.checked_mul(10));
    for count in powers.take_while(|&count| count <= most) {
        let height = height(count, most);
        // Those of the lowest would stand on each other.
        if height * AXIS * DIAGRAM_HEIGHT > 17. {
            marks.extend([height, -height].map(|to| AxisMark::new(place(to), count.to_string())));
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(up: &[usize], down: &[usize]) -> String {
        let bar = |count: usize| HistogramBar { count, hint: format!("{count} detections") };
        let bins =
            up.iter().zip(down).map(|(&up, &down)| HistogramBin { up: bar(up), down: bar(down) });
        let histogram = Histogram {
            title: "Car".into(),
            x_label: "score".into(),
            y_label: "detections".into(),
            up: "right".into(),
            down: "false".into(),
            bins: bins.collect(),
            x_marks: ["0", "0.5", "1"].map(str::to_owned).into(),
            marked: Some(MarkedValue { position: 0.5, text: "best F1".to_owned() }),
        };
        histogram.render().into_string()
    }

    #[test]
    fn every_bin_with_things_has_a_bar_that_says_how_many() {
        let svg = histogram(&[0, 1], &[1000, 9]);
        for hint in ["1 detections", "1000 detections", "9 detections"] {
            assert_eq!(svg.matches(&format!("<title>{hint}</title>")).count(), 1, "{hint}: {svg}");
        }
        assert_eq!(svg.matches("</title></rect>").count(), 3);
    }

    #[test]
    fn heights_grow_with_the_logarithm_from_nothing_to_the_whole() {
        assert_eq!((height(0, 999), height(999, 999)), (0., 1.));
        assert!((height(9, 999) - 1. / 3.).abs() < 1e-12);
        let texts: Vec<String> = count_marks(100).into_iter().map(|mark| mark.label).collect();
        assert_eq!(texts, ["0", "10", "10", "100", "100"]);
    }

    #[test]
    fn the_marked_value_stands_where_it_belongs() {
        let middle = px(x(0.5));
        let svg = histogram(&[0, 0], &[0, 0]);
        assert!(svg.contains(&format!("<path class=\"marked\" d=\"M{middle} ")), "{svg}");
        assert!(svg.contains(">best F1</text>"));
        assert!(svg.contains(&format!("x=\"{middle}\" y=\"215\">0.5</text>")), "{svg}");
    }
}
