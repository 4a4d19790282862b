//! Charts as SVG: lines, bars and histograms of scores; for a page, or in a file as SVG or PNG.

mod axis;
mod bar;
mod bar_chart;
mod diagram;
mod file;
mod frame;
mod histogram;
mod legend;
mod line;
mod line_chart;
mod mark;
mod point;
mod series;
mod smooth;
mod style;
mod ticks;

pub use bar_chart::{Bar, BarArrangement, BarChart, BarGroup};
pub use file::{charts_svg, write_charts};
pub use histogram::{Histogram, HistogramBar, HistogramBin, MarkedValue};
pub use line_chart::LineChart;
pub use point::ChartPoint;
pub use series::{Series, SeriesStyle};
pub use style::CHART_STYLE;
