//! A point of a line chart.

/// A point of a chart, in the units of its axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartPoint {
    /// Along the x axis.
    pub x: f64,
    /// Along the y axis.
    pub y: f64,
}

impl ChartPoint {
    /// The point with these coordinates.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
}
