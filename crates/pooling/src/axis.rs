//! One axis of a map under a pooling window.

use std::ops::Range;

use crate::error::PoolingError;

/// Windows along one axis; each holds a cell of the map at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Axis {
    size: usize,
    kernel: usize,
    stride: usize,
    padding: usize,
    num_windows: usize,
}

/// The window along one axis; `axis` is its number in messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AxisSpec {
    pub axis: usize,
    pub size: usize,
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
    pub ceil_mode: bool,
}

impl Axis {
    /// An axis with one cell, for maps that have fewer than three.
    pub const SINGLE: Self = Self { size: 1, kernel: 1, stride: 1, padding: 0, num_windows: 1 };

    /// Checks what is asked, and counts the windows as libtorch does.
    pub fn new(spec: AxisSpec) -> Result<Self, PoolingError> {
        let AxisSpec { axis, size, kernel, stride, padding, ceil_mode } = spec;
        for (field, value) in [("size", size), ("kernel", kernel), ("stride", stride)] {
            if value == 0 {
                return Err(PoolingError::Zero { field, axis });
            }
        }
        if padding > kernel / 2 {
            return Err(PoolingError::PaddingTooLarge { axis, padding, kernel });
        }
        // The part of the first window that lies beyond the padding of both ends.
        let needed = kernel - 2 * padding;
        let num_windows = match size.checked_sub(needed) {
            Some(room) if ceil_mode => room.div_ceil(stride).saturating_add(1),
            Some(room) => (room / stride).saturating_add(1),
            None if ceil_mode && needed - size < stride => 1,
            None => return Err(PoolingError::MapTooSmall { axis, size, kernel, padding }),
        };
        // Rounding up must not make a window that starts in the padding behind the map.
        let last_start = (num_windows - 1).saturating_mul(stride);
        let is_behind = ceil_mode && last_start >= size.saturating_add(padding);
        Ok(Self {
            size,
            kernel,
            stride,
            padding,
            num_windows: num_windows - usize::from(is_behind),
        })
    }

    pub fn size(&self) -> usize {
        self.size
    }

    pub fn num_windows(&self) -> usize {
        self.num_windows
    }

    /// The cells of the map in a window.
    pub fn cells(&self, window: usize) -> Range<usize> {
        let start = window * self.stride;
        let end = start.saturating_add(self.kernel) - self.padding;
        start.saturating_sub(self.padding)..end.min(self.size)
    }

    /// The number of cells of the map and of its padding in a window; what reaches beyond the padding
    /// does not count.
    pub fn num_padded_cells(&self, window: usize) -> usize {
        let up_to_the_padding = self.size + self.padding - window * self.stride;
        self.kernel.min(up_to_the_padding.saturating_add(self.padding))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn spec(size: usize, kernel: usize, stride: usize, padding: usize) -> AxisSpec {
        AxisSpec { axis: 1, size, kernel, stride, padding, ceil_mode: false }
    }

    fn ceil(spec: AxisSpec) -> AxisSpec {
        AxisSpec { ceil_mode: true, ..spec }
    }

    /// The first cell of each window, and the one behind its last.
    fn all_cells(spec: AxisSpec) -> Vec<[usize; 2]> {
        let axis = Axis::new(spec).unwrap();
        let cells = (0..axis.num_windows()).map(|window| axis.cells(window));
        cells.map(|cells| [cells.start, cells.end]).collect()
    }

    #[test]
    fn cells_left_over_make_a_window_in_ceil_mode_only() {
        assert_eq!(all_cells(spec(5, 2, 2, 0)), [[0, 2], [2, 4]]);
        assert_eq!(all_cells(ceil(spec(5, 2, 2, 0))), [[0, 2], [2, 4], [4, 5]]);
    }

    #[test]
    fn padding_shortens_the_windows_at_both_ends() {
        assert_eq!(all_cells(spec(4, 3, 1, 1)), [[0, 2], [0, 3], [1, 4], [2, 4]]);
    }

    #[test]
    fn no_window_starts_behind_the_map() {
        // By the formula alone there were 3; the third would start at cell 3 of 3.
        assert_eq!(all_cells(ceil(spec(3, 2, 2, 1))), [[0, 1], [1, 3]]);
        // With a stride beyond the kernel, too: the second would start at cell 5 of 4.
        assert_eq!(all_cells(ceil(spec(4, 2, 5, 0))), [[0, 2]]);
    }

    #[test]
    fn in_ceil_mode_a_window_may_be_larger_than_the_map_by_less_than_a_stride() {
        assert_eq!(all_cells(ceil(spec(2, 3, 2, 0))), [[0, 2]]);
        let error = Axis::new(ceil(spec(1, 3, 2, 0))).unwrap_err();
        assert_eq!(error, PoolingError::MapTooSmall { axis: 1, size: 1, kernel: 3, padding: 0 });
        let error = Axis::new(spec(2, 3, 2, 0)).unwrap_err();
        assert_eq!(error, PoolingError::MapTooSmall { axis: 1, size: 2, kernel: 3, padding: 0 });
    }

    #[test]
    fn padding_counts_but_not_what_is_beyond_it() {
        // Windows start at -1, 1, 3; the map has cells 0 to 3 and padding up to cell 4.
        let axis = Axis::new(ceil(spec(4, 3, 2, 1))).unwrap();
        let counts: Vec<_> =
            (0..3).map(|at| (axis.cells(at).len(), axis.num_padded_cells(at))).collect();
        assert_eq!(counts, [(2, 3), (3, 3), (1, 2)]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (spec, field) in
            [(spec(0, 2, 2, 0), "size"), (spec(4, 0, 2, 0), "kernel"), (spec(4, 2, 0, 0), "stride")]
        {
            assert_eq!(Axis::new(spec).unwrap_err(), PoolingError::Zero { field, axis: 1 });
        }
        let error = Axis::new(spec(9, 3, 1, 2)).unwrap_err();
        assert_eq!(error, PoolingError::PaddingTooLarge { axis: 1, padding: 2, kernel: 3 });
        assert_eq!(error.to_string(), "axis 1: padding 2 is more than half of kernel 3");
    }

    #[test]
    fn the_largest_numbers_do_no_harm() {
        const MAX: usize = usize::MAX;
        assert_eq!(all_cells(ceil(spec(3, 2, MAX, 0))), [[0, 2]]);
        assert!(Axis::new(spec(3, MAX, 1, 0)).is_err());
        let axis = Axis::new(ceil(spec(3, MAX, MAX, MAX / 2))).unwrap();
        assert_eq!((axis.num_windows(), axis.cells(0)), (1, 0..3));
        assert_eq!(axis.num_padded_cells(0), MAX);
    }
}
