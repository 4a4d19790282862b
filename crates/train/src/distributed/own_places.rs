//! The share of a rank in a batch.

use std::ops::Range;

use voxelnet_config::MicroBatches;
use voxelnet_ranks::{Ranks, share};

/// The places of this rank in a batch of so many frames. Micro batches stay whole where a batch has several.
pub(crate) fn own_places(
    ranks: &dyn Ranks,
    len: usize,
    micro_batches: MicroBatches,
) -> Range<usize> {
    if micro_batches.is_single() {
        return share(ranks, len);
    }
    let size = micro_batches.size();
    let parts = share(ranks, len.div_ceil(size));
    (parts.start * size).min(len)..(parts.end * size).min(len)
}

#[cfg(test)]
mod tests {
    use voxelnet_ranks::in_threads;

    use super::*;

    #[test]
    fn micro_batches_stay_whole() {
        let places = |len, size| {
            let micro_batches = MicroBatches::new(8, size);
            in_threads(2, |ranks| own_places(ranks, len, micro_batches))
        };
        assert_eq!(places(5, None), [0..3, 3..5]);
        assert_eq!(places(5, Some(2)), [0..4, 4..5]);
        assert_eq!(places(7, Some(2)), [0..4, 4..7]);
        assert_eq!(places(1, Some(2)), [0..1, 1..1]);
    }
}
