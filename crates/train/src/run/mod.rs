//! A run: its loop, what is due when, and the files that follow it.

mod events;
mod last_checkpoint;
mod log;
mod plan;
pub(crate) mod report;
mod scene_picture;
mod state;
pub(crate) mod trainer;
pub(crate) mod validation;
