//! One panel, drawn.

use plotters::{
    chart::{ChartBuilder, ChartContext},
    coord::{Shift, cartesian::Cartesian2d},
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{Circle, PathElement},
    style::Color,
};
use plotters_backend::DrawingBackend;

use super::axis::{Axis, Scale};
use super::corner::FractionLine;
use super::legend::{Legend, LegendEntry};
use super::line::{visible_parts, visible_points};
use super::look::{
    AXIS, FINE_GRID, GRID, centered, pale, px, series_color, small_text, stroke, title_text,
};
use super::mark::mark;
use super::series::{Panel, Series, SeriesStyle, names};

/// Width and height of a panel, pixels of the SVG.
pub(super) const PANEL_SIZE: (f64, f64) = (420., 290.);

const TITLE_HEIGHT: f64 = 24.;
const X_LABELS_HEIGHT: f64 = 36.;
const Y_LABELS_WIDTH: f64 = 58.;
const MARGIN: f64 = 10.;

type Chart<'a, DB> = ChartContext<'a, DB, Cartesian2d<Axis, Axis>>;
type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// A series and what of it is drawn: the parts of its line inside the axes, as positions.
struct Line<'a> {
    series: &'a Series,
    /// Tells the colour and the mark.
    index: usize,
    parts: Vec<Vec<[f64; 2]>>,
}

/// Draws a panel on an area of [`PANEL_SIZE`].
pub(super) fn draw_panel<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    panel: &Panel,
) -> Drawn<DB> {
    let area = area.margin(px(MARGIN), px(MARGIN), px(MARGIN), px(MARGIN));
    area.draw_text(&panel.title, &title_text(), (px(Y_LABELS_WIDTH), 0))?;
    let area = area.margin(px(TITLE_HEIGHT), 0, 0, 0);
    let Some((x, y)) = axes(panel) else {
        let (width, height) = area.dim_in_pixel();
        let middle = (width as i32 / 2, height as i32 / 2);
        return area.draw_text("no data", &centered(&small_text()), middle);
    };

    let names = names(&panel.series);
    let lines = lines(panel, &names, &x, &y);
    let legend = Legend::new(entries(panel, &names), &area)?;
    let growth = legend.needed_growth(diagram_size(&area), &fractions(&lines, &x, &y));
    let y = if given_axis(panel).is_some() { y } else { y.grown(growth) };

    let mut chart = ChartBuilder::on(&area)
        .x_label_area_size(px(X_LABELS_HEIGHT))
        .y_label_area_size(px(Y_LABELS_WIDTH))
        .build_cartesian_2d(x.clone(), y.clone())?;
    draw_axes(&mut chart, panel)?;
    let num_faint = lines.partition_point(|line| line.series.style == SeriesStyle::Faint);
    let (faint, bold) = lines.split_at(num_faint);
    faint.iter().try_for_each(|line| draw_line(&chart, line, &x, &y))?;
    let diagram = chart.plotting_area().strip_coord_spec();
    // Noise that begins at the axis has covered it.
    draw_frame(&diagram)?;
    bold.iter().try_for_each(|line| draw_line(&chart, line, &x, &y))?;
    legend.draw(&diagram, &fractions(&lines, &x, &y))
}

/// The axes with room for every point that both can show; none without such a point.
fn axes(panel: &Panel) -> Option<(Axis, Axis)> {
    let y_scale = y_scale(panel);
    let shown = || {
        let points = panel.series.iter().flat_map(|series| &series.points);
        points.filter(|point| {
            Scale::Linear.position(point[0]).is_some() && y_scale.position(point[1]).is_some()
        })
    };
    let x = Axis::around(shown().map(|point| point[0]), Scale::Linear)?;
    let y = Axis::around(shown().map(|point| point[1]), y_scale)?;
    Some((x, given_axis(panel).unwrap_or(y)))
}

fn given_axis(panel: &Panel) -> Option<Axis> {
    panel.y_range.and_then(|range| Axis::between(range, y_scale(panel)))
}

fn y_scale(panel: &Panel) -> Scale {
    if panel.log_y { Scale::Logarithmic } else { Scale::Linear }
}

