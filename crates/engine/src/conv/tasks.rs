//! The tasks in which threads share the sites of a layer.

use crate::sites::Column;

/// Some columns and the features of their sites.
pub(crate) struct Task<'a> {
    pub(crate) columns: &'a [Column],
    /// Number of the first row.
    pub(crate) first_row: u32,
    /// The rows from there on. [N, C]
    pub(crate) rows: &'a mut [f32],
}

impl<'a> Task<'a> {
    /// All columns; rows are counted from 1.
    pub(crate) fn all(columns: &'a [Column], rows: &'a mut [f32]) -> Self {
        Self { columns, first_row: 1, rows }
    }

    /// Number of sites.
    pub(crate) fn num_sites(&self) -> usize {
        self.columns.last().map_or(0, |column| (column.end - self.first_row) as usize)
    }

    /// Works on `size` columns at a time, several at the same time. Which columns share a task depends on
    /// nothing else, so the results do not depend on the threads.
    pub(crate) fn share_out(self, size: usize, channels: usize, work: &(impl Fn(Task<'_>) + Sync)) {
        let num_tasks = self.columns.len().div_ceil(size);
        if num_tasks <= 1 {
            if num_tasks == 1 {
                work(self);
            }
            return;
        }
        let (left, right) = self.split(num_tasks / 2 * size, channels);
        rayon::join(
            || left.share_out(size, channels, work),
            || right.share_out(size, channels, work),
        );
    }

    fn split(self, num_columns: usize, channels: usize) -> (Self, Self) {
        let (left, right) = self.columns.split_at(num_columns);
        let end = left[num_columns - 1].end;
        let num_sites = (end - self.first_row) as usize;
        let (left_rows, right_rows) = self.rows.split_at_mut(num_sites * channels);
        (
            Self { columns: left, first_row: self.first_row, rows: left_rows },
            Self { columns: right, first_row: end, rows: right_rows },
        )
    }
}
