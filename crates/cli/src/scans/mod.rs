//! Scans as a user names them: where they are, how they are read, which camera sees them.

mod cameras;
mod inputs;
mod reading;
mod transform;

pub use cameras::{Cameras, file_of};
pub use inputs::{Input, Source, find_inputs};
pub use reading::ScanReading;
pub use transform::RigidTransform;
