//! A chart of lines.

use std::{fmt::Write, ops::Range};

use maud::{Markup, Render, html};

use super::axis::{Axes, Axis, Scale};
use super::diagram::{DIAGRAM_HEIGHT, DIAGRAM_WIDTH, px, x, y};
use super::frame::{Drawing, Frame};
use super::legend::{LegendEntry, LegendKey};
use super::line::{visible_parts, visible_points};
use super::mark::{dot, mark};
use super::point::ChartPoint;
use super::series::{Series, SeriesStyle, names};
use super::style::{series_class, style_of};
use crate::theme::Theme;

/// Radius of a line of one point, pixels.
const DOT_RADIUS: f64 = 3.;

/// Lines between two axes. Rendered in a template it is an SVG element without colours of its own; see
/// [`CHART_STYLE`](crate::CHART_STYLE).
///
/// # Axes
///
/// An axis spans the points of all series unless its range is given. Points that are not finite, or
/// not positive on a logarithmic axis, are left out and break their line in two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineChart {
    /// Stands above the diagram.
    pub title: String,
    /// The quantity along the x axis, with its unit.
    pub x_label: String,
    /// The quantity along the y axis, with its unit.
    pub y_label: String,
    /// Whether the y axis is logarithmic.
    pub log_y: bool,
    /// The lowest and the highest x. A range that is empty, not finite or leaves out a point is ignored.
    pub x_range: Option<Range<f64>>,
    /// The lowest and the highest y shown; lines are cut there. A range that is empty, not finite
    /// or not positive on a logarithmic axis is ignored.
    pub y_range: Option<Range<f64>>,
    /// Whether the series are named after classes of objects, whose colours they get, those on light ground.
    pub is_by_class: bool,
    /// The lines, later ones above earlier ones, but faint ones and guides below all others.
    pub series: Vec<Series>,
}

impl Render for LineChart {
    fn render(&self) -> Markup {
        self.drawing().on_page()
    }
}

impl LineChart {
    pub(super) fn drawing(&self) -> Drawing {
        let names = names(&self.series);
        let frame = Frame {
            title: &self.title,
            legend: self.legend(&names),
            x_label: &self.x_label,
            y_label: &self.y_label,
            has_y_axis: true,
            ..Frame::default()
        };
        let Some(axes) = self.axes() else {
            let no_data = html! {
                text class="middle" x=(DIAGRAM_WIDTH / 2.) y=(DIAGRAM_HEIGHT / 2.) { "no data" }
            };
            return frame.drawing(html! {}, no_data);
        };
        let frame = Frame {
            x_marks: axes.x.marks(),
            y_marks: axes.y.marks(),
            minor_y: axes.y.minor(),
            ..frame
        };
        let lines = |is_below: bool| {
            let is_wanted = |series: &&Series| {
                matches!(series.style, SeriesStyle::Faint | SeriesStyle::Guide) == is_below
            };
            let index = |series: &Series| names.iter().position(|name| *name == series.name);
            html! {
                @for series in self.series.iter().filter(is_wanted) {
                    (line(series, index(series).unwrap_or(0), self.color(&series.name), &axes))
                }
            }
        };
        frame.drawing(lines(true), lines(false))
    }

    /// The axes with room for every point that both can show; none without such a point.
    fn axes(&self) -> Option<Axes> {
        let y_scale = if self.log_y { Scale::Logarithmic } else { Scale::Linear };
        let shown = || {
            let points = self.series.iter().flat_map(|series| &series.points);
            points.filter(|point| {
                Scale::Linear.position(point.x).is_some() && y_scale.position(point.y).is_some()
            })
        };
        let x = Axis::around(shown().map(|point| point.x), Scale::Linear)?;
        let y = Axis::around(shown().map(|point| point.y), y_scale)?;
        let x_range = self.x_range.as_ref();
        let x_range = x_range
            .filter(|range| shown().all(|point| (range.start..=range.end).contains(&point.x)));
        let given_x = x_range.and_then(|range| Axis::between(range, Scale::Linear));
        let given_y = self.y_range.as_ref().and_then(|range| Axis::between(range, y_scale));
        Some(Axes { x: given_x.unwrap_or(x), y: given_y.unwrap_or(y) })
    }

