//! Charts in a file: a grid, as SVG or PNG.

use std::{error::Error, path::Path};

use maud::{Markup, PreEscaped, html};
use resvg::{tiny_skia, usvg};
use voxelnet_files::write_atomically;

use super::frame::{Drawing, WIDTH};
use super::line_chart::LineChart;
use super::style::file_style;
use crate::error::RenderError;

const NUM_COLUMNS: usize = 2;

/// Pixels of the PNG for one of the SVG, so that print is sharp too.
const DENSITY: f32 = 2.;

/// Writes charts in two columns, whole or not at all, as SVG or PNG by the extension of the path.
///
/// The same charts give the same bytes. Nothing in a chart makes it fail. A chart is 420 x 290
/// pixels of an SVG, higher with a legend of several rows, and twice as many each way of a PNG.
///
/// ```
/// use voxelnet_render::{ChartPoint, LineChart, Series, write_charts};
///
/// let losses = vec![ChartPoint::new(0., 1.2), ChartPoint::new(1., 0.8)];
/// let chart = LineChart {
///     title: "Loss".into(),
///     x_label: "step".into(),
///     series: Series::with_running_mean("total", losses).into(),
///     ..LineChart::default()
/// };
/// let directory = tempfile::tempdir()?;
/// write_charts(&directory.path().join("loss.svg"), &[chart])?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// When the path ends in neither `.svg` nor `.png`, or the file cannot be written.
pub fn write_charts(path: &Path, charts: &[LineChart]) -> Result<(), RenderError> {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    let svg = || charts_svg(charts).into_string();
    let bytes = match extension.to_str() {
        Some("svg") => svg().into_bytes(),
        Some("png") => png(&svg())
            .map_err(|source| RenderError::DrawChart { path: path.to_path_buf(), source })?,
        _ => return Err(RenderError::ChartExtension { path: path.to_path_buf() }),
    };
    write_atomically(path, &bytes)
        .map_err(|source| RenderError::Write { path: path.to_path_buf(), source })
}

/// The SVG that [`write_charts`] writes, dark on white; a page may hold it, too.
pub fn charts_svg(charts: &[LineChart]) -> Markup {
    let drawings: Vec<Drawing> = charts.iter().map(LineChart::drawing).collect();
    let rows: Vec<&[Drawing]> = drawings.chunks(NUM_COLUMNS).collect();
    let height_of = |row: &[Drawing]| row.iter().map(|drawing| drawing.height).fold(0., f64::max);
    // Charts of a row stand on one line, whatever the height of their legends.
    let bottoms = rows.iter().scan(0., |bottom, row| {
        *bottom += height_of(row);
        Some(*bottom)
    });
    let bottoms: Vec<f64> = bottoms.collect();
    let left_of = |column: usize| column as f64 * WIDTH;
    let width = left_of(charts.len().clamp(1, NUM_COLUMNS));
    let height = bottoms.last().copied().unwrap_or_else(|| LineChart::default().drawing().height);
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(width) height=(height)
            viewBox=(format_args!("0 0 {width} {height}")) {
            style { (PreEscaped(file_style())) }
            rect width="100%" height="100%" fill="#fff" {}
            @for (row, bottom) in rows.iter().zip(bottoms) {
                @for (column, drawing) in row.iter().enumerate() {
                    g class="chart" role="img" aria-label=(drawing.title)
                        transform=(format_args!("translate({} {})", left_of(column), bottom - drawing.height))
                        { (drawing.content) }
                }
            }
        }
    };
    // Names of runs are paths, which may hold what XML may not.
    PreEscaped(svg.into_string().replace(|c: char| !is_xml(c), "\u{fffd}"))
}

fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

