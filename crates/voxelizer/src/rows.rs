//! From cells back to indices.

use crate::grid::{GridShape, VoxelGrid, VoxelIndex};

/// Finds the indices of cells that are asked for in rising order.
pub(crate) struct Rows {
    shape: GridShape,
    row: VoxelIndex,
    row_start: u32,
}

impl Rows {
    pub(crate) fn new(grid: &VoxelGrid) -> Self {
        Self { shape: grid.shape(), row: VoxelIndex { z: 0, y: 0, x: 0 }, row_start: 0 }
    }

    /// The index of a cell; divisions only when it lies in another row than the one before.
    pub(crate) fn index_of(&mut self, cell: u32) -> VoxelIndex {
        let (width, height) = (self.shape.width as u32, self.shape.height as u32);
        if cell - self.row_start >= width {
            let row = cell / width;
            self.row_start = row * width;
            self.row = VoxelIndex { z: row / height, y: row % height, x: 0 };
        }
        VoxelIndex { x: cell - self.row_start, ..self.row }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::grid::GridSpec;

    #[test]
    fn every_cell_has_the_index_of_the_grid() {
        let spec = GridSpec { min_m: [0.; 3], max_m: [5., 3., 2.], voxel_size_m: [1.; 3] };
        let grid = VoxelGrid::new(&spec).unwrap();
        for step in 1..12 {
            let mut rows = Rows::new(&grid);
            for cell in (0..30).step_by(step) {
                assert_eq!(rows.index_of(cell), grid.index_of_flat(cell));
            }
        }
    }
}