    fn color(&self, name: &str) -> Option<String> {
        self.is_by_class.then(|| Theme::Light.class_color(name))
    }

    /// An entry for each name but the empty one.
    fn legend<'a>(&self, names: &[&'a str]) -> Vec<LegendEntry<'a>> {
        let has_style = |name: &str, style: SeriesStyle| {
            self.series.iter().any(|of| of.name == name && of.style == style)
        };
        let key = |name: &str| match name {
            _ if has_style(name, SeriesStyle::Marked) => LegendKey::MarkedLine,
            _ if has_style(name, SeriesStyle::Guide) => LegendKey::Guide,
            _ => LegendKey::Line,
        };
        let named = names.iter().enumerate().filter(|(_, name)| !name.is_empty());
        named
            .map(|(index, &name)| LegendEntry {
                name,
                index,
                color: self.color(name),
                key: key(name),
            })
            .collect()
    }
}

fn line(series: &Series, index: usize, color: Option<String>, axes: &Axes) -> Markup {
    let place = |position: &ChartPoint| {
        let ChartPoint { x: across, y: up } = axes.fraction(position);
        ChartPoint::new(x(across), y(up))
    };
    let class = match series.style {
        SeriesStyle::Faint => "line faint",
        SeriesStyle::Line | SeriesStyle::Marked => "line",
        SeriesStyle::Guide => "marked",
    };
    html! {
        g class=(series_class(index)) style=[style_of(color.as_deref())] {
            @if !series.name.is_empty() { title { (series.name) } }
            @for part in visible_parts(&series.points, axes) {
                @if let [only] = &part[..] {
                    (dot(place(only).x, place(only).y, DOT_RADIUS))
                } @else {
                    path class=(class) d=(path(part.iter().map(place))) {}
                }
            }
            @if series.style == SeriesStyle::Marked {
                @for point in visible_points(&series.points, axes).iter().map(place) {
                    (mark(index, point.x, point.y))
                }
            }
        }
    }
}

