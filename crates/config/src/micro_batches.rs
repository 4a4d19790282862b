//! The parts of a batch that go through the network one after another.

/// The cut of a batch into micro batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MicroBatches {
    batch_size: usize,
    size: usize,
}

impl MicroBatches {
    /// The cut of a batch into micro batches of a size; a batch is a single one unless a smaller size is given.
    ///
    /// # Example
    ///
    /// ```
    /// use voxelnet_config::MicroBatches;
    ///
    /// let micro_batches = MicroBatches::new(5, Some(2));
    /// assert_eq!((micro_batches.size(), micro_batches.count()), (2, 3));
    /// assert!(MicroBatches::new(5, None).is_single());
    /// ```
    pub fn new(batch_size: usize, size: Option<usize>) -> Self {
        let batch_size = batch_size.max(1);
        Self { batch_size, size: size.unwrap_or(batch_size).clamp(1, batch_size) }
    }

    /// Frames of a micro batch; the last one of a batch may have fewer.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Micro batches of a full batch.
    pub fn count(&self) -> usize {
        self.batch_size.div_ceil(self.size)
    }

    /// Whether a batch goes through the network at once.
    pub fn is_single(&self) -> bool {
        self.size == self.batch_size
    }

    /// The number of ranks that can share a batch: a single micro batch is cut into frames, several stay whole.
    pub fn max_shares(&self) -> usize {
        if self.is_single() { self.batch_size } else { self.count() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_a_single_micro_batch_unless_a_smaller_size_is_given() {
        for size in [None, Some(4), Some(9)] {
            let whole = MicroBatches::new(4, size);
            assert_eq!((whole.size(), whole.count(), whole.max_shares()), (4, 1, 4), "{size:?}");
            assert!(whole.is_single());
        }
        let cut = MicroBatches::new(5, Some(2));
        assert_eq!((cut.size(), cut.count(), cut.max_shares()), (2, 3, 3));
        assert!(!cut.is_single());
    }
}
