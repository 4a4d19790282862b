//! Agreement of the processes that share a command.

use std::hash::{DefaultHasher, Hash, Hasher};

use anyhow::{Result, ensure};
use voxelnet_communicator::Communicator;

/// Refuses to go on where a rank has another value than the first one. Collective.
pub fn require_same(communicator: &Communicator, what: &str, value: &impl Hash) -> Result<()> {
    if communicator.size() == 1 {
        return Ok(());
    }
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    if let Some(other) = communicator.first_that_differs(&hasher.finish().to_le_bytes()) {
        ensure!(other != communicator.rank(), "has another {what} than rank 0");
        // The one that differs ends all.
        communicator.barrier();
    }
    Ok(())
}
