//! Panels whose y axis begins at 0.

use voxelnet_render::Panel;

/// The same with the y axis from 0, and with room for the legend above.
pub fn from_zero(panel: Panel) -> Panel {
    let ys = panel.series.iter().flat_map(|series| &series.points).map(|point| point[1]);
    Panel { y_range: Some([0., 1.4 * ys.fold(0., f64::max)]), ..panel }
}
