//! Scans as a user names them: their files, their reading, and the cameras that see them.

pub mod cameras;
pub mod file_options;
pub mod inputs;
pub mod reading;
pub mod standard_input;
pub mod stream;
pub mod transform;
pub mod typed;
