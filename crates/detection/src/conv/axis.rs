//! A convolution along one axis: its length and what its kernel reaches.

/// A convolution along one axis, transposed or not.
///
/// # Examples
/// ```
/// use voxelnet_detection::ConvAxis;
///
/// let halving = ConvAxis::new(3, 2, 1);
/// assert_eq!(halving.out_len(400), Some(200));
/// // Output 5 sees the inputs 9, 10 and 11.
/// assert_eq!(halving.source(5, 2), Some(11));
/// assert_eq!(halving.out_position(11, 2), Some(5));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvAxis {
    /// Length of the kernel.
    pub kernel: usize,
    /// Distance between the places of the kernel; of a transposed convolution, between its inputs.
    pub stride: usize,
    /// Zeros before the first and behind the last input; of a transposed convolution, outputs cut off at each end.
    pub padding: usize,
    /// Whether the stride spreads the inputs out instead of thinning the outputs.
    pub is_transposed: bool,
}

impl ConvAxis {
    /// A convolution.
    pub const fn new(kernel: usize, stride: usize, padding: usize) -> Self {
        Self { kernel, stride, padding, is_transposed: false }
    }

    /// A transposed convolution.
    pub const fn transposed(kernel: usize, stride: usize, padding: usize) -> Self {
        Self { kernel, stride, padding, is_transposed: true }
    }

    /// Length of the output for an input of this length; `None` when no output is left.
    pub fn out_len(self, len: usize) -> Option<usize> {
        let Self { kernel, stride, padding, is_transposed } = self;
        if is_transposed {
            let spread = len.checked_sub(1)? * stride + kernel;
            return spread.checked_sub(2 * padding).filter(|&len| len > 0);
        }
        Some((len + 2 * padding).checked_sub(kernel)? / stride + 1)
    }

    /// The input position that output `out` sees through kernel element `tap`; `None` when the stride leads to none.
    ///
    /// The position may lie beyond the border.
    #[inline]
    pub fn source(self, out: usize, tap: usize) -> Option<isize> {
        if !self.is_transposed {
            return Some((out * self.stride + tap) as isize - self.padding as isize);
        }
        let spread = (out + self.padding) as isize - tap as isize;
        let stride = self.stride as isize;
        (spread.rem_euclid(stride) == 0).then_some(spread.div_euclid(stride))
    }

    /// The output position that sees input `position` through kernel element `tap`, the inverse of [`Self::source`].
    ///
    /// `None` when the stride leads to none or when it lies before the first. It may lie behind the last.
    #[inline]
    pub fn out_position(self, position: usize, tap: usize) -> Option<usize> {
        if self.is_transposed {
            return (position * self.stride + tap).checked_sub(self.padding);
        }
        let offset = (position + self.padding).checked_sub(tap)?;
        offset.is_multiple_of(self.stride).then_some(offset / self.stride)
    }

    /// Whether inputs at `residue` (their position modulo the stride) reach outputs through kernel element `tap`.
    ///
    /// The borders are left aside.
    #[inline]
    pub fn reaches(self, residue: usize, tap: usize) -> bool {
        let offset = residue + self.padding + tap * (self.stride - 1);
        self.is_transposed || offset.is_multiple_of(self.stride)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KERNELS: [[usize; 3]; 8] =
        [[3, 1, 1], [3, 2, 1], [3, 1, 0], [3, 3, 2], [2, 1, 0], [2, 2, 0], [4, 4, 0], [2, 3, 0]];

    #[test]
    fn an_output_position_sees_the_inputs_that_lead_to_it() {
        for [kernel, stride, padding] in KERNELS {
            let axis = ConvAxis::new(kernel, stride, padding);
            let len = 9;
            let out_len = axis.out_len(len).unwrap_or(0);
            for out in 0..out_len {
                for tap in 0..kernel {
                    let Some(position) = (out * stride + tap).checked_sub(padding) else {
                        continue;
                    };
                    assert_eq!(axis.out_position(position, tap), Some(out));
                    assert!(axis.reaches(position % stride, tap));
                }
            }
            let leads = |position: usize, tap| axis.out_position(position, tap).is_some();
            for position in kernel..len {
                for tap in 0..kernel {
                    assert_eq!(leads(position, tap), axis.reaches(position % stride, tap));
                }
            }
        }
    }

    #[test]
    fn out_position_inverts_source() {
        let axes = KERNELS.into_iter().flat_map(|[kernel, stride, padding]| {
            let axis = ConvAxis::new(kernel, stride, padding);
            [axis, ConvAxis { is_transposed: true, ..axis }]
        });
        for axis in axes {
            for out in 0..axis.out_len(7).unwrap_or(0) {
                for tap in 0..axis.kernel {
                    let Some(source) = axis.source(out, tap) else { continue };
                    let Ok(position) = usize::try_from(source) else { continue };
                    assert_eq!(axis.out_position(position, tap), Some(out), "{axis:?}");
                    assert!(axis.reaches(position % axis.stride, tap), "{axis:?}");
                }
            }
        }
    }

    #[test]
    fn a_transposed_convolution_leads_back_where_the_convolution_came_from() {
        for [kernel, stride, padding] in [[3, 1, 1], [2, 2, 0], [4, 4, 0], [3, 2, 1], [2, 3, 0]] {
            let conv = ConvAxis::new(kernel, stride, padding);
            let back = ConvAxis::transposed(kernel, stride, padding);
            let long = back.out_len(7).unwrap_or(0);
            assert_eq!(conv.out_len(long), Some(7));
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

    #[test]
    fn a_kernel_longer_than_the_padded_input_leaves_no_output() {
        let axis = ConvAxis::new(3, 1, 0);
        assert_eq!(axis.out_len(2), None);
        assert_eq!(axis.out_len(3), Some(1));
    }

    #[test]
    fn a_transposed_convolution_that_cuts_everything_off_leaves_no_output() {
        assert_eq!(ConvAxis::transposed(2, 2, 1).out_len(1), None);
        assert_eq!(ConvAxis::transposed(2, 2, 2).out_len(1), None);
        assert_eq!(ConvAxis::transposed(2, 2, 1).out_len(2), Some(2));
    }
}
