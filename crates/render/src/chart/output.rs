//! Panels in a grid, written to a file.

use std::{error::Error, path::Path};

use image::{Rgb, RgbImage};
use plotters::{backend::SVGBackend, drawing::IntoDrawingArea};
use plotters_backend::DrawingBackend;
use voxelnet_files::write_atomically;

use super::look::{BACKGROUND, UNITS_PER_PIXEL};
use super::panel::{PANEL_SIZE, draw_panel};
use super::png::{CanvasBackend, DENSITY};
use super::series::Panel;
use crate::bev::write_png;
use crate::canvas::Canvas;
use crate::error::RenderError;

/// Writes charts in two columns, whole or not at all, as SVG or PNG by the extension of the path.
///
/// The same panels give the same bytes. Nothing in a panel makes it fail. A panel is 420 x 290
/// pixels of an SVG and twice as many each way of a PNG.
///
/// ```
/// use voxelnet_render::{Panel, Series, write_panels};
///
/// let losses = vec![[0., 1.2], [1., 0.8], [2., 0.9]];
/// let panel = Panel {
///     title: "Loss".into(),
///     x_label: "step".into(),
///     series: Series::with_running_mean("total", losses).into(),
///     ..Panel::default()
/// };
/// let directory = tempfile::tempdir()?;
/// write_panels(&directory.path().join("loss.svg"), &[panel])?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// When the path ends in neither `.svg` nor `.png`, or the file cannot be written.
pub fn write_panels(path: &Path, panels: &[Panel]) -> Result<(), RenderError> {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    let undrawn = |source| RenderError::DrawChart { path: path.to_path_buf(), source };
    match extension.to_str() {
        Some("svg") => write_atomically(path, svg(panels).map_err(undrawn)?.as_bytes())
            .map_err(|source| RenderError::Write { path: path.to_path_buf(), source }),
        Some("png") => write_png(path, &picture(panels).map_err(undrawn)?),
        _ => Err(RenderError::ChartExtension { path: path.to_path_buf() }),
    }
}

type DrawError = Box<dyn Error + Send + Sync>;

