//! Scans as a user names them: where they are, how they are read, which camera sees them.

pub mod cameras;
pub mod inputs;
pub mod reading;
pub mod transform;
