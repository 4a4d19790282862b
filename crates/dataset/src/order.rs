//! The random choices of training, and the order of frames in an epoch.

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The purpose of a random choice, on which it depends beside seed and epoch; never on the order of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Order,
    Augment { variation: Variation, frame: u64 },
    Corrupt { frame: u64 },
}

/// One way to vary a frame; each has random numbers of its own, so that switching one on or off does not
/// change the others. New ones go last: the number of a variation is part of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variation {
    WholeScan,
    Sampling,
    ObjectNoise,
    Dropout,
    Shift,
    Intensity,
    Tilt,
}

/// The generator for one purpose in one epoch.
pub(crate) fn generator(seed: u64, epoch: u64, purpose: Purpose) -> ChaCha8Rng {
    let (kind, detail) = match purpose {
        Purpose::Order => (1, 0),
        Purpose::Corrupt { frame } => (u64::MAX, frame),
        Purpose::Augment { variation, frame } => (2 + variation as u64, frame),
    };
    let mut bytes = [0; 32];
    for (chunk, word) in bytes.chunks_exact_mut(8).zip([seed, epoch, kind, detail]) {
        chunk.copy_from_slice(&u64::to_le_bytes(word));
    }
    ChaCha8Rng::from_seed(bytes)
}

/// A number for a frame that depends on its name alone: the name itself where it is a number, as in
/// KITTI, and otherwise a hash of it (FNV-1a).
pub(crate) fn number_of_frame(name: &str) -> u64 {
    name.parse().unwrap_or_else(|_| fnv1a(name.bytes()))
}

/// A number that seems drawn at random for each seed and name.
pub(crate) fn hash_of_name(seed: u64, name: &str) -> u64 {
    // Spread, as the hashes of names that differ in the last digit alone are near each other.
    let hash = fnv1a(seed.to_le_bytes().into_iter().chain(name.bytes()));
    ChaCha8Rng::seed_from_u64(hash).random()
}

pub(crate) fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    bytes.fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// The positions of `num_frames` frames, shuffled for an epoch and cut into batches.
pub fn batches_of_epoch(
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
    fn frames_are_numbered_by_their_names() {
        assert_eq!(number_of_frame("000123"), 123);
        // The published test value of FNV-1a for "foobar".
        assert_eq!(number_of_frame("foobar"), 0x8594_4171_f739_67e8);
    }

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
