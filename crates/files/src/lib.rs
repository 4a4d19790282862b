//! Files that are written whole or not at all, the text of files, and the words of messages about them.
//!
//! This crate knows no format; each crate that has one makes or reads the bytes.

mod atomic;
mod folder;
mod growing;
mod message;
mod text;
mod unfinished;

pub use atomic::write_atomically;
pub use folder::{FolderLock, lock_folder, make_folder};
pub use growing::GrowingFile;
pub use message::{agreeing, counted, on_one_line, quotable};
pub use text::{NotUtf8, decode_text, read_text};
pub use unfinished::discard_unfinished;
