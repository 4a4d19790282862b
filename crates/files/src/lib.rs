//! Files that are written whole or not at all.
//!
//! This crate knows no format; each crate that has one makes the bytes.

mod atomic;

pub use atomic::write_atomically;
