//! Rows of cells as series.

use voxelnet_render::{ChartPoint, Series};

use crate::picture::line;

/// A row of cells that are `width` wide.
pub fn cells(name: &str, width: usize, values: &[f32]) -> Series {
    let ends = |(cell, value): (usize, &f32)| {
        [cell, cell + 1].map(|x| ChartPoint::new((x * width) as f64, f64::from(*value)))
    };
    line(name, values.iter().enumerate().flat_map(ends).collect())
}
