//! The log of a run: the type of its lines, the reader, and the mean of losses.

pub(crate) mod line;
pub(crate) mod run_log;
pub(crate) mod smoothed_loss;
pub(crate) mod start;
pub(crate) mod step_values;
