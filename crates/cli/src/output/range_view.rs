//! The part of the ground that a network looks at.

use voxelnet_render::BevView;
use voxelnet_voxelizer::GridSpec;

/// A view of the range of a grid.
pub fn view_of_range(grid: &GridSpec) -> BevView {
    BevView {
        x_min: grid.min_m[0],
        x_max: grid.max_m[0],
        y_min: grid.min_m[1],
        y_max: grid.max_m[1],
        ..BevView::default()
    }
}
