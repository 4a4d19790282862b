//! Where the kernel of a convolution reaches.

/// Kernel, stride and padding of a convolution; axes are (z, y, x).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Geometry {
    pub(crate) kernel: [usize; 3],
    pub(crate) stride: [usize; 3],
    pub(crate) padding: [usize; 3],
}

impl Geometry {
    /// Kernel, stride and padding along one axis.
    pub(crate) fn axis(&self, axis: usize) -> AxisGeometry {
        AxisGeometry {
            kernel: self.kernel[axis],
            stride: self.stride[axis],
            padding: self.padding[axis],
        }
    }

    /// Elements of the kernel, the last axis fastest.
    pub(crate) fn num_taps(&self) -> usize {
        self.kernel.iter().product()
    }
}

/// [`Geometry`] along one axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AxisGeometry {
    pub(crate) kernel: usize,
    pub(crate) stride: usize,
    pub(crate) padding: usize,
}

impl AxisGeometry {
    /// Length of the output for an input of this length; `None` when the kernel does not fit in.
    pub(crate) fn out_len(self, len: usize) -> Option<usize> {
        Some((len + 2 * self.padding).checked_sub(self.kernel)? / self.stride + 1)
    }

    /// The output position that sees input `position` through kernel element `tap`, when the stride
    /// has one and it is not before the first.
    pub(crate) fn out_position(self, position: usize, tap: usize) -> Option<usize> {
        let offset = (position + self.padding).checked_sub(tap)?;
        offset.is_multiple_of(self.stride).then_some(offset / self.stride)
    }

    /// Whether the stride leads from positions of this residue (position modulo stride) through this
    /// kernel element to outputs, border or not.
    pub(crate) fn reaches(self, residue: usize, tap: usize) -> bool {
        (residue + self.padding + tap * (self.stride - 1)).is_multiple_of(self.stride)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_position_sees_the_inputs_that_lead_to_it() {
        for (kernel, stride, padding) in [(3, 1, 1), (3, 2, 1), (3, 1, 0), (3, 3, 2), (2, 1, 0)] {
            let axis = AxisGeometry { kernel, stride, padding };
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
    fn a_kernel_longer_than_the_padded_input_does_not_fit() {
        let axis = AxisGeometry { kernel: 3, stride: 1, padding: 0 };
        assert_eq!(axis.out_len(2), None);
        assert_eq!(axis.out_len(3), Some(1));
    }
}
