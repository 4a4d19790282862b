//! Bytes in a file, for readers of files.

use std::cell::LazyCell;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

thread_local! {
    static FOLDER: LazyCell<TempDir> = LazyCell::new(|| TempDir::new().expect("a folder"));
}

/// Calls a reader with a file that holds the bytes.
///
/// # Panics
///
/// When the file cannot be written.
pub fn with_file<T>(name: &str, bytes: &[u8], read: impl FnOnce(&Path) -> T) -> T {
    with_folder(|folder| {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("a file");
        read(&path)
    })
}

/// Calls a function with a folder of the thread's own.
pub fn with_folder<T>(work: impl FnOnce(&Path) -> T) -> T {
    FOLDER.with(|folder| work(folder.path()))
}
