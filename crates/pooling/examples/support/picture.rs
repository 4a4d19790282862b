//! The picture of what an example has printed.

use std::{env, error::Error, path::Path};

use voxelnet_render::{ChartPoint, LineChart, Series, SeriesStyle, write_charts};

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Draws the charts to the file named after `--out`, as SVG or PNG; without arguments, nothing.
pub fn draw(charts: &[LineChart]) -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments[..] {
        [] => Ok(()),
        [flag, path] if flag == "--out" => Ok(write_charts(Path::new(path), charts)?),
        _ => Err("expected no argument, or --out FILE.svg, or --out FILE.png".into()),
    }
}

/// Series with equal points would hide each other, so they become one that has all their names.
pub fn chart([title, x_label, y_label]: [&str; 3], series: Vec<Series>) -> LineChart {
    let mut distinct: Vec<Series> = Vec::new();
    for series in series {
        match distinct.iter_mut().find(|other| other.points == series.points) {
            Some(same) => same.name += &format!(", {}", series.name),
            None => distinct.push(series),
        }
    }
    let [title, x_label, y_label] = [title, x_label, y_label].map(str::to_owned);
    LineChart { title, x_label, y_label, series: distinct, ..LineChart::default() }
}

/// Points joined by a line.
pub fn line(name: &str, points: Vec<ChartPoint>) -> Series {
    Series { name: name.to_owned(), points, style: SeriesStyle::Line }
}