fn svg(panels: &[Panel]) -> Result<String, DrawError> {
    let (width, height) = Grid::of(panels).size(1.);
    let units = Grid::of(panels).size(UNITS_PER_PIXEL);
    let mut svg = String::new();
    draw_panels(SVGBackend::with_string(&mut svg, units), panels)?;
    // Shown at its size in pixels, not in units; and noisy lines get no spikes at their corners.
    let in_units = format!(r#"<svg width="{}" height="{}""#, units.0, units.1);
    let in_pixels = format!(r#"<svg width="{width}" height="{height}" stroke-linejoin="round""#);
    Ok(svg.replacen(&in_units, &in_pixels, 1))
}

fn picture(panels: &[Panel]) -> Result<RgbImage, DrawError> {
    let (width, height) = Grid::of(panels).size(DENSITY);
    let background = Rgb([BACKGROUND.0, BACKGROUND.1, BACKGROUND.2]);
    let mut canvas = Canvas::new(width, height, background);
    draw_panels(CanvasBackend { canvas: &mut canvas }, panels)?;
    Ok(canvas.into_image())
}

fn draw_panels<DB>(backend: DB, panels: &[Panel]) -> Result<(), DrawError>
where
    DB: DrawingBackend,
    DB::ErrorType: 'static,
{
    let Grid { num_rows, num_columns } = Grid::of(panels);
    let root = backend.into_drawing_area();
    root.fill(&BACKGROUND)?;
    for (area, panel) in root.split_evenly((num_rows, num_columns)).iter().zip(panels) {
        draw_panel(area, panel)?;
    }
    root.present()?;
    Ok(())
}

/// How panels are laid out.
struct Grid {
    num_rows: usize,
    num_columns: usize,
}

impl Grid {
    fn of(panels: &[Panel]) -> Self {
        let num_columns = panels.len().clamp(1, 2);
        Self { num_rows: panels.len().div_ceil(num_columns).max(1), num_columns }
    }

    /// Width and height of the whole picture.
    fn size(&self, scale: f64) -> (u32, u32) {
        let (width, height) = PANEL_SIZE;
        let whole = |length: f64, count: usize| (length * scale).round() as u32 * count as u32;
        (whole(width, self.num_columns), whole(height, self.num_rows))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;
    use crate::chart::series::{Series, SeriesStyle};

    fn panel() -> Panel {
        let points = (0..500).map(|i| [f64::from(i), 1. + f64::from(i % 7)]).collect();
        Panel {
            title: "Loss terms".into(),
            series: Series::with_running_mean("regression", points).into(),
            ..Panel::default()
        }
    }

    #[test]
    fn the_extension_decides_the_format() {
        let directory = tempfile::tempdir().unwrap();
        let written = |name: &str| {
            write_panels(&directory.path().join(name), &[panel()]).unwrap();
            fs::read(directory.path().join(name)).unwrap()
        };
        assert!(written("a.svg").starts_with(b"<svg width=\"420\" height=\"290\""));
        assert!(written("a.png").starts_with(b"\x89PNG"));
        assert_eq!(written("B.SVG"), written("a.svg"));
        assert_eq!(written("b.png"), written("a.png"));
    }

    #[test]
    fn other_extensions_are_refused_with_those_that_are_possible() {
        for name in ["chart.pdf", "chart", ".svg"] {
            let error = write_panels(Path::new(name), &[panel()]).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(".svg") && error.contains(".png"));
        }
    }

    #[test]
    fn an_impossible_path_is_named_in_the_error() {
        for path in ["/nowhere/at/all.svg", "/nowhere/at/all.png"] {
            let error = write_panels(Path::new(path), &[panel()]).unwrap_err();
            assert!(error.to_string().contains(path), "{error}");
        }
    }

    #[test]
    fn title_and_names_are_texts_of_the_svg() {
        let svg = svg(&[panel()]).unwrap();
        assert!(svg.contains(">\nLoss terms\n</text>"));
        assert!(svg.contains(">\nregression\n</text>"));
    }

    #[test]
    fn panels_fill_two_columns_row_by_row() {
        for (num_panels, width, height) in
            [(0, 840, 580), (1, 840, 580), (2, 1680, 580), (3, 1680, 1160), (4, 1680, 1160)]
        {
            let picture = picture(&vec![panel(); num_panels]).unwrap();
            assert_eq!(picture.dimensions(), (width, height), "{num_panels}");
        }
    }

    #[test]
    fn a_dark_picture_is_drawn_in_each_place_of_the_grid() {
        let picture = picture(&[panel(), panel(), panel()]).unwrap();
        let is_drawn = |left: u32, top: u32| {
            let place = image::imageops::crop_imm(&picture, left, top, 840, 580);
            place.to_image().pixels().any(|pixel| pixel.0[0] < 80)
        };
        assert!(is_drawn(0, 0) && is_drawn(840, 0) && is_drawn(0, 580));
        assert!(!is_drawn(840, 580));
    }

    fn any_value() -> impl Strategy<Value = f64> {
        const ODD: &[f64] = &[0., f64::NAN, f64::INFINITY, f64::MAX, f64::MIN, 5e-324, -1e100];
        prop_oneof![3 => -1e3..1e3_f64, 1 => any::<f64>(), 1 => prop::sample::select(ODD)]
    }

    fn any_series() -> impl Strategy<Value = Series> {
        let points = prop::collection::vec([any_value(), any_value()], 0..20);
        let style =
            prop::sample::select(&[SeriesStyle::Faint, SeriesStyle::Line, SeriesStyle::Marked]);
        ("\\PC{0,80}", points, style).prop_map(|(name, points, style)| Series {
            name,
            points,
            style,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_panel_is_drawn_and_twice_the_same(
            series in prop::collection::vec(any_series(), 0..12),
            log_y: bool,
            y_range in prop::option::of([any_value(), any_value()]),
            title in "\\PC{0,80}",
        ) {
            let panel = Panel {
                title, x_label: "x".into(), y_label: "y".into(), log_y, y_range, series,
            };
            let panels = [panel.clone(), panel];
            prop_assert_eq!(svg(&panels).unwrap(), svg(&panels).unwrap());
            prop_assert!(picture(&panels[..1]).unwrap() == picture(&panels[..1]).unwrap());
        }
    }
}
