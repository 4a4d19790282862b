//! Agreement of the processes that share a command.

use std::hash::{DefaultHasher, Hash, Hasher};

use anyhow::{Result, ensure};
use voxelnet_ranks::{Ranks, first_that_differs};

/// Refuses to go on where a rank has something else than the first one. Involves all ranks.
pub fn require_same(ranks: &dyn Ranks, what: &str, value: &impl Hash) -> Result<()> {
    if ranks.size() == 1 {
        return Ok(());
    }
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    if let Some(other) = first_that_differs(ranks, &hasher.finish().to_le_bytes()) {
        ensure!(other != ranks.rank(), "has another {what} than rank 0");
        // The one that differs ends all.
        ranks.barrier();
    }
    Ok(())
}
