//! A long axis and the short one that its background has instead.

use voxelnet_detection::{BorderAxis, ConvAxis};

/// One axis of a feature map and of its background.
///
/// The background is the same map on a shorter grid. It is *complete* when it has a position of every class of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Axis {
    map: BorderAxis,
    background: BorderAxis,
}

impl Axis {
    /// The axis of an input, where nothing feels the border yet.
    pub(crate) fn new(len: usize, background_len: usize) -> Self {
        Self { map: BorderAxis::new(len), background: BorderAxis::new(background_len) }
    }

    /// The axis behind a convolution.
    ///
    /// # Panics
    /// When the kernel does not fit in; the configuration was checked for it.
    pub(crate) fn after(self, conv: ConvAxis) -> Self {
        self.try_after(conv).unwrap_or_else(|| panic!("{conv:?} does not fit into {self:?}"))
    }

    fn try_after(self, conv: ConvAxis) -> Option<Self> {
        Some(Self { map: self.map.after(conv)?, background: self.background.after(conv)? })
    }

    /// Length of the map.
    pub(crate) fn len(self) -> usize {
        self.map.num_positions()
    }

    /// Length of the background.
    pub(crate) fn background_len(self) -> usize {
        self.background.num_positions()
    }

    /// The position of the background that has the value of an empty `position` of the map.
    pub(crate) fn background_position(self, position: usize) -> usize {
        if self.background == self.map {
            position
        } else {
            self.background.position_of(self.map.class_of(position))
        }
    }

    /// Whether every value of the map stands somewhere in the background.
    fn is_complete(self) -> bool {
        self.background.num_classes() == self.map.num_classes()
    }
}

/// The least length of an input whose background is complete behind each of the convolutions.
pub(crate) fn background_len(len: usize, convs: &[ConvAxis]) -> usize {
    // Only lengths that differ by whole strides see the border at the same places.
    let stride: usize = convs.iter().map(|conv| conv.stride).product();
    let is_enough = |&shorter: &usize| {
        let mut axis = Axis::new(len, shorter);
        convs.iter().all(|&conv| match axis.try_after(conv) {
            Some(next) => {
                axis = next;
                axis.is_complete()
            }
            None => false,
        })
    };
    (len % stride..len)
        .step_by(stride)
        .filter(|&shorter| shorter > 0)
        .find(is_enough)
        .unwrap_or(len)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A convolution of ones over positions with different values outside and inside, so that every
    /// distance from the border shows.
    fn convolve(values: &[u64], conv: ConvAxis) -> Option<Vec<u64>> {
        let out_len = conv.out_len(values.len())?;
        let value = |out: usize, tap: usize| {
            let position = (out * conv.stride + tap).checked_sub(conv.padding)?;
            values.get(position).map(|&value| value * (tap as u64 + 2))
        };
        let sum =
            |out| (0..conv.kernel).filter_map(|tap| value(out, tap)).fold(1, u64::wrapping_add);
        Some((0..out_len).map(sum).collect())
    }

    proptest! {
        #[test]
        fn an_empty_map_has_the_values_of_its_background(
            len in 1_usize..90,
            convs in prop::collection::vec((1_usize..4, 1_usize..4, 0_usize..3), 1..5),
        ) {
            let convs: Vec<ConvAxis> = convs
                .into_iter()
                .map(|(kernel, stride, padding)| ConvAxis::new(kernel, stride, padding))
                .collect();
            let shorter = background_len(len, &convs);
            let (mut map, mut background) = (vec![1; len], vec![1; shorter]);
            let mut axis = Axis::new(len, shorter);
            for &conv in &convs {
                let Some(next) = convolve(&map, conv) else { return Ok(()) };
                map = next;
                background = convolve(&background, conv).expect("it fits as the map does");
                axis = axis.after(conv);
                prop_assert_eq!((axis.len(), axis.background_len()), (map.len(), background.len()));
                for (position, value) in map.iter().enumerate() {
                    prop_assert_eq!(background[axis.background_position(position)], *value);
                }
            }
        }
    }

    #[test]
    fn a_long_axis_shrinks_to_its_borders() {
        let conv = ConvAxis::new(3, 1, 1);
        assert_eq!(background_len(1000, &[conv; 3]), 7);
        let halved = ConvAxis { stride: 2, ..conv };
        assert!(background_len(1000, &[conv, halved, conv]) < 20);
        assert_eq!(background_len(5, &[conv; 3]), 5);
    }
}
