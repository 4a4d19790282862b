//! Where the kernel of a convolution reaches, transposed ones included.

/// A convolution along one axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AxisConv {
    pub(crate) kernel: usize,
    pub(crate) stride: usize,
    pub(crate) padding: usize,
    /// Whether the stride stretches the input instead of thinning the output.
    pub(crate) transposed: bool,
}

impl AxisConv {
    pub(crate) const fn new(kernel: usize, stride: usize, padding: usize) -> Self {
        Self { kernel, stride, padding, transposed: false }
    }

    /// Length of the output; the configuration was checked for there being one.
    pub(crate) fn out_len(self, len: usize) -> usize {
        if self.transposed {
            (len - 1) * self.stride + self.kernel - 2 * self.padding
        } else {
            (len + 2 * self.padding - self.kernel) / self.stride + 1
        }
    }

    /// The input position that an output sees through a kernel element, which may lie beyond the
    /// border; `None` when the stride leads to none.
    pub(crate) fn source(self, out: usize, tap: usize) -> Option<isize> {
        if !self.transposed {
            return Some((out * self.stride + tap) as isize - self.padding as isize);
        }
        let stretched = (out + self.padding) as isize - tap as isize;
        let stride = self.stride as isize;
        (stretched.rem_euclid(stride) == 0).then_some(stretched.div_euclid(stride))
    }
}

/// A convolution in space; axes are (z, y, x).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConvShape {
    pub(crate) axes: [AxisConv; 3],
}

impl ConvShape {
    /// Size of the output.
    pub(crate) fn out_size(&self, size: [usize; 3]) -> [usize; 3] {
        std::array::from_fn(|axis| self.axes[axis].out_len(size[axis]))
    }

    /// The elements of the kernel, the last axis fastest.
    pub(crate) fn taps(&self) -> impl Iterator<Item = [usize; 3]> + use<> {
        let [depth, height, width] = self.axes.map(|axis| axis.kernel);
        (0..depth)
            .flat_map(move |z| (0..height).flat_map(move |y| (0..width).map(move |x| [z, y, x])))
    }

    /// Number of elements of the kernel.
    pub(crate) fn num_taps(&self) -> usize {
        self.axes.iter().map(|axis| axis.kernel).product()
    }

    /// Whether each level is convolved with 3 x 3 kernels that keep its size.
    pub(crate) fn keeps_levels(&self) -> bool {
        let [_, y, x] = self.axes;
        let same = |axis: AxisConv| (axis.kernel, axis.stride, axis.padding) == (3, 1, 1);
        same(y) && same(x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transposed_convolution_leads_back_where_the_convolution_came_from() {
        for (kernel, stride, padding) in [(3, 1, 1), (2, 2, 0), (4, 4, 0), (3, 2, 1), (2, 3, 0)] {
            let conv = AxisConv::new(kernel, stride, padding);
            let back = AxisConv { transposed: true, ..conv };
            let long = back.out_len(7);
            assert_eq!(conv.out_len(long), 7);
            for long_position in 0..long {
                for tap in 0..kernel {
                    let Some(short) = back.source(long_position, tap) else { continue };
                    if let Ok(short) = usize::try_from(short) {
                        assert_eq!(conv.source(short, tap), Some(long_position as isize));
                    }
                }
            }
        }
    }
}