fn path(places: impl Iterator<Item = ChartPoint>) -> String {
    let mut path = String::new();
    for ChartPoint { x, y } in places {
        let step = if path.is_empty() { "M" } else { " " };
        // Writing to a String cannot fail.
        let _ = write!(path, "{step}{} {}", px(x), px(y));
    }
    path
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn drawn(chart: &LineChart) -> String {
        chart.render().into_string()
    }

    fn series(name: &str, points: &[[f64; 2]], style: SeriesStyle) -> Series {
        let points = points.iter().map(|&[x, y]| ChartPoint::new(x, y)).collect();
        Series { name: name.into(), points, style }
    }

    fn chart_of(series: Vec<Series>) -> LineChart {
        LineChart { series, ..LineChart::default() }
    }

    fn texts(svg: &str) -> Vec<&str> {
        let texts = svg.split("<text").skip(1).filter_map(|text| text.split_once('>'));
        texts.filter_map(|(_, text)| text.split("</text>").next()).collect()
    }

    #[test]
    fn a_chart_without_a_point_to_show_says_so() {
        let nothing = series("loss", &[[f64::NAN, 1.], [2., f64::INFINITY]], SeriesStyle::Line);
        let negative = series("loss", &[[1., -1.], [2., 0.]], SeriesStyle::Line);
        let logarithmic = LineChart { log_y: true, ..chart_of(vec![negative.clone()]) };
        for empty in [LineChart::default(), chart_of(vec![nothing]), logarithmic] {
            assert!(drawn(&empty).contains("no data"));
        }
        assert!(!drawn(&chart_of(vec![negative])).contains("no data"));
    }

    #[test]
    fn all_titles_labels_and_names_are_written() {
        let chart = LineChart {
            title: "Loss".into(),
            x_label: "step".into(),
            y_label: "nats".into(),
            ..chart_of(vec![series("a < b", &[[0., 1.], [10e3, 2.]], SeriesStyle::Line)])
        };
        let svg = drawn(&chart);
        for text in ["Loss", "step", "nats", "a &lt; b", "10k"] {
            assert!(texts(&svg).contains(&text), "{text}: {:?}", texts(&svg));
        }
        assert!(svg.contains("aria-label=\"Loss\""));
    }

    #[test]
    fn a_raw_curve_and_its_mean_share_color_and_name_and_the_raw_one_lies_below() {
        let points = [[0., 1.], [1., 3.], [2., 2.]];
        let mean = series("total", &points, SeriesStyle::Line);
        let raw = Series { style: SeriesStyle::Faint, ..mean.clone() };
        let svg = drawn(&chart_of(vec![mean, raw]));
        assert_eq!(texts(&svg).iter().filter(|text| **text == "total").count(), 1);
        let below =
            svg.find("<g class=\"s0\"><title>total</title><path class=\"line faint\"").unwrap();
        let above = svg.find("<g class=\"s0\"><title>total</title><path class=\"line\" d").unwrap();
        assert!(below < above);
        assert!(!svg.contains("s1"));
    }

    #[test]
    fn single_points_are_dots_and_marked_points_have_marks() {
        let num_circles = |series| drawn(&chart_of(vec![series])).matches("<circle").count();
        assert_eq!(num_circles(series("", &[[5., 1.]], SeriesStyle::Line)), 1);
        let gaps = [[0., 1.], [1., f64::NAN], [2., 1.], [3., 2.], [4., f64::NAN], [5., 0.]];
        assert_eq!(num_circles(series("", &gaps, SeriesStyle::Line)), 2);
        assert_eq!(num_circles(series("", &[[0., 1.], [1., 2.]], SeriesStyle::Marked)), 2);
        assert_eq!(num_circles(series("in legend", &[[0., 1.], [1., 2.]], SeriesStyle::Marked)), 3);
    }

    #[test]
    fn guides_are_dashed_lines_below_the_others_and_in_the_legend() {
        let curve = series("found", &[[0., 0.2], [1., 0.9]], SeriesStyle::Line);
        let guide = series("perfect", &[[0., 0.], [1., 1.]], SeriesStyle::Guide);
        let svg = drawn(&chart_of(vec![curve, guide]));
        assert!(svg.contains("<path class=\"marked sample\" d=\"M0 6H18\">"), "{svg}");
        let [guide, curve] = ["<path class=\"marked\" d", "<path class=\"line\" d"]
            .map(|path| svg.find(path).unwrap());
        assert!(guide < curve);
    }

    #[test]
    fn lines_and_legend_of_classes_have_the_colors_of_their_classes_in_any_order() {
        let of_class = |name| series(name, &[[0., 1.], [1., 2.]], SeriesStyle::Marked);
        for names in [["car", "cyclist"], ["cyclist", "car"]] {
            let chart = chart_of(names.map(of_class).into());
            assert!(!drawn(&chart).contains("color:#"));
            let svg = drawn(&LineChart { is_by_class: true, ..chart });
            for name in names {
                let style = format!("style=\"color:{}\"", Theme::Light.class_color(name));
                assert_eq!(svg.matches(&style).count(), 2, "{svg}");
            }
        }
    }

    #[test]
    fn given_ranges_decide_the_marks_of_the_axes() {
        let points = [[0.2, 0.3], [10., 0.5]];
        let chart = chart_of(vec![series("", &points, SeriesStyle::Line)]);
        assert!(!texts(&drawn(&chart)).contains(&"0.8"));
        let given = LineChart { y_range: Some(0.0..1.), ..chart.clone() };
        assert!(texts(&drawn(&given)).contains(&"0.8"));
        let wide = LineChart { x_range: Some(0.0..50.), ..chart.clone() };
        assert!(texts(&drawn(&wide)).contains(&"50"));
        let narrow = LineChart { x_range: Some(0.0..5.), ..chart.clone() };
        assert_eq!(drawn(&narrow), drawn(&chart));
    }

    #[test]
    fn a_curve_in_given_ranges_goes_from_corner_to_corner() {
        let points = [[0., 1.], [0.5, 1.], [1., 0.]];
        let curve = LineChart {
            x_range: Some(0.0..1.),
            y_range: Some(0.0..1.),
            ..chart_of(vec![series("easy", &points, SeriesStyle::Line)])
        };
        let svg = drawn(&curve);
        let path = format!("d=\"M0.0 0.0 {} 0.0 {} {}\"", px(x(0.5)), px(x(1.)), px(y(0.)));
        assert!(svg.contains(&path), "{path}: {svg}");
    }
}
