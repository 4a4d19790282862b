//! What all charts have in common: title, legend, axes.

use std::fmt::{Arguments, Write};

use crate::html::escaped;

const WIDTH: f64 = 420.;
const HEIGHT: f64 = 272.;
const LEFT: f64 = 46.;
const RIGHT: f64 = 12.;
const TOP: f64 = 48.;
const BOTTOM: f64 = 54.;
/// Width of a letter of the legend, on average.
const LETTER: f64 = 6.2;

/// A chart that is being drawn; places are fractions of its area, from the lower left corner.
pub(super) struct Plot {
    svg: String,
    /// Whether something stands below the marks of the x axis.
    has_notes: bool,
}

impl Plot {
    /// A chart with a title, and a legend of series that are told apart by number.
    pub(super) fn new(title: &str, legend: &[&str]) -> Self {
        let title = escaped(title);
        let mut plot = Self { svg: String::new(), has_notes: false };
        plot.push(format_args!(
            "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{title}\">\n\
             <text class=\"title\" x=\"{LEFT}\" y=\"14\">{title}</text>\n"
        ));
        let mut x = LEFT;
        for (series, name) in legend.iter().enumerate() {
            let after = x + 14.;
            plot.push(format_args!(
                "<rect class=\"s{series}\" x=\"{x:.1}\" y=\"25\" width=\"10\" height=\"10\"/>\
                 <text x=\"{after:.1}\" y=\"34\">{}</text>\n",
                escaped(name)
            ));
            x += 30. + LETTER * name.chars().count() as f64;
        }
        plot
    }

    pub(super) fn x(fraction: f64) -> f64 {
        LEFT + fraction * (WIDTH - LEFT - RIGHT)
    }

    pub(super) fn y(fraction: f64) -> f64 {
        HEIGHT - BOTTOM - fraction * (HEIGHT - TOP - BOTTOM)
    }

    /// Adds to the SVG as it is.
    pub(super) fn push(&mut self, text: Arguments) {
        // Writing to a String cannot fail.
        let _ = self.svg.write_fmt(text);
    }

    /// The name of the y axis, a line across and a mark at each of some heights.
    pub(super) fn y_axis(&mut self, label: &str, marks: &[(f64, String)]) {
        let middle = Self::y(0.5);
        self.push(format_args!(
            "<text class=\"middle\" transform=\"translate(10 {middle:.1}) rotate(-90)\">{}</text>\n",
            escaped(label)
        ));
        let (left, right) = (Self::x(0.), Self::x(1.));
        for (fraction, text) in marks {
            let y = Self::y(*fraction);
            let (text_x, text_y) = (left - 6., y + 4.);
            self.push(format_args!(
                "<path class=\"grid\" d=\"M{left:.1} {y:.1}H{right:.1}\"/>\
                 <text class=\"end\" x=\"{text_x:.1}\" y=\"{text_y:.1}\">{text}</text>\n"
            ));
        }
    }

    /// The name of the x axis, below marks that are there already.
    pub(super) fn x_label(&mut self, label: &str) {
        let below_marks = if self.has_notes { 47. } else { 34. };
        let (x, y) = (Self::x(0.5), Self::y(0.) + below_marks);
        self.push(format_args!(
            "<text class=\"middle\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>\n",
            escaped(label)
        ));
    }

    /// A mark below the x axis, and what is said below it.
    pub(super) fn x_mark(&mut self, fraction: f64, text: &str, note: &str) {
        let (x, y) = (Self::x(fraction), Self::y(0.) + 15.);
        let note_y = y + 13.;
        self.push(format_args!(
            "<text class=\"middle\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>",
            escaped(text)
        ));
        if !note.is_empty() {
            self.has_notes = true;
            self.push(format_args!(
                "<text class=\"middle note\" x=\"{x:.1}\" y=\"{note_y:.1}\">{}</text>",
                escaped(note)
            ));
        }
        self.push(format_args!("\n"));
    }

    /// A bar between two places along x and two along y, and what is said when it is pointed at.
    pub(super) fn bar(
        &mut self,
        series: usize,
        [x0, x1]: [f64; 2],
        [y0, y1]: [f64; 2],
        hint: &str,
    ) {
        let (x, y) = (Self::x(x0), Self::y(y1));
        let (width, height) = (Self::x(x1) - x, Self::y(y0) - y);
        self.push(format_args!(
            "<rect class=\"s{series}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" \
             height=\"{height:.1}\"><title>{}</title></rect>\n",
            escaped(hint)
        ));
    }

    /// A line across the height at a place along x, and its name beside it.
    pub(super) fn vertical(&mut self, fraction: f64, text: &str) {
        let (x, top, bottom) = (Self::x(fraction), Self::y(1.), Self::y(0.));
        // Where there is more room for the text.
        let (class, text_x) = if fraction > 0.5 { ("end", x - 5.) } else { ("start", x + 5.) };
        let text_y = top + 10.;
        self.push(format_args!(
            "<path class=\"marked\" d=\"M{x:.1} {top:.1}V{bottom:.1}\"/>\
             <text class=\"{class} halo\" x=\"{text_x:.1}\" y=\"{text_y:.1}\">{}</text>\n",
            escaped(text)
        ));
    }

    /// The line of the x axis, over bars that stand on it; the rest of the SVG.
    pub(super) fn finish(mut self, axis: f64) -> String {
        let (left, right, y) = (Self::x(0.), Self::x(1.), Self::y(axis));
        self.push(format_args!(
            "<path class=\"axis\" d=\"M{left:.1} {y:.1}H{right:.1}\"/>\n</svg>\n"
        ));
        self.svg
    }
}

/// Round numbers from 0 to beyond a highest count, at most six of them.
pub(super) fn count_marks(highest: usize) -> Vec<usize> {
    let highest = highest.max(1);
    let mut step = 1_usize;
    for factor in [2, 5, 10].into_iter().cycle() {
        if highest.div_ceil(step) <= 5 {
            break;
        }
        let decade = 10_usize.pow(step.ilog10());
        step = decade.saturating_mul(factor);
    }
    (0..=highest.div_ceil(step)).map(|i| i * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_round_marks_that_reach_beyond_the_highest() {
        for (highest, expected) in [
            (0, vec![0, 1]),
            (5, vec![0, 1, 2, 3, 4, 5]),
            (6, vec![0, 2, 4, 6]),
            (11, vec![0, 5, 10, 15]),
            (26, vec![0, 10, 20, 30]),
            (1000, vec![0, 200, 400, 600, 800, 1000]),
        ] {
            assert_eq!(count_marks(highest), expected);
        }
    }

    #[test]
    fn texts_are_escaped() {
        let mut plot = Plot::new("<b>", &["a & b"]);
        plot.y_axis("\"y\"", &[]);
        plot.x_label("<x>");
        plot.x_mark(0., "<m>", "<n>");
        plot.bar(0, [0., 1.], [0., 1.], "<t>");
        let svg = plot.finish(0.);
        for unsafe_text in ["<b>", "a & b", "\"y\"", "<x>", "<m>", "<n>", "<t>"] {
            assert!(!svg.contains(unsafe_text), "{unsafe_text}: {svg}");
        }
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    }
}
