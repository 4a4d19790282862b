//! The part of a shard in a batch.

use std::ops::Range;

use voxelnet_config::MicroBatches;
use voxelnet_shard::Shard;

/// The positions of a shard in a batch of `len` frames. Micro batches stay whole where a batch has several.
pub(crate) fn own_places(shard: Shard, len: usize, micro_batches: MicroBatches) -> Range<usize> {
    if micro_batches.is_single() {
        return shard.range(len);
    }
    let size = micro_batches.size();
    let parts = shard.range(len.div_ceil(size));
    (parts.start * size).min(len)..(parts.end * size).min(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn micro_batches_stay_whole() {
        let places = |len, size| {
            let micro_batches = MicroBatches::new(8, size);
            [0, 1].map(|index| own_places(Shard::new(index, 2), len, micro_batches))
        };
        assert_eq!(places(5, None), [0..3, 3..5]);
        assert_eq!(places(5, Some(2)), [0..4, 4..5]);
        assert_eq!(places(7, Some(2)), [0..4, 4..7]);
        assert_eq!(places(1, Some(2)), [0..1, 1..1]);
    }
}
