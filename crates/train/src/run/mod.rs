//! A run: its loop, its timetable, and the files that follow it.

pub(crate) mod data;
mod events;
mod last_checkpoint;
mod log_writer;
pub(crate) mod options;
mod plan;
mod record;
pub(crate) mod report;
mod scene_picture;
pub(crate) mod starting_weights;
mod state;
pub(crate) mod trainer;
mod validation;
