//! In which order an epoch meets its frames.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// What a random choice in training may depend on: never on the order in which work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Order,
    Augment { frame: u64 },
}

/// The generator for one purpose in one epoch.
pub(crate) fn generator(seed: u64, epoch: u64, purpose: Purpose) -> ChaCha8Rng {
    let (kind, detail) = match purpose {
        Purpose::Order => (1, 0),
        Purpose::Augment { frame } => (2, frame),
    };
    let mut bytes = [0; 32];
    for (chunk, word) in bytes.chunks_exact_mut(8).zip([seed, epoch, kind, detail]) {
        chunk.copy_from_slice(&u64::to_le_bytes(word));
    }
    ChaCha8Rng::from_seed(bytes)
}

/// The positions of `num_frames` frames, shuffled for an epoch and cut into batches.
pub(crate) fn batches_of_epoch(
    seed: u64,
    epoch: u64,
    num_frames: usize,
    batch_size: usize,
) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..num_frames).collect();
    order.shuffle(&mut generator(seed, epoch, Purpose::Order));
    order.chunks(batch_size).map(<[usize]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_is_met_once_per_epoch_in_an_order_of_its_own() {
        let first = batches_of_epoch(1, 0, 11, 4);
        assert_eq!(first.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 3]);
        let mut frames = first.concat();
        frames.sort_unstable();
        assert_eq!(frames, (0..11).collect::<Vec<_>>());
        assert_eq!(first, batches_of_epoch(1, 0, 11, 4));
        assert_ne!(first, batches_of_epoch(1, 1, 11, 4));
        assert_ne!(first, batches_of_epoch(2, 0, 11, 4));
    }
}
