//! Pooling over windows of 2D and 3D maps.

use crate::axis::{Axis, AxisSpec};
use crate::error::PoolingError;
use crate::layout::Layout;
use crate::pooled::Pooled;
use crate::reduction::Reduction;

/// The shape of a map with `D` axes; channels are the slowest, then the axes in order.
///
/// A batch of maps is a map with all their channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape<const D: usize> {
    /// Number of channels C.
    pub channels: usize,
    /// Cells along each axis: [H, W] or [D, H, W].
    pub spatial: [usize; D],
}

/// A window that moves over a map of 2 or 3 axes, with the meaning it has in libtorch.
///
/// There are `(size + 2 padding - kernel) / stride + 1` windows along an axis, rounded down; in ceil
/// mode rounded up, unless the last one would start behind the map, in the padding.
///
/// Three things differ from libtorch. Of several NaN in a window the first receives the gradient; in
/// libtorch it is the last (on the CPU), although its maximum over an axis takes the first.
/// Averages are added up in `f64`, not in `f32`. And libtorch's 3D average refuses a map smaller than
/// the kernel even when padding makes room; here, as in all its others, such a map will do.
///
/// ```
/// use voxelnet_pooling::{Reduction, Shape, Window};
///
/// let window = Window { stride: [1, 2], padding: [0, 1], ..Window::new([1, 3]) };
/// let shape = Shape { channels: 1, spatial: [1, 5] };
/// assert_eq!(window.output_shape(&shape)?, Shape { channels: 1, spatial: [1, 3] });
/// let pooled = window.pool(Reduction::Minimum, &[5., 4., 3., 2., 1.], &shape)?;
/// assert_eq!(pooled.values(), [4., 2., 1.]);
/// # Ok::<(), voxelnet_pooling::PoolingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window<const D: usize> {
    /// Extent, cells.
    pub kernel: [usize; D],
    /// Distance from one window to the next, cells; windows may overlap.
    pub stride: [usize; D],
    /// Cells added at each end, at most half the kernel. They never are a maximum, minimum or median.
    pub padding: [usize; D],
    /// Whether cells that are left over at the end get a window, which then reaches beyond the padding.
    pub ceil_mode: bool,
    /// Whether an average counts padding as zeros (libtorch's `count_include_pad`). What a window has
    /// beyond the padding, as in ceil mode, never counts.
    pub count_padding: bool,
}

impl<const D: usize> Window<D> {
    /// Windows side by side, with libtorch's defaults: no padding (it would count), rounded down.
    pub const fn new(kernel: [usize; D]) -> Self {
        Self { kernel, stride: kernel, padding: [0; D], ceil_mode: false, count_padding: true }
    }

    /// The shape of what [`Self::pool`] gives for a map.
    ///
    /// # Errors
    /// When an extent is 0, the padding is more than half the kernel, or no window fits.
    pub fn output_shape(&self, shape: &Shape<D>) -> Result<Shape<D>, PoolingError> {
        let axes = self.axes(shape)?;
        Ok(Shape { channels: shape.channels, spatial: axes.map(|axis| axis.num_windows()) })
    }

    /// Reduces the cells of each window: [C, H, W] -> [C, H', W'], or the same with [D, H, W].
    ///
    /// # Errors
    /// As for [`Self::output_shape`], and when `xs` has not that shape.
    pub fn pool(
        &self,
        reduction: Reduction,
        xs: &[f32],
        shape: &Shape<D>,
    ) -> Result<Pooled, PoolingError> {
        let axes = self.axes(shape)?;
        let &Shape { channels, spatial } = shape;
        let num_values =
            spatial.iter().try_fold(channels, |product, &size| product.checked_mul(size));
        if num_values != Some(xs.len()) {
            let shape = std::iter::once(channels).chain(spatial).collect();
            return Err(PoolingError::MapLength { num_values: xs.len(), shape });
        }
        let mut three_axes = [Axis::SINGLE; 3];
        three_axes[3 - D..].copy_from_slice(&axes);
        let count_padding = self.count_padding;
        let layout = Layout::Windows { channels, axes: three_axes, count_padding };
        Ok(Pooled::new(reduction, xs, layout))
    }

