//! The event file of a run, which TensorBoard shows as curves and pictures.

pub(crate) mod event_file;
mod message;
mod record;
