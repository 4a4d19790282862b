//! Charts whose y axis begins at 0.

use voxelnet_render::LineChart;

/// The same with the y axis from 0 to just above the highest point.
pub fn from_zero(chart: LineChart) -> LineChart {
    let ys = chart.series.iter().flat_map(|series| &series.points).map(|point| point.y);
    LineChart { y_range: Some(0.0..1.04 * ys.fold(0., f64::max)), ..chart }
}
