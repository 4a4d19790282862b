//! Series with a mark at each of their few points.

use voxelnet_render::{ChartPoint, Series, SeriesStyle};

use crate::picture::line;

/// Lines with marks at their points, of which there are none yet.
pub fn marked<const N: usize>(names: [&str; N]) -> Vec<Series> {
    names.map(|name| Series { style: SeriesStyle::Marked, ..line(name, vec![]) }).into()
}

/// Adds a point to each series.
pub fn push(series: &mut [Series], x: f64, ys: impl IntoIterator<Item: Into<f64>>) {
    series
        .iter_mut()
        .zip(ys)
        .for_each(|(series, y)| series.points.push(ChartPoint::new(x, y.into())));
}
