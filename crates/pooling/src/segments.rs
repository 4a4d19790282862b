//! Pooling over the points of each voxel.

use crate::error::PoolingError;
use crate::layout::Layout;
use crate::pooled::Pooled;
use crate::reduction::Reduction;

/// Consecutive rows that belong together: the points of each of K voxels.
///
/// ```
/// use voxelnet_pooling::{Reduction, Segments};
///
/// // Three voxels, of two points, of none and of one.
/// let voxels = Segments { channels: 1, offsets: &[0, 2, 2, 3] };
/// let pooled = voxels.pool(Reduction::Average, &[1., 5., 7.])?;
/// assert_eq!(pooled.values(), [3., 0., 7.]);
/// assert_eq!(pooled.backward(&[1., 1., 1.])?, [0.5, 0.5, 1.]);
/// # Ok::<(), voxelnet_pooling::PoolingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments<'a> {
    /// Numbers C of each point.
    pub channels: usize,
    /// The start of each segment, and the number of points P at the end. [K + 1]
    pub offsets: &'a [usize],
}

impl Segments<'_> {
    /// Reduces each channel over the points of each segment: [P, C] -> [K, C].
    ///
    /// A segment without points gives 0, and its gradient goes nowhere.
    ///
    /// # Errors
    /// When there are no channels, `xs` does not divide into them, or the offsets do not go from 0 to
    /// the number of rows without ever decreasing.
    pub fn pool(&self, reduction: Reduction, xs: &[f32]) -> Result<Pooled, PoolingError> {
        let Self { channels, offsets } = *self;
        check_offsets(offsets, length_per_channel(xs, channels)?)?;
        Ok(Pooled::new(reduction, xs, Layout::Segments { channels, offsets: offsets.to_vec() }))
    }
}

/// The number of values of each channel.
pub(crate) fn length_per_channel(xs: &[f32], channels: usize) -> Result<usize, PoolingError> {
    if channels == 0 {
        return Err(PoolingError::NoChannels);
    }
    if !xs.len().is_multiple_of(channels) {
        return Err(PoolingError::ChannelsDoNotDivide { num_values: xs.len(), channels });
    }
    Ok(xs.len() / channels)
}

fn check_offsets(offsets: &[usize], num_rows: usize) -> Result<(), PoolingError> {
    let (Some(&first), Some(&last)) = (offsets.first(), offsets.last()) else {
        return Err(PoolingError::NoOffsets);
    };
    if first != 0 {
        return Err(PoolingError::FirstOffset { offset: first });
    }
    if let Some(before) = offsets.windows(2).position(|pair| pair[0] > pair[1]) {
        return Err(PoolingError::DecreasingOffset {
            position: before + 1,
            offset: offsets[before + 1],
            previous: offsets[before],
        });
    }
    if last != num_rows {
        let position = offsets.len() - 1;
        return Err(PoolingError::LastOffset { position, offset: last, num_rows });
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Five points with two channels, in voxels of three, none and two points.
    const POINTS: [f32; 10] = [1., 60., 3., 40., 2., 50., 5., 20., 4., 30.];
    const VOXELS: Segments<'_> = Segments { channels: 2, offsets: &[0, 3, 3, 5] };

    fn forward_and_backward(reduction: Reduction) -> (Vec<f32>, Vec<f32>) {
        let pooled = VOXELS.pool(reduction, &POINTS).unwrap();
        (pooled.values().to_vec(), pooled.backward(&[1., 2., 3., 4., 6., 8.]).unwrap())
    }

    #[test]
    fn channels_are_reduced_apart_and_an_empty_segment_gives_0() {
        let (values, to_input) = forward_and_backward(Reduction::Maximum);
        assert_eq!(values, [3., 60., 0., 0., 5., 30.]);
        assert_eq!(to_input, [0., 2., 1., 0., 0., 0., 6., 0., 0., 8.]);
        let (values, to_input) = forward_and_backward(Reduction::Median);
        assert_eq!(values, [2., 50., 0., 0., 4., 20.]);
        assert_eq!(to_input, [0., 0., 0., 0., 1., 2., 0., 8., 6., 0.]);
        let (values, to_input) = forward_and_backward(Reduction::Average);
        assert_eq!(values, [2., 50., 0., 0., 4.5, 25.]);
        let third = 1. / 3.;
        let expected = [third, third * 2., third, third * 2., third, third * 2., 3., 4., 3., 4.];
        assert_eq!(to_input, expected);
    }

    #[test]
    fn no_segments_give_nothing() {
        let pooled = Segments { channels: 3, offsets: &[0] }.pool(Reduction::Minimum, &[]).unwrap();
        assert!(pooled.values().is_empty());
        assert!(pooled.backward(&[]).unwrap().is_empty());
    }

    #[test]
    fn wrong_offsets_are_named_with_their_place() {
        let error = |offsets: &[usize]| {
            Segments { channels: 1, offsets }.pool(Reduction::Maximum, &[0.; 4]).unwrap_err()
        };
        assert_eq!(error(&[]), PoolingError::NoOffsets);
        assert_eq!(error(&[1, 4]), PoolingError::FirstOffset { offset: 1 });
        assert_eq!(
            error(&[0, 3, 2, 4]),
            PoolingError::DecreasingOffset { position: 2, offset: 2, previous: 3 }
        );
        assert_eq!(
            error(&[0, 3]),
            PoolingError::LastOffset { position: 1, offset: 3, num_rows: 4 }
        );
        assert_eq!(error(&[0, 9, 5]).to_string(), "offsets[2] is 5, less than 9 before it");
    }

    #[test]
    fn rows_have_to_be_whole_and_to_have_channels() {
        let pool = |channels| {
            Segments { channels, offsets: &[0, 1] }.pool(Reduction::Maximum, &[0.; 5]).unwrap_err()
        };
        assert_eq!(pool(0), PoolingError::NoChannels);
        assert_eq!(pool(2), PoolingError::ChannelsDoNotDivide { num_values: 5, channels: 2 });
    }
}
