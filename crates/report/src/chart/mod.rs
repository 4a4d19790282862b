//! Charts as SVG for the page, which decides their colours: dark on light, light on dark, and on paper.
//!
//! The charts of `voxelnet-render` are files with colours of their own, and have no bars.

mod bars;
mod curves;
mod histogram;
mod plot;

pub(crate) use bars::{Bar, BarChart, Group};
pub(crate) use curves::{Curve, precision_recall_chart};
pub(crate) use histogram::Histogram;
