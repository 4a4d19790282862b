//! Precision against recall.

use std::fmt::Write;

use super::plot::Plot;

/// A curve with its name in the legend.
pub(crate) struct Curve<'a> {
    pub(crate) name: &'a str,
    /// Recall and precision, each 0 to 1, in the order in which they are joined.
    pub(crate) points: Vec<[f64; 2]>,
}

/// Both axes from 0 to 1, so that charts compare at a glance.
pub(crate) fn precision_recall_chart(title: &str, curves: &[Curve]) -> String {
    let names: Vec<&str> = curves.iter().map(|curve| curve.name).collect();
    let mut plot = Plot::new(title, &names);
    let marks = [0., 0.2, 0.4, 0.6, 0.8, 1.];
    plot.y_axis("precision", &marks.map(|mark| (mark, mark.to_string())));
    for mark in marks {
        plot.x_mark(mark, &mark.to_string(), "");
    }
    plot.x_label("recall");
    // The last ones lie above: the hard curve holds the most objects.
    for (series, curve) in curves.iter().enumerate() {
        draw(&mut plot, series, curve);
    }
    plot.finish(0.)
}

fn draw(plot: &mut Plot, series: usize, curve: &Curve) {
    let places: Vec<[f64; 2]> = curve
        .points
        .iter()
        .map(|&[recall, precision]| [Plot::x(recall), Plot::y(precision)])
        .collect();
    match places[..] {
        [] => {}
        [[x, y]] => plot.push(format_args!(
            "<circle class=\"s{series}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>\n"
        )),
        _ => {
            let mut joined = String::new();
            for [x, y] in places {
                // Writing to a String cannot fail.
                let _ = write!(joined, " {x:.1},{y:.1}");
            }
            plot.push(format_args!(
                "<polyline class=\"l{series}\" points=\"{}\"><title>{}</title></polyline>\n",
                joined.trim_start(),
                crate::html::escaped(curve.name)
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_are_lines_single_points_dots_and_nothing_is_nothing() {
        let curve = |name, points: &[[f64; 2]]| Curve { name, points: points.to_vec() };
        let svg = precision_recall_chart(
            "Car",
            &[
                curve("easy", &[[0., 1.], [0.5, 1.], [1., 0.]]),
                curve("moderate", &[[0.5, 0.5]]),
                curve("hard", &[]),
            ],
        );
        let (left, right) = (Plot::x(0.), Plot::x(1.));
        let (bottom, top) = (Plot::y(0.), Plot::y(1.));
        let middle = (left + right) / 2.;
        let line = format!("{left:.1},{top:.1} {middle:.1},{top:.1} {right:.1},{bottom:.1}");
        assert!(svg.contains(&format!("<polyline class=\"l0\" points=\"{line}\">")), "{svg}");
        assert_eq!(svg.matches("<polyline").count(), 1);
        assert_eq!(svg.matches("<circle class=\"s1\"").count(), 1);
    }
}