    fn axes(&self, shape: &Shape<D>) -> Result<[Axis; D], PoolingError> {
        const { assert!(D == 2 || D == 3, "maps have 2 or 3 axes") }
        if shape.channels == 0 {
            return Err(PoolingError::NoChannels);
        }
        let mut axes = [Axis::SINGLE; D];
        for (axis, checked) in axes.iter_mut().enumerate() {
            *checked = Axis::new(AxisSpec {
                axis,
                size: shape.spatial[axis],
                kernel: self.kernel[axis],
                stride: self.stride[axis],
                padding: self.padding[axis],
                ceil_mode: self.ceil_mode,
            })?;
        }
        Ok(axes)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// 1, 2, 3 and so on.
    fn counting<const D: usize>(shape: &Shape<D>) -> Vec<f32> {
        let num_values = shape.channels * shape.spatial.iter().product::<usize>();
        (1..=num_values).map(|value| value as f32).collect()
    }

    fn pool<const D: usize>(
        window: Window<D>,
        reduction: Reduction,
        shape: Shape<D>,
    ) -> (Vec<usize>, Vec<f32>) {
        let pooled = window.pool(reduction, &counting(&shape), &shape).unwrap();
        let spatial = window.output_shape(&shape).unwrap().spatial.to_vec();
        (spatial, pooled.into_values())
    }

    #[test]
    fn windows_of_a_plane_by_hand() {
        let shape = Shape { channels: 2, spatial: [2, 5] };
        let window = Window::new([2, 2]);
        let (spatial, values) = pool(window, Reduction::Maximum, shape);
        assert_eq!((spatial, values), (vec![1, 2], vec![7., 9., 17., 19.]));
        assert_eq!(pool(window, Reduction::Median, shape).1, [2., 4., 12., 14.]);
        let (spatial, values) =
            pool(Window { ceil_mode: true, ..window }, Reduction::Minimum, shape);
        assert_eq!((spatial, values), (vec![1, 3], vec![1., 3., 5., 11., 13., 15.]));
    }

    #[test]
    fn windows_of_a_volume_by_hand() {
        let shape = Shape { channels: 1, spatial: [2, 3, 4] };
        let window = Window { stride: [1, 1, 2], ..Window::new([2, 3, 2]) };
        let (spatial, values) = pool(window, Reduction::Average, shape);
        // The middle of cells 1, 2, 5, 6, 9, 10 and the same 12 later.
        assert_eq!((spatial, values), (vec![1, 1, 2], vec![11.5, 13.5]));
        assert_eq!(pool(window, Reduction::Maximum, shape).1, [22., 24.]);
    }

    #[test]
    fn an_average_in_ceil_mode_counts_padding_but_not_what_is_beyond() {
        // Windows start at rows and columns -1, 1, 3 of a map with 4, its padding ends behind 4.
        let window = Window {
            kernel: [3, 3],
            stride: [2, 2],
            padding: [1, 1],
            ceil_mode: true,
            count_padding: true,
        };
        let shape = Shape { channels: 1, spatial: [4, 4] };
        let (spatial, values) = pool(window, Reduction::Average, shape);
        assert_eq!(spatial, [3, 3]);
        // First: 1 + 2 + 5 + 6 over 9. Third: 4 + 8 over 3 x 2. Last: 16 over 2 x 2.
        #[rustfmt::skip]
        let expected = [
            14. / 9., 30. / 9., 12. / 6.,
            57. / 9., 99. / 9., 36. / 6.,
            27. / 6., 45. / 6., 16. / 4.,
        ];
        assert_eq!(values, expected);
        let (_, values) =
            pool(Window { count_padding: false, ..window }, Reduction::Average, shape);
        #[rustfmt::skip]
        let expected = [
            14. / 4., 30. / 6., 12. / 2.,
            57. / 6., 99. / 9., 36. / 3.,
            27. / 2., 45. / 3., 16. / 1.,
        ];
        assert_eq!(values, expected);
    }

    #[test]
    fn padding_is_never_chosen() {
        let window = Window { padding: [1, 1], ..Window::new([2, 2]) };
        let shape = Shape { channels: 1, spatial: [2, 2] };
        for (reduction, sign) in [(Reduction::Maximum, -1.), (Reduction::Minimum, 1.)] {
            let xs = [1., 2., 3., 4.].map(|x| sign * x);
            assert_eq!(window.pool(reduction, &xs, &shape).unwrap().values(), xs);
        }
    }

    #[test]
    fn a_shared_average_gives_less_to_cells_next_to_counted_padding() {
        let window = Window { stride: [1, 1], padding: [0, 1], ..Window::new([1, 2]) };
        let shape = Shape { channels: 1, spatial: [1, 2] };
        let gradient = |window: Window<2>| {
            let pooled = window.pool(Reduction::Average, &[5., 7.], &shape).unwrap();
            pooled.backward(&[2., 20., 200.]).unwrap()
        };
        assert_eq!(gradient(window), [11., 110.]);
        assert_eq!(gradient(Window { count_padding: false, ..window }), [12., 210.]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_axis() {
        let window = Window::new([2, 2, 2]);
        let error = |window: Window<3>, channels, spatial| {
            window.pool(Reduction::Maximum, &[0.; 8], &Shape { channels, spatial }).unwrap_err()
        };
        assert_eq!(error(window, 0, [2, 2, 2]), PoolingError::NoChannels);
        assert_eq!(
            error(window, 1, [2, 2, 3]),
            PoolingError::MapLength { num_values: 8, shape: vec![1, 2, 2, 3] }
        );
        assert_eq!(
            error(window, usize::MAX, [2, 2, 2]),
            PoolingError::MapLength { num_values: 8, shape: vec![usize::MAX, 2, 2, 2] }
        );
        assert_eq!(error(window, 1, [2, 0, 2]), PoolingError::Zero { field: "size", axis: 1 });
        assert_eq!(
            error(Window { stride: [1, 1, 0], ..window }, 1, [2, 2, 2]),
            PoolingError::Zero { field: "stride", axis: 2 }
        );
        assert_eq!(
            error(Window { padding: [2, 0, 0], ..window }, 1, [2, 2, 2]),
            PoolingError::PaddingTooLarge { axis: 0, padding: 2, kernel: 2 }
        );
        assert_eq!(
            error(window, 4, [2, 1, 1]),
            PoolingError::MapTooSmall { axis: 1, size: 1, kernel: 2, padding: 0 }
        );
    }
}
