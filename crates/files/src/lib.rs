//! Files that are written whole or not at all, and the text of files.
//!
//! This crate knows no format; each crate that has one makes or reads the bytes.

mod atomic;
mod text;

pub use atomic::write_atomically;
pub use text::{NotUtf8, decode_text, on_one_line, quotable, read_text};
