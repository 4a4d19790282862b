//! Errors of a pooling.

use thiserror::Error;

/// Errors of a pooling or its backward pass.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PoolingError {
    /// The input is said to have no channels.
    #[error("channels is 0, expected at least 1")]
    NoChannels,
    /// The channels would not be of equal length.
    #[error("{num_values} values do not divide into {channels} channels")]
    ChannelsDoNotDivide {
        /// Length of the input.
        num_values: usize,
        /// Number of channels.
        channels: usize,
    },
    /// There is not even one offset.
    #[error("offsets is empty, expected one more offset than segments, the first of them 0")]
    NoOffsets,
    /// The first segment starts after the first row.
    #[error("offsets[0] is {offset}, expected 0")]
    FirstOffset {
        /// The offset found.
        offset: usize,
    },
    /// A segment ends before it starts.
    #[error("offsets[{position}] is {offset}, less than {previous} before it")]
    DecreasingOffset {
        /// The place of the offset.
        position: usize,
        /// The offset found there.
        offset: usize,
        /// The one before it.
        previous: usize,
    },
    /// The last segment does not end with the last row.
    #[error("offsets[{position}], the last, is {offset}, expected the number of rows, {num_rows}")]
    LastOffset {
        /// The place of the offset.
        position: usize,
        /// The offset found there.
        offset: usize,
        /// Rows of the input.
        num_rows: usize,
    },
    /// The input is no map of that shape.
    #[error("{num_values} values, expected those of a map of shape {shape:?}")]
    MapLength {
        /// Length of the input.
        num_values: usize,
        /// Channels, then cells along each axis.
        shape: Vec<usize>,
    },
    /// A map, a kernel or a stride has no extent.
    #[error("axis {axis}: {field} is 0, expected at least 1")]
    Zero {
        /// `size`, `kernel` or `stride`.
        field: &'static str,
        /// The axis, 0 the slowest; channels do not count.
        axis: usize,
    },
    /// A window might lie in the padding altogether.
    #[error("axis {axis}: padding {padding} is more than half of kernel {kernel}")]
    PaddingTooLarge {
        /// The axis, 0 the slowest; channels do not count.
        axis: usize,
        /// Cells of padding at each end.
        padding: usize,
        /// Extent of the window.
        kernel: usize,
    },
    /// Not one window fits.
    #[error(
        "axis {axis}: no window of kernel {kernel} fits into size {size} with padding {padding}"
    )]
    MapTooSmall {
        /// The axis, 0 the slowest; channels do not count.
        axis: usize,
        /// Cells of the map.
        size: usize,
        /// Extent of the window.
        kernel: usize,
        /// Cells of padding at each end.
        padding: usize,
    },
    /// A gradient has not one number for each output.
    #[error("a gradient of {num_values} values for {num_outputs} outputs")]
    GradientLength {
        /// Length of the gradient.
        num_values: usize,
        /// Number of outputs.
        num_outputs: usize,
    },
}
