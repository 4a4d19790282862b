//! The picture of what an example has printed.

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

/// Points `[x, y]` joined by a line.
pub fn line(name: &str, points: Vec<[f64; 2]>) -> Series {
    Series { name: name.to_owned(), points, style: SeriesStyle::Line }
}
