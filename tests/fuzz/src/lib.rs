//! Checks that must hold of any bytes that claim to be a file of the program.
//!
//! A check panics when it does not hold.

pub mod file;
pub mod message;
pub mod scan;
