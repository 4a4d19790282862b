//! Line charts in panels, written as SVG or PNG.

mod axis;
mod coordinate;
mod corner;
mod legend;
mod lettering;
mod line;
mod look;
mod mark;
mod output;
mod panel;
mod png;
mod series;
mod smooth;
mod ticks;

pub use output::write_panels;
pub use series::{Panel, Series, SeriesStyle};
