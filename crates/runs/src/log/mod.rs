//! The log of a run: the type of its lines, and the reader.

pub(crate) mod line;
pub(crate) mod run_log;
pub(crate) mod step_values;
