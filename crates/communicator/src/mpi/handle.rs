//! An MPI communicator that threads may share.
#![allow(unsafe_code)]

use std::fmt::{self, Debug, Formatter};
use std::mem::ManuallyDrop;

use mpi::collective::SystemOperation;
use mpi::datatype::Equivalence;
use mpi::topology::SimpleCommunicator;
use mpi::traits::*;

/// The most numbers or bytes of one call: MPI counts them in 32 bits.
const MOST: usize = 1 << 28;

/// A message that arrived.
pub(super) struct Message {
    pub(super) from: usize,
    pub(super) tag: i32,
    pub(super) bytes: Vec<u8>,
}

/// A communicator of all ranks. MPI frees it when the program ends: freeing it before would have to happen on all
/// ranks at the same time, and nobody knows when the last owner on each of them goes.
pub(super) struct Handle(ManuallyDrop<SimpleCommunicator>);

// SAFETY: MPI allows any thread to use a communicator, and several at the same time once MPI_THREAD_MULTIPLE was
// granted, which `Connection::new` checks before a second thread sees one.
unsafe impl Send for Handle {}
// SAFETY: as above.
unsafe impl Sync for Handle {}

impl Debug for Handle {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "rank {} of {}", self.rank(), self.size())
    }
}

impl Handle {
    /// A duplicate of a communicator. Collective.
    pub(super) fn new(communicator: &impl Communicator) -> Self {
        Self(ManuallyDrop::new(communicator.duplicate()))
    }

    pub(super) fn duplicate(&self) -> Self {
        Self::new(&*self.0)
    }

    pub(super) fn rank(&self) -> usize {
        self.0.rank() as usize
    }

    pub(super) fn size(&self) -> usize {
        self.0.size() as usize
    }

    /// Replaces numbers by their sums over all ranks.
    pub(super) fn all_reduce<T: Equivalence + Copy>(&self, numbers: &mut [T]) {
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

    /// The next message that arrived, if there is one.
    pub(super) fn receive(&self) -> Option<Message> {
        let (message, status) = self.0.any_process().immediate_matched_probe()?;
        let mut bytes = vec![0; status.count(u8::equivalent_datatype()) as usize];
        message.matched_receive_into(&mut bytes);
        Some(Message { from: status.source_rank() as usize, tag: status.tag(), bytes })
    }

    /// Ends all ranks.
    pub(super) fn abort(&self, code: i32) -> ! {
        self.0.abort(code)
    }
}
