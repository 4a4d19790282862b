//! Pooling over a whole map.

use crate::error::PoolingError;
use crate::pooled::Pooled;
use crate::reduction::Reduction;
use crate::segments::{Segments, length_per_channel};

/// One value for each channel of a map with any number of axes: [C, N] -> \[C\].
///
/// A map without cells gives 0, as a segment without points does.
///
/// # Errors
/// When there are no channels, or `xs` does not divide into them.
pub fn pool_globally(
    reduction: Reduction,
    xs: &[f32],
    channels: usize,
) -> Result<Pooled, PoolingError> {
    // Each channel is a segment of cells that have one number each.
    let num_cells = length_per_channel(xs, channels)?;
    let offsets: Vec<usize> = (0..=channels).map(|channel| channel * num_cells).collect();
    Segments { channels: 1, offsets: &offsets }.pool(reduction, xs)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const MAP: [f32; 8] = [1., 4., 2., 3., 8., 5., 7., 6.]; // [2, 2, 2]

    #[test]
    fn each_channel_becomes_one_value() {
        let values = |reduction| pool_globally(reduction, &MAP, 2).unwrap().into_values();
        assert_eq!(values(Reduction::Maximum), [4., 8.]);
        assert_eq!(values(Reduction::Average), [2.5, 6.5]);
        assert_eq!(values(Reduction::Minimum), [1., 5.]);
        assert_eq!(values(Reduction::Median), [2., 6.]);
    }

    #[test]
    fn the_maximum_sends_its_gradient_to_one_cell_and_the_average_to_all() {
        let gradient =
            |reduction| pool_globally(reduction, &MAP, 2).unwrap().backward(&[4., 8.]).unwrap();
        assert_eq!(gradient(Reduction::Maximum), [0., 4., 0., 0., 8., 0., 0., 0.]);
        assert_eq!(gradient(Reduction::Average), [1., 1., 1., 1., 2., 2., 2., 2.]);
    }

    #[test]
    fn a_map_without_cells_gives_0() {
        assert_eq!(pool_globally(Reduction::Maximum, &[], 3).unwrap().values(), [0.; 3]);
    }

    #[test]
    fn channels_have_to_divide_the_map() {
        let error = |channels| pool_globally(Reduction::Maximum, &MAP, channels).unwrap_err();
        assert_eq!(error(0), PoolingError::NoChannels);
        assert_eq!(error(3).to_string(), "8 values do not divide into 3 channels");
    }
}
