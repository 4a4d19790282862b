//! Folders to write into.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

/// Makes a folder unless it is there, and tries to create a file in it, so that a folder that cannot be written into is
/// known before all work. Leaves nothing else behind.
///
/// # Errors
/// Whatever the file system reports.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    tempfile::tempfile_in(folder).map(drop)
}

/// Keeps other programs that ask for the same from a folder, until the lock is dropped.
///
/// # Errors
/// A folder that another program keeps, as [`io::ErrorKind::ResourceBusy`]. Where the file system knows no locks, there is
/// none and no error.
pub fn lock_folder(folder: &Path) -> io::Result<FolderLock> {
    let Ok(handle) = File::open(folder) else { return Ok(FolderLock { _handle: None }) };
    match handle.try_lock() {
        Err(TryLockError::WouldBlock) => {
            Err(io::Error::new(io::ErrorKind::ResourceBusy, "another program is writing into it"))
        }
        _ => Ok(FolderLock { _handle: Some(handle) }),
    }
}

/// The lock of a folder, see [`lock_folder`].
#[derive(Debug)]
pub struct FolderLock {
    _handle: Option<File>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_folder_is_kept_by_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = lock_folder(folder.path()).unwrap();
        let error = lock_folder(folder.path()).unwrap_err();
        assert_eq!(error.to_string(), "another program is writing into it");
        drop(first);
        lock_folder(folder.path()).unwrap();
    }

    #[test]
    fn a_folder_is_made_and_nothing_in_it() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("a/b");
        make_folder(&folder).unwrap();
        make_folder(&folder).unwrap();
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
        std::fs::write(outer.path().join("file"), "").unwrap();
        assert!(make_folder(&outer.path().join("file")).is_err());
    }
}