/// The lines in the order in which they are drawn, faint ones first.
fn lines<'a>(panel: &'a Panel, names: &[&str], x: &Axis, y: &Axis) -> Vec<Line<'a>> {
    let (faint, bold): (Vec<&Series>, Vec<&Series>) =
        panel.series.iter().partition(|series| series.style == SeriesStyle::Faint);
    let in_order = faint.into_iter().chain(bold);
    in_order
        .map(|series| Line {
            series,
            index: names.iter().position(|name| *name == series.name).unwrap_or(0),
            parts: visible_parts(&series.points, x, y),
        })
        .collect()
}

/// A legend line for each name but the empty one.
fn entries<'a>(panel: &Panel, names: &[&'a str]) -> Vec<LegendEntry<'a>> {
    let is_marked =
        |name: &str| panel.series.iter().any(|s| s.name == name && s.style == SeriesStyle::Marked);
    let named = names.iter().enumerate().filter(|(_, name)| !name.is_empty());
    named
        .map(|(index, &name)| LegendEntry {
            name,
            color: series_color(index),
            mark: is_marked(name).then_some(index),
        })
        .collect()
}

fn diagram_size<DB: DrawingBackend>(area: &DrawingArea<DB, Shift>) -> (u32, u32) {
    let (width, height) = area.dim_in_pixel();
    let [left, below] = [Y_LABELS_WIDTH, X_LABELS_HEIGHT].map(|size| px(size).unsigned_abs());
    (width.saturating_sub(left), height.saturating_sub(below))
}

fn fractions(lines: &[Line], x: &Axis, y: &Axis) -> Vec<FractionLine> {
    let parts = lines.iter().flat_map(|line| &line.parts);
    parts.map(|part| part.iter().map(|p| [x.fraction(p[0]), y.fraction(p[1])]).collect()).collect()
}

fn draw_axes<DB: DrawingBackend>(chart: &mut Chart<DB>, panel: &Panel) -> Drawn<DB> {
    chart
        .configure_mesh()
        .bold_line_style(stroke(GRID, 1.))
        .light_line_style(stroke(FINE_GRID, 1.))
        .axis_style(stroke(AXIS, 1.))
        .set_all_tick_mark_size(px(3.))
        .label_style(small_text())
        .x_desc(&panel.x_label)
        .y_desc(&panel.y_label)
        .draw()
}

/// The lines of both axes.
fn draw_frame<DB: DrawingBackend>(diagram: &DrawingArea<DB, Shift>) -> Drawn<DB> {
    let (width, height) = diagram.dim_in_pixel();
    let (right, bottom) = (width as i32, height as i32);
    diagram.draw(&PathElement::new(vec![(0, 0), (0, bottom), (right, bottom)], stroke(AXIS, 1.)))
}

