//! The key of the random choices of a voxelization.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Names the random choices for one scan; equal keys choose equally.
///
/// In detection epoch and frame are 0, so that a scan gives the same detections under any name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SampleKey {
    /// The seed of the run.
    pub seed: u64,
    /// The pass over the data.
    pub epoch: u64,
    /// Number of the frame, from its name and not from its place among others.
    pub frame: u64,
}

impl SampleKey {
    /// The generator of one voxel, independent of every other voxel's.
    pub(crate) fn generator(&self, flat_voxel: u32) -> ChaCha8Rng {
        self.generator_of(u64::from(flat_voxel))
    }

    /// The generator that chooses which voxels stay under a cap.
    pub(crate) fn cap_generator(&self) -> ChaCha8Rng {
        self.generator_of(u64::MAX)
    }

    fn generator_of(&self, stream: u64) -> ChaCha8Rng {
        let mut bytes = [0; 32];
        for (chunk, word) in
            bytes.chunks_exact_mut(8).zip([self.seed, self.epoch, self.frame, stream])
        {
            chunk.copy_from_slice(&word.to_le_bytes());
        }
        ChaCha8Rng::from_seed(bytes)
    }
}
