//! Numbers to sum over the ranks.

/// Numbers that [`Communicator::all_reduce`](crate::communicator::Communicator::all_reduce) replaces by their sums.
#[derive(Debug)]
pub enum Numbers<'a> {
    /// Single precision.
    F32(&'a mut [f32]),
    /// Double precision.
    F64(&'a mut [f64]),
}

impl Numbers<'_> {
    /// The size of the numbers in bytes.
    pub(crate) fn num_bytes(&self) -> usize {
        match self {
            Self::F32(numbers) => size_of_val(&numbers[..]),
            Self::F64(numbers) => size_of_val(&numbers[..]),
        }
    }
}
