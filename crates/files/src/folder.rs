//! Folders to write into.

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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

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