fn draw_line<DB: DrawingBackend>(chart: &Chart<DB>, line: &Line, x: &Axis, y: &Axis) -> Drawn<DB> {
    let area = chart.plotting_area();
    let color = series_color(line.index);
    let (line_color, width) = match line.series.style {
        SeriesStyle::Faint => (pale(color), 0.7),
        SeriesStyle::Line | SeriesStyle::Marked => (color, 1.8),
    };
    for part in &line.parts {
        if let [[x, y]] = part[..] {
            area.draw(&Circle::new((x, y), px(1.5 * width), line_color.filled()))?;
        } else {
            let points: Vec<(f64, f64)> = part.iter().map(|&[x, y]| (x, y)).collect();
            area.draw(&PathElement::new(points, stroke(line_color, width)))?;
        }
    }
    if line.series.style == SeriesStyle::Marked {
        for [x, y] in visible_points(&line.series.points, x, y) {
            area.draw(&mark(line.index, (x, y), color))?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use plotters::{backend::SVGBackend, drawing::IntoDrawingArea};

    use super::*;

    fn drawn(panel: &Panel) -> String {
        let mut svg = String::new();
        let size = (px(PANEL_SIZE.0).unsigned_abs(), px(PANEL_SIZE.1).unsigned_abs());
        draw_panel(&SVGBackend::with_string(&mut svg, size).into_drawing_area(), panel).unwrap();
        svg
    }

    fn series(name: &str, points: &[[f64; 2]], style: SeriesStyle) -> Series {
        Series { name: name.into(), points: points.to_vec(), style }
    }

    fn panel_of(series: Vec<Series>) -> Panel {
        Panel { series, ..Panel::default() }
    }

    /// The texts of a picture, each on a line of its own in the file.
    fn texts(svg: &str) -> Vec<&str> {
        svg.lines().filter(|line| !line.starts_with('<')).collect()
    }

    #[test]
    fn a_panel_without_a_point_to_show_says_so() {
        let nothing = series("loss", &[[f64::NAN, 1.], [2., f64::INFINITY]], SeriesStyle::Line);
        let negative = series("loss", &[[1., -1.], [2., 0.]], SeriesStyle::Line);
        let logarithmic = Panel { log_y: true, ..panel_of(vec![negative.clone()]) };
        for empty in [Panel::default(), panel_of(vec![nothing]), logarithmic] {
            assert!(drawn(&empty).contains("no data"));
        }
        assert!(!drawn(&panel_of(vec![negative])).contains("no data"));
    }

    #[test]
    fn all_titles_labels_and_names_are_written() {
        let panel = Panel {
            title: "Loss".into(),
            x_label: "step".into(),
            y_label: "nats".into(),
            ..panel_of(vec![series("a < b", &[[0., 1.], [10e3, 2.]], SeriesStyle::Line)])
        };
        let svg = drawn(&panel);
        for text in ["Loss", "step", "nats", "a &lt; b", "10k"] {
            assert!(texts(&svg).contains(&text), "{text}: {:?}", texts(&svg));
        }
    }

    #[test]
    fn a_raw_curve_and_its_mean_share_colour_and_name_and_the_raw_one_lies_below() {
        let points = [[0., 1.], [1., 3.], [2., 2.]];
        let mean = series("total", &points, SeriesStyle::Line);
        let raw = Series { style: SeriesStyle::Faint, ..mean.clone() };
        let svg = drawn(&panel_of(vec![mean, raw]));
        assert_eq!(texts(&svg).iter().filter(|text| **text == "total").count(), 1);
        let color = |color: plotters::style::RGBColor| {
            format!("stroke=\"#{:02X}{:02X}{:02X}\"", color.0, color.1, color.2)
        };
        let below = svg.find(&color(pale(series_color(0)))).unwrap();
        let above = svg.find(&color(series_color(0))).unwrap();
        assert!(below < above);
        assert!(!svg.contains(&color(series_color(1))));
    }

    #[test]
    fn single_points_are_dots_and_marked_points_have_marks() {
        let num_circles = |series| drawn(&panel_of(vec![series])).matches("<circle").count();
        assert_eq!(num_circles(series("", &[[5., 1.]], SeriesStyle::Line)), 1);
        let gaps = [[0., 1.], [1., f64::NAN], [2., 1.], [3., 2.], [4., f64::NAN], [5., 0.]];
        assert_eq!(num_circles(series("", &gaps, SeriesStyle::Line)), 2);
        assert_eq!(num_circles(series("", &[[0., 1.], [1., 2.]], SeriesStyle::Marked)), 2);
        assert_eq!(num_circles(series("in legend", &[[0., 1.], [1., 2.]], SeriesStyle::Marked)), 3);
    }

    #[test]
    fn a_given_range_decides_the_marks_of_the_axis() {
        let points = [[0., 0.3], [10., 0.5]];
        let panel = panel_of(vec![series("", &points, SeriesStyle::Line)]);
        assert!(!texts(&drawn(&panel)).contains(&"0.8"));
        let given = Panel { y_range: Some([0., 1.]), ..panel };
        assert!(texts(&drawn(&given)).contains(&"0.8"));
    }

    #[test]
    fn room_for_the_legend_is_made_only_where_the_range_is_free() {
        let levels = [[0., 0.], [1., 0.], [1., 8.], [0., 8.]];
        let names = ["two", "names"];
        let panel = panel_of(names.map(|name| series(name, &levels, SeriesStyle::Line)).to_vec());
        assert!(texts(&drawn(&panel)).contains(&"10"));
        let given = Panel { y_range: Some([0., 8.]), ..panel };
        assert!(!texts(&drawn(&given)).contains(&"10"));
    }
}
