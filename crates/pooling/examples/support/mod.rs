//! The picture of what an example has printed.
#![allow(dead_code)] // No example draws all kinds of series.

use std::{env, error::Error, path::Path};

use voxelnet_render::{Panel, Series, SeriesStyle, write_panels};

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Draws the panels to the file named after `--out`, as SVG or PNG; without arguments, nothing.
pub fn draw(panels: &[Panel]) -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments[..] {
        [] => Ok(()),
        [flag, path] if flag == "--out" => Ok(write_panels(Path::new(path), panels)?),
        _ => Err("expected no argument, or --out FILE.svg, or --out FILE.png".into()),
    }
}

/// Series with equal points would hide each other, so they become one that has all their names.
pub fn panel([title, x_label, y_label]: [&str; 3], series: Vec<Series>) -> Panel {
    let mut distinct: Vec<Series> = Vec::new();
    for series in series {
        match distinct.iter_mut().find(|other| other.points == series.points) {
            Some(same) => same.name += &format!(", {}", series.name),
            None => distinct.push(series),
        }
    }
    // Letters like m are wider than the legend reckons with.
    distinct.iter_mut().for_each(|series| series.name += "  ");
    let [title, x_label, y_label] = [title, x_label, y_label].map(str::to_owned);
    Panel { title, x_label, y_label, series: distinct, ..Panel::default() }
}

/// The same with the y axis from 0, and with room for the legend above.
pub fn from_zero(panel: Panel) -> Panel {
    let ys = panel.series.iter().flat_map(|series| &series.points).map(|point| point[1]);
    Panel { y_range: Some([0., 1.4 * ys.fold(0., f64::max)]), ..panel }
}

/// Lines with marks at their points, of which there are none yet.
pub fn marked<const N: usize>(names: [&str; N]) -> Vec<Series> {
    names.map(|name| Series { style: SeriesStyle::Marked, ..line(name, vec![]) }).into()
}

/// Adds a point to each series.
pub fn push(series: &mut [Series], x: f64, ys: impl IntoIterator<Item: Into<f64>>) {
    series.iter_mut().zip(ys).for_each(|(series, y)| series.points.push([x, y.into()]));
}

/// Points `[x, y]` joined by a line.
pub fn line(name: &str, points: Vec<[f64; 2]>) -> Series {
    Series { name: name.to_owned(), points, style: SeriesStyle::Line }
}

/// A row of cells that are `width` wide.
pub fn cells(name: &str, width: usize, values: &[f32]) -> Series {
    let ends = |(cell, value): (usize, &f32)| {
        [cell, cell + 1].map(|x| [(x * width) as f64, f64::from(*value)])
    };
    line(name, values.iter().enumerate().flat_map(ends).collect())
}
