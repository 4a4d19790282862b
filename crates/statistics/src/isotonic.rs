//! The non-decreasing sequence that lies nearest to another.

/// A run of values that share one value, from [`isotonic_blocks`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IsotonicBlock {
    /// The number of values.
    pub len: usize,
    /// Their weights, added up.
    pub weight: f64,
    /// Their weighted mean.
    pub value: f64,
}

/// A value with its weight, which is above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighted {
    /// The value.
    pub value: f64,
    /// Its weight.
    pub weight: f64,
}

/// Isotonic regression: the non-decreasing sequence with the least weighted squares of differences from `values`, as
/// runs of equal values that increase strictly. Neighbours that violate the order are pooled (Ayer et al., 1955, *An
/// empirical distribution function for sampling with incomplete information*).
///
/// ```
/// use voxelnet_statistics::{Weighted, isotonic_blocks};
///
/// let values = [1., 3., 2., 4.].map(|value| Weighted { value, weight: 1. });
/// let blocks = isotonic_blocks(&values);
/// assert_eq!(blocks.iter().map(|block| block.value).collect::<Vec<_>>(), [1., 2.5, 4.]);
/// ```
pub fn isotonic_blocks(values: &[Weighted]) -> Vec<IsotonicBlock> {
    let mut blocks: Vec<IsotonicBlock> = Vec::new();
    for &Weighted { value, weight } in values {
        let mut block = IsotonicBlock { len: 1, weight, value };
        while let Some(before) = blocks.pop_if(|before| before.value >= block.value) {
            let weight = before.weight + block.weight;
            let value = (before.weight * before.value + block.weight * block.value) / weight;
            block = IsotonicBlock { len: before.len + block.len, weight, value };
        }
        blocks.push(block);
    }
    blocks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The greatest of the least means over all intervals around each place: the closed form of the regression
    /// (Barlow et al., 1972).
    fn by_intervals(values: &[Weighted]) -> Vec<f64> {
        let mean = |part: &[Weighted]| {
            let sum: f64 = part.iter().map(|of| of.weight * of.value).sum();
            sum / part.iter().map(|of| of.weight).sum::<f64>()
        };
        let at = |place: usize| {
            let starts = (0..=place).map(|start| {
                let means = (place..values.len()).map(|end| mean(&values[start..=end]));
                means.fold(f64::INFINITY, f64::min)
            });
            starts.fold(f64::NEG_INFINITY, f64::max)
        };
        (0..values.len()).map(at).collect()
    }

    proptest! {
        #[test]
        fn pooling_gives_the_closed_form(
            values in proptest::collection::vec((0_f64..1., 0.1_f64..5.), 0..25)
        ) {
            let values: Vec<Weighted> =
                values.into_iter().map(|(value, weight)| Weighted { value, weight }).collect();
            let blocks = isotonic_blocks(&values);
            prop_assert!(blocks.windows(2).all(|pair| pair[0].value < pair[1].value));
            let found: Vec<f64> = blocks
                .iter()
                .flat_map(|block| std::iter::repeat_n(block.value, block.len))
                .collect();
            let expected = by_intervals(&values);
            prop_assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(&expected) {
                prop_assert!((found - expected).abs() < 1e-9, "{} {}", found, expected);
            }
        }
    }

    #[test]
    fn falling_values_become_their_mean() {
        let values = [(3., 1.), (2., 1.), (1., 2.)];
        let values = values.map(|(value, weight)| Weighted { value, weight });
        let blocks = isotonic_blocks(&values);
        assert_eq!(blocks, [IsotonicBlock { len: 3, weight: 4., value: 1.75 }]);
        assert!(isotonic_blocks(&[]).is_empty());
    }
}
