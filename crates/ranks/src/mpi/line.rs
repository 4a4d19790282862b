//! A communicator that threads may share.
#![allow(unsafe_code)]

use std::fmt::{self, Debug, Formatter};

use mpi::collective::SystemOperation;
use mpi::datatype::Equivalence;
use mpi::topology::SimpleCommunicator;
use mpi::traits::*;

/// Numbers or bytes of one call: MPI counts them in 32 bits.
const MOST: usize = 1 << 28;

/// A communicator of all ranks. It is kept to the end of the program.
pub(super) struct Line(SimpleCommunicator);

// SAFETY: a communicator is a handle that MPI allows any thread to use, several at the same time too once
// MPI_THREAD_MULTIPLE was granted, which `Connection::new` makes sure of before a second thread sees one.
unsafe impl Send for Line {}
// SAFETY: as above.
unsafe impl Sync for Line {}

impl Debug for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "rank {} of {}", self.rank(), self.size())
    }
}

impl Line {
    /// A communicator of its own with the ranks of another.
    pub(super) fn new(communicator: &impl Communicator) -> Self {
        Self(communicator.duplicate())
    }

    pub(super) fn duplicate(&self) -> Self {
        Self::new(&self.0)
    }

    pub(super) fn rank(&self) -> usize {
        self.0.rank() as usize
    }

    pub(super) fn size(&self) -> usize {
        self.0.size() as usize
    }

    /// Puts the sums over all ranks in place of the numbers.
    pub(super) fn add_up<T: Equivalence + Copy>(&self, numbers: &mut [T]) {
        for numbers in numbers.chunks_mut(MOST) {
            let own = numbers.to_vec();
            self.0.all_reduce_into(&own[..], numbers, SystemOperation::sum());
        }
    }

    pub(super) fn broadcast(&self, bytes: &mut [u8], root: usize) {
        let root = self.0.process_at_rank(root as i32);
        bytes.chunks_mut(MOST).for_each(|bytes| root.broadcast_into(bytes));
    }

    pub(super) fn barrier(&self) {
        self.0.barrier();
    }

    /// Sends a message. A short one does not wait for the other to receive it.
    pub(super) fn send(&self, bytes: &[u8], to: usize, tag: i32) {
        self.0.process_at_rank(to as i32).send_with_tag(bytes, tag);
    }

    /// A message that has come: who sent it, its tag, and what it says.
    pub(super) fn receive(&self) -> Option<(usize, i32, Vec<u8>)> {
        let (message, status) = self.0.any_process().immediate_matched_probe()?;
        let mut bytes = vec![0; status.count(u8::equivalent_datatype()) as usize];
        message.matched_receive_into(&mut bytes);
        Some((status.source_rank() as usize, status.tag(), bytes))
    }

    /// Ends all ranks.
    pub(super) fn abort(&self, code: i32) -> ! {
        self.0.abort(code)
    }
}
