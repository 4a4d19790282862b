//! The batches of a run and the threads that prepare them.

pub(crate) mod prefetch;
pub(crate) mod prepared_batch;
pub(crate) mod source;
#[cfg(test)]
mod tests;
