//! What a chart shows: panels of named series of points.

use super::smooth::smoothed;

/// One diagram with its own axes; panels of one picture share nothing but their look.
///
/// # Axes
///
/// The x axis spans the points of all series, and so does the y axis unless `y_range` is given.
/// Points that are not finite, or not positive on a logarithmic axis, are left out and break their
/// line in two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// Stands above the diagram.
    pub title: String,
    /// What the x axis counts, with its unit.
    pub x_label: String,
    /// What the y axis measures, with its unit.
    pub y_label: String,
    /// Whether the y axis is logarithmic.
    pub log_y: bool,
    /// The lowest and the highest y shown; lines are cut there. A range that is empty, not finite
    /// or not positive on a logarithmic axis is ignored.
    pub y_range: Option<[f64; 2]>,
    /// The lines, later ones above earlier ones, but faint ones below all others.
    pub series: Vec<Series>,
}

/// Points `[x, y]` joined in their order.
///
/// Series of one panel with the same name share a colour and a line in the legend, so that a noisy
/// curve and its running mean are seen as one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Stands in the legend; a series without a name does not appear there.
    pub name: String,
    /// `[x, y]`, in the order in which they are joined.
    pub points: Vec<[f64; 2]>,
    /// How the points are drawn.
    pub style: SeriesStyle,
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesStyle {
    /// A thin pale line, for raw values below their running mean.
    Faint,
    /// A bold line.
    Line,
    /// A bold line with a mark at each point, for few points.
    Marked,
}

impl Series {
    /// Noisy values as a faint line and their running mean as a bold one, under one name.
    ///
    /// The mean is weighted by a Gaussian whose standard deviation is 1 % of the number of points,
    /// and does not lag: it looks as far ahead as back. It has 2000 points at most.
    ///
    /// ```
    /// use voxelnet_render::{Series, SeriesStyle};
    ///
    /// let losses = vec![[0., 1.2], [1., 0.8], [2., 0.9]];
    /// let [raw, mean] = Series::with_running_mean("total", losses.clone());
    /// assert_eq!((raw.style, mean.style), (SeriesStyle::Faint, SeriesStyle::Line));
    /// assert_eq!(raw.points, losses);
    /// ```
    pub fn with_running_mean(name: &str, points: Vec<[f64; 2]>) -> [Self; 2] {
        let mean = smoothed(&points, 0.01);
        [(points, SeriesStyle::Faint), (mean, SeriesStyle::Line)].map(|(points, style)| Self {
            name: name.to_owned(),
            points,
            style,
        })
    }
}

/// The names of the series, each once, in the order in which they first appear.
pub(super) fn names(series: &[Series]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in series.iter().map(|series| series.name.as_str()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raw_series_and_its_mean_count_as_one_name() {
        let mut series = Series::with_running_mean("total", vec![[0., 1.], [1., 3.]]).to_vec();
        series.extend(Series::with_running_mean("regression", vec![[0., 1.]]));
        assert_eq!(names(&series), ["total", "regression"]);
    }

    #[test]
    fn a_running_mean_of_nothing_is_nothing() {
        let [raw, mean] = Series::with_running_mean("total", vec![]);
        assert!(raw.points.is_empty() && mean.points.is_empty());
    }
}
