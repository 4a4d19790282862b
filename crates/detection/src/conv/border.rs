//! The few different values that an axis of an empty map has.

use super::axis::ConvAxis;

/// One axis of a map on which there is nothing.
///
/// The first `low` and the last `high` positions feel the border of the grid, each in its own way. Those between
/// repeat with a period, which is 1 except behind transposed convolutions. Positions that are alike form a *class*.
///
/// # Examples
/// ```
/// use voxelnet_detection::{BorderAxis, ConvAxis};
///
/// let axis = BorderAxis::new(400).after(ConvAxis::new(3, 1, 1)).ok_or("too short")?;
/// // The first position, the last one, and those between.
/// assert_eq!(axis.num_classes(), 3);
/// assert_eq!(axis.class_of(7), axis.class_of(200));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BorderAxis {
    len: usize,
    low: usize,
    high: usize,
    period: usize,
}

impl BorderAxis {
    /// The axis of an input, where nothing feels the border yet.
    pub fn new(len: usize) -> Self {
        Self { len, low: 0, high: 0, period: 1 }
    }

    /// The axis behind a convolution; `None` when no position is left.
    ///
    /// # Panics
    /// Behind a transposed convolution, which is the last one.
    pub fn after(self, conv: ConvAxis) -> Option<Self> {
        assert_eq!(self.period, 1, "nothing follows a transposed convolution");
        let len = conv.out_len(self.len)?;
        let period = if conv.is_transposed { conv.stride } else { 1 };
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
            return Some(Self { len, low: len, high: 0, period });
        }
        Some(Self { len, low: inner.start, high: len - inner.end, period })
    }

    fn sees_no_border(self, conv: ConvAxis, out: usize) -> bool {
        let inner = self.low as isize..(self.len - self.high) as isize;
        (0..conv.kernel).all(|tap| conv.source(out, tap).is_none_or(|seen| inner.contains(&seen)))
    }

    /// Number of positions.
    #[inline]
    pub fn num_positions(self) -> usize {
        self.len
    }

    /// Number of classes.
    #[inline]
    pub fn num_classes(self) -> usize {
        self.len.min(self.low + self.period + self.high)
    }

    /// The class of a position.
    #[inline]
    pub fn class_of(self, position: usize) -> usize {
        if position < self.low {
            position
        } else if position + self.high >= self.len {
            position + self.num_classes() - self.len
        } else if self.period == 1 {
            self.low // without the division, which is slow
        } else {
            self.low + (position - self.low) % self.period
        }
    }

    /// A position of a class.
    #[inline]
    pub fn position_of(self, class: usize) -> usize {
        if class < self.low + self.period { class } else { class + self.len - self.num_classes() }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A convolution of ones with weights that tell every element of the kernel apart.
    fn convolve(values: &[u64], conv: ConvAxis) -> Option<Vec<u64>> {
        let value = |out: usize, tap: usize| {
            let seen = usize::try_from(conv.source(out, tap)?).ok()?;
            values.get(seen).map(|value| value.wrapping_mul(tap as u64 * 2 + 3))
        };
        let sum =
            |out| (0..conv.kernel).filter_map(|tap| value(out, tap)).fold(1, u64::wrapping_add);
        Some((0..conv.out_len(values.len())?).map(sum).collect())
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
            let last = ConvAxis::transposed(last.0, last.1, last.2);
            let convs = convs.into_iter().map(|(k, s, p)| ConvAxis::new(k, s, p)).chain([last]);
            for conv in convs {
                let (next_values, next_axis) = (convolve(&values, conv), axis.after(conv));
                prop_assert_eq!(next_values.is_some(), next_axis.is_some());
                let Some(next) = next_values.zip(next_axis) else { return Ok(()) };
                (values, axis) = next;
                prop_assert_eq!(axis.num_positions(), values.len());
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
        let [thinning, keeping] = [ConvAxis::new(3, 2, 1), ConvAxis::new(3, 1, 1)];
        let convs = [keeping, keeping, thinning, keeping];
        let axis = convs.into_iter().try_fold(BorderAxis::new(400), BorderAxis::after).unwrap();
        assert!(axis.num_classes() <= 7, "{axis:?}");
        let stretched = axis.after(ConvAxis::transposed(4, 4, 0)).unwrap();
        assert!(stretched.num_classes() <= 32, "{stretched:?}");
    }
}
