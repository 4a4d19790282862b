//! The number of threads.

use anyhow::{Context, Result};

use crate::libtorch::runtime::set_num_threads;

/// Limits rayon and libtorch to a number of threads.
pub fn set(threads: Option<u16>) -> Result<()> {
    if let Some(threads) = threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.into())
            .build_global()
            .context("cannot limit the number of threads")?;
        set_num_threads(threads);
    }
    Ok(())
}
