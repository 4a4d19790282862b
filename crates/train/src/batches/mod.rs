//! The batches of a run and the threads that prepare them.

pub(crate) mod source;