fn png(svg: &str) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
    let mut options = usvg::Options::default();
    let fonts = options.fontdb_mut();
    fonts.load_font_data(notosans::REGULAR_TTF.to_vec());
    fonts.load_font_data(notosans::BOLD_TTF.to_vec());
    fonts.set_sans_serif_family("Noto Sans");
    let tree = usvg::Tree::from_str(svg, &options)?;
    let size = tree.size().to_int_size().scale_by(DENSITY).ok_or("no size")?;
    let mut picture = tiny_skia::Pixmap::new(size.width(), size.height()).ok_or("too large")?;
    let transform = tiny_skia::Transform::from_scale(DENSITY, DENSITY);
    resvg::render(&tree, transform, &mut picture.as_mut());
    Ok(picture.encode_png()?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use image::RgbaImage;
    use proptest::prelude::*;

    use super::*;
    use crate::chart::point::ChartPoint;
    use crate::chart::series::{Series, SeriesStyle};

    fn chart() -> LineChart {
        let points = (0..500).map(|i| ChartPoint::new(i.into(), 1. + f64::from(i % 7))).collect();
        LineChart {
            title: "Loss terms".into(),
            series: Series::with_running_mean("regression", points).into(),
            ..LineChart::default()
        }
    }

    fn svg(charts: &[LineChart]) -> String {
        charts_svg(charts).into_string()
    }

    fn picture(charts: &[LineChart]) -> RgbaImage {
        image::load_from_memory(&png(&svg(charts)).unwrap()).unwrap().into_rgba8()
    }

    #[test]
    fn the_extension_decides_the_format() {
        let directory = tempfile::tempdir().unwrap();
        let written = |name: &str| {
            write_charts(&directory.path().join(name), &[chart()]).unwrap();
            fs::read(directory.path().join(name)).unwrap()
        };
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"420\" height=\"290\"";
        assert!(written("a.svg").starts_with(svg.as_bytes()));
        assert!(written("a.png").starts_with(b"\x89PNG"));
        assert_eq!(written("B.SVG"), written("a.svg"));
        assert_eq!(written("b.png"), written("a.png"));
    }

    #[test]
    fn other_extensions_are_refused_with_those_that_are_possible() {
        for name in ["chart.pdf", "chart", ".svg"] {
            let error = write_charts(Path::new(name), &[chart()]).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(".svg") && error.contains(".png"));
        }
    }

    #[test]
    fn an_impossible_path_is_named_in_the_error() {
        for path in ["/nowhere/at/all.svg", "/nowhere/at/all.png"] {
            let error = write_charts(Path::new(path), &[chart()]).unwrap_err();
            assert!(error.to_string().contains(path), "{error}");
        }
    }

    #[test]
    fn title_and_names_are_texts_of_the_svg() {
        let svg = svg(&[chart()]);
        assert!(svg.contains(">Loss terms</text>"));
        assert!(svg.contains(">regression</text>"));
    }

    #[test]
    fn charts_fill_two_columns_row_by_row() {
        for (num_charts, width, height) in
            [(0, 840, 580), (1, 840, 580), (2, 1680, 580), (3, 1680, 1160), (4, 1680, 1160)]
        {
            let picture = picture(&vec![chart(); num_charts]);
            assert_eq!(picture.dimensions(), (width, height), "{num_charts}");
        }
    }

    #[test]
    fn a_dark_picture_is_drawn_in_each_place_of_the_grid() {
        let picture = picture(&[chart(), chart(), chart()]);
        let is_drawn = |left: u32, top: u32| {
            let place = image::imageops::crop_imm(&picture, left, top, 840, 580);
            place.to_image().pixels().any(|pixel| pixel.0[0] < 80)
        };
        assert!(is_drawn(0, 0) && is_drawn(840, 0) && is_drawn(0, 580));
        assert!(!is_drawn(840, 580));
    }

    #[test]
    fn a_picture_has_letters_and_colors_and_is_opaque() {
        let title = LineChart { title: "Loss".into(), ..LineChart::default() };
        assert_ne!(picture(&[title]), picture(&[LineChart::default()]));
        let picture = picture(&[chart()]);
        assert!(picture.pixels().any(|pixel| pixel.0 == [0, 0x72, 0xb2, 255]));
        assert!(picture.pixels().all(|pixel| pixel.0[3] == 255));
    }

    #[test]
    fn a_character_that_xml_does_not_know_is_replaced() {
        let title = "a\u{1}b\u{ffff}".to_owned();
        let charts = [LineChart { title, ..chart() }];
        assert!(svg(&charts).contains(">a\u{fffd}b\u{fffd}</text>"));
        picture(&charts);
    }

    fn any_value() -> impl Strategy<Value = f64> {
        const ODD: &[f64] = &[0., f64::NAN, f64::INFINITY, f64::MAX, f64::MIN, 5e-324, -1e100];
        prop_oneof![3 => -1e3..1e3_f64, 1 => any::<f64>(), 1 => prop::sample::select(ODD)]
    }

    fn any_series() -> impl Strategy<Value = Series> {
        let point = (any_value(), any_value()).prop_map(|(x, y)| ChartPoint::new(x, y));
        let points = prop::collection::vec(point, 0..20);
        let style = prop::sample::select(&[
            SeriesStyle::Faint,
            SeriesStyle::Line,
            SeriesStyle::Marked,
            SeriesStyle::Guide,
        ]);
        ("\\PC{0,80}", points, style).prop_map(|(name, points, style)| Series {
            name,
            points,
            style,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_chart_is_drawn_and_twice_the_same(
            series in prop::collection::vec(any_series(), 0..12),
            log_y: bool,
            x_range in prop::option::of((any_value(), any_value()).prop_map(|(low, high)| low..high)),
            y_range in prop::option::of((any_value(), any_value()).prop_map(|(low, high)| low..high)),
            title in "\\PC{0,80}",
        ) {
            let chart = LineChart {
                title, x_label: "x".into(), y_label: "y".into(), log_y, x_range, y_range, series,
                ..LineChart::default()
            };
            let charts = [chart.clone(), chart];
            prop_assert_eq!(svg(&charts), svg(&charts));
            prop_assert!(picture(&charts[..1]) == picture(&charts[..1]));
        }
    }
}
