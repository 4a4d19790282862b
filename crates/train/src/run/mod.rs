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
mod state;
pub(crate) mod trainer;
mod validation;
