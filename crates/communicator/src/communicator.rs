//! The group of processes that work on one task.

use std::sync::Arc;

use voxelnet_shard::Shard;

use crate::alone::Alone;
use crate::numbers::Numbers;
use crate::traffic::{Counted, Traffic};
use crate::transport::Transport;

/// The processes that work on one task, *ranks*, as one of them sees them. A clone stands for the same group.
///
/// Operations that say "collective" need every rank: all of them call it, in the same order.
///
/// ```
/// use voxelnet_communicator::{Communicator, Numbers};
///
/// let communicator = Communicator::alone();
/// let mut sums = [1., 2.];
/// communicator.all_reduce(Numbers::F64(&mut sums));
/// assert_eq!((communicator.rank(), communicator.size(), sums), (0, 1, [1., 2.]));
/// ```
#[derive(Clone, Debug)]
pub struct Communicator(Arc<dyn Transport>);

impl Communicator {
    /// A group of one process, which costs nothing.
    pub fn alone() -> Self {
        Self::new(Arc::new(Alone))
    }

    pub(crate) fn new(transport: Arc<dyn Transport>) -> Self {
        Self(transport)
    }

    /// The number of this process, from 0.
    pub fn rank(&self) -> usize {
        self.0.rank()
    }

    /// The number of processes.
    pub fn size(&self) -> usize {
        self.0.size()
    }

    /// Whether this is rank 0, which writes the shared files.
    pub fn is_first(&self) -> bool {
        self.rank() == 0
    }

    /// This rank's part of work that is split evenly.
    pub fn shard(&self) -> Shard {
        Shard::new(self.rank(), self.size())
    }

    /// Replaces numbers by their sums over all ranks, each of which brings as many. Collective.
    pub fn all_reduce(&self, numbers: Numbers<'_>) {
        self.0.all_reduce(numbers);
    }

    /// Replaces bytes by those of rank `root`; all ranks bring as many. Collective.
    pub fn broadcast(&self, bytes: &mut [u8], root: usize) {
        self.0.broadcast(bytes, root);
    }

    /// Waits for all ranks. Collective.
    pub fn barrier(&self) {
        self.0.barrier();
    }

    /// A communicator of the same ranks whose operations are apart from those of this one, so that another thread
    /// can use it at the same time. Collective.
    pub fn duplicate(&self) -> Self {
        Self(self.0.duplicate())
    }

    /// A communicator that does the same and records its sums in `traffic`.
    pub fn counted(&self, traffic: &Traffic) -> Self {
        Self::new(Arc::new(Counted::new(Arc::clone(&self.0), traffic)))
    }
}
