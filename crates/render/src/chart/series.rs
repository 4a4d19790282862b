//! Named series of points, the content of a line chart.

use super::point::ChartPoint;
use super::smooth::smoothed;

/// Points joined in their order.
///
/// Series of one chart with the same name share a colour and a line in the legend, so that a noisy
/// curve and its running mean are seen as one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Stands in the legend; a series without a name does not appear there.
    pub name: String,
    /// The points in the order in which they are joined.
    pub points: Vec<ChartPoint>,
    /// The look of the line.
    pub style: SeriesStyle,
}

/// The look of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesStyle {
    /// A thin pale line, for raw values below their running mean.
    Faint,
    /// A bold line.
    Line,
    /// A bold line with a mark at each point, for few points.
    Marked,
    /// A thin dashed line in the colour of texts, which others are compared with.
    Guide,
}

impl Series {
    /// Noisy values as a faint line and their running mean as a bold one, under one name.
    ///
    /// The mean is weighted by a Gaussian whose standard deviation is 1 % of the number of points,
    /// and does not lag: it looks as far ahead as back. It has 2000 points at most.
    ///
    /// ```
    /// use voxelnet_render::{ChartPoint, Series, SeriesStyle};
    ///
    /// let losses = [1.2, 0.8, 0.9].iter().zip(0_u32..);
    /// let losses: Vec<_> = losses.map(|(&y, x)| ChartPoint::new(x.into(), y)).collect();
    /// let [raw, mean] = Series::with_running_mean("total", losses.clone());
    /// assert_eq!((raw.style, mean.style), (SeriesStyle::Faint, SeriesStyle::Line));
    /// assert_eq!(raw.points, losses);
    /// ```
    pub fn with_running_mean(name: &str, points: Vec<ChartPoint>) -> [Self; 2] {
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

    fn points(ys: &[f64]) -> Vec<ChartPoint> {
        ys.iter().zip(0_u32..).map(|(&y, x)| ChartPoint::new(x.into(), y)).collect()
    }

    #[test]
    fn a_raw_series_and_its_mean_count_as_one_name() {
        let mut series = Series::with_running_mean("total", points(&[1., 3.])).to_vec();
        series.extend(Series::with_running_mean("regression", points(&[1.])));
        assert_eq!(names(&series), ["total", "regression"]);
    }

    #[test]
    fn a_running_mean_of_nothing_is_nothing() {
        let [raw, mean] = Series::with_running_mean("total", vec![]);
        assert!(raw.points.is_empty() && mean.points.is_empty());
    }
}
