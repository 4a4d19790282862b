//! The arithmetic and the memory traffic of a part of the network.

use std::ops::AddAssign;

/// The work of a part of the network for a scan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Products that were added up, those with padding included.
    pub multiply_adds: u64,
    /// The bytes that must be read and written at least: the input, the output and the weights of each layer,
    /// once.
    pub bytes: u64,
}

impl Work {
    /// `numbers` are those of inputs, outputs and weights.
    pub(crate) fn new(multiply_adds: u64, numbers: usize) -> Self {
        Self { multiply_adds, bytes: (numbers * size_of::<f32>()) as u64 }
    }
}

impl AddAssign for Work {
    fn add_assign(&mut self, other: Self) {
        self.multiply_adds += other.multiply_adds;
        self.bytes += other.bytes;
    }
}
