//! How few different values an axis of an empty map has.

use crate::geometry::AxisConv;

/// One axis of a map on which there is nothing.
///
/// The first `low` and the last `high` positions feel the border of the grid, each in its own way;
/// those between repeat with a period, which is 1 but behind transposed convolutions. Positions that
/// are alike are one *class*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BorderAxis {
    len: usize,
    low: usize,
    high: usize,
    period: usize,
}

impl BorderAxis {
    /// The axis of an input, where nothing feels the border yet.
    pub(crate) fn new(len: usize) -> Self {
        Self { len, low: 0, high: 0, period: 1 }
    }

    /// The axis behind a convolution.
    pub(crate) fn after(self, conv: AxisConv) -> Self {
        assert_eq!(self.period, 1, "nothing follows a transposed convolution");
        let len = conv.out_len(self.len);
        let period = if conv.transposed { conv.stride } else { 1 };
        let mut inner = 0..0;
        let mut start = 0;
        for position in 0..=len {
            if position == len || !self.sees_no_border(conv, position) {
                if position - start > inner.len() {
                    inner = start..position;
                }
                start = position + 1;
            }
        }
        if inner.len() <= period {
            // Nothing repeats: each position is a class.
            return Self { len, low: len, high: 0, period };
        }
        Self { len, low: inner.start, high: len - inner.end, period }
    }

    fn sees_no_border(self, conv: AxisConv, out: usize) -> bool {
        let inner = self.low as isize..(self.len - self.high) as isize;
        (0..conv.kernel).all(|tap| conv.source(out, tap).is_none_or(|seen| inner.contains(&seen)))
    }

    /// Number of positions.
    pub(crate) fn len(self) -> usize {
        self.len
    }

    /// Number of classes.
    pub(crate) fn num_classes(self) -> usize {
        self.len.min(self.low + self.period + self.high)
    }

    /// The class of a position.
    pub(crate) fn class_of(self, position: usize) -> usize {
        if position < self.low {
            position
        } else if position + self.high >= self.len {
            position + self.num_classes() - self.len
        } else {
            self.low + (position - self.low) % self.period
        }
    }

    /// A position of a class.
    pub(crate) fn position_of(self, class: usize) -> usize {
        if class < self.low + self.period { class } else { class + self.len - self.num_classes() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A convolution of ones with weights that tell every element of the kernel apart.
    fn convolve(values: &[u64], conv: AxisConv) -> Vec<u64> {
        let value = |out: usize, tap: usize| {
            let seen = usize::try_from(conv.source(out, tap)?).ok()?;
            values.get(seen).map(|value| value.wrapping_mul(tap as u64 * 2 + 3))
        };
        let sum =
            |out| (0..conv.kernel).filter_map(|tap| value(out, tap)).fold(1, u64::wrapping_add);
        (0..conv.out_len(values.len())).map(sum).collect()
    }

    proptest! {
        #[test]
        fn positions_of_a_class_are_alike(
            len in 4_usize..80,
            convs in prop::collection::vec((1_usize..4, 1_usize..4, 0_usize..3), 0..5),
            last in (1_usize..5, 1_usize..5, 0_usize..2),
        ) {
            let mut values = vec![1; len];
            let mut axis = BorderAxis::new(len);
            let last = AxisConv { transposed: true, ..AxisConv::new(last.0, last.1, last.2) };
            let convs = convs.into_iter().map(|(k, s, p)| AxisConv::new(k, s, p)).chain([last]);
            for conv in convs {
                let fits = if conv.transposed {
                    (values.len() - 1) * conv.stride + conv.kernel > 2 * conv.padding
                } else {
                    values.len() + 2 * conv.padding >= conv.kernel
                };
                prop_assume!(fits);
                values = convolve(&values, conv);
                axis = axis.after(conv);
                prop_assert_eq!(axis.len(), values.len());
                for (position, value) in values.iter().enumerate() {
                    let class = axis.class_of(position);
                    prop_assert!(class < axis.num_classes());
                    prop_assert_eq!(*value, values[axis.position_of(class)]);
                }
            }
        }
    }

    #[test]
    fn long_axes_have_few_classes() {
        let [thinning, keeping] = [AxisConv::new(3, 2, 1), AxisConv::new(3, 1, 1)];
        let axis =
            BorderAxis::new(400).after(keeping).after(keeping).after(thinning).after(keeping);
        assert!(axis.num_classes() <= 7, "{axis:?}");
        let stretched = axis.after(AxisConv { transposed: true, ..AxisConv::new(4, 4, 0) });
        assert!(stretched.num_classes() <= 32, "{stretched:?}");
    }
}
