//! A convolution in space: its size and the elements of its kernel.

use super::axis::ConvAxis;

/// A convolution in space; axes are (z, y, x).
///
/// # Examples
/// ```
/// use voxelnet_detection::ConvGeometry;
///
/// let conv = ConvGeometry::new([3; 3], [2, 1, 1], [1; 3]);
/// assert_eq!(conv.out_size([10, 400, 352]), Some([5, 400, 352]));
/// assert_eq!(conv.num_taps(), 27);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvGeometry {
    /// The convolution along z, y and x.
    pub axes: [ConvAxis; 3],
}

impl ConvGeometry {
    /// A convolution that is not transposed.
    pub fn new(kernel: [usize; 3], stride: [usize; 3], padding: [usize; 3]) -> Self {
        Self {
            axes: [0, 1, 2].map(|axis| ConvAxis::new(kernel[axis], stride[axis], padding[axis])),
        }
    }

    /// Size of the kernel.
    pub fn kernel(&self) -> [usize; 3] {
        self.axes.map(|axis| axis.kernel)
    }

    /// Stride per axis.
    pub fn stride(&self) -> [usize; 3] {
        self.axes.map(|axis| axis.stride)
    }

    /// Padding per axis.
    pub fn padding(&self) -> [usize; 3] {
        self.axes.map(|axis| axis.padding)
    }

    /// Size of the output for an input of this size; `None` when no output is left along an axis.
    pub fn out_size(&self, size: [usize; 3]) -> Option<[usize; 3]> {
        let [z, y, x] = self.axes;
        let [depth, height, width] = size;
        Some([z.out_len(depth)?, y.out_len(height)?, x.out_len(width)?])
    }

    /// The elements of the kernel, the last axis fastest.
    pub fn taps(&self) -> impl Iterator<Item = [usize; 3]> + use<> {
        let [depth, height, width] = self.kernel();
        (0..depth)
            .flat_map(move |z| (0..height).flat_map(move |y| (0..width).map(move |x| [z, y, x])))
    }

    /// Number of elements of the kernel.
    pub fn num_taps(&self) -> usize {
        self.kernel().iter().product()
    }
}
