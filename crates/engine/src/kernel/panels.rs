//! Matrices as the multiplication reads them.

use super::lines::Lines;
use super::{PANEL, padded};

/// Matrices [K, N] of one size, each cut into panels of [`PANEL`] columns: in memory
/// [N / PANEL, matrices, K, PANEL], so that all that one panel of the output needs lies together.
#[derive(Clone, Debug)]
pub(crate) struct Panels {
    data: Lines,
    num_panels: usize,
    num_matrices: usize,
    num_rows: usize,
}

impl Panels {
    /// # Shapes
    /// `value(matrix, row, column)`; columns beyond `num_columns` are zero.
    pub(crate) fn new(
        num_matrices: usize,
        [num_rows, num_columns]: [usize; 2],
        value: impl Fn(usize, usize, usize) -> f32,
    ) -> Self {
        let mut data = Lines::zeros(num_matrices * num_rows * padded(num_columns));
        for (i, columns) in data.numbers_mut().chunks_exact_mut(PANEL).enumerate() {
            let (row, rest) = (i % num_rows, i / num_rows);
            let (matrix, panel) = (rest % num_matrices, rest / num_matrices);
            let first = panel * PANEL;
            for (j, number) in columns.iter_mut().enumerate().take(num_columns - first) {
                *number = value(matrix, row, first + j);
            }
        }
        Self { data, num_panels: num_columns.div_ceil(PANEL), num_matrices, num_rows }
    }

    /// Number of panels of the output.
    pub(crate) fn num_panels(&self) -> usize {
        self.num_panels
    }

    /// Numbers of one matrix, those beyond its columns included.
    pub(crate) fn matrix_len(&self) -> usize {
        self.num_panels * self.num_rows * PANEL
    }

    /// Numbers of all matrices.
    pub(crate) fn len(&self) -> usize {
        self.num_matrices * self.matrix_len()
    }

    /// One panel of one matrix. [K, PANEL]
    pub(crate) fn panel(&self, matrix: usize, panel: usize) -> &[f32] {
        let size = self.num_rows * PANEL;
        let start = (panel * self.num_matrices + matrix) * size;
        &self.data.numbers()[start..start + size]
    }
}
