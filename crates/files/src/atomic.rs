//! Atomic replacement of a file.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::unfinished::UnfinishedFile;

/// Writes `bytes` to `path` so that no reader ever sees a part of them, even after a crash.
///
/// The bytes go to a hidden file in the same folder, reach the disk, and take the name of `path`
/// in one step, replacing what was there. Where `path` is a link, that holds for the file it leads to;
/// a device or a pipe is simply written to. A program that ends in between calls [`discard_unfinished`] before.
///
/// [`discard_unfinished`]: crate::discard_unfinished
///
/// # Errors
///
/// Whatever the file system reports; the former content of `path` is then untouched and the
/// temporary file is gone.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir()) {
        return fs::write(path, bytes);
    }
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (Some(name), Some(folder)) = (path.file_name(), path.parent()) else {
        let problem = format!("{} names no file", path.display());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if !folder.is_dir() {
        return Err(no_folder(folder));
    }
    // A rename is atomic only within one file system.
    let mut unfinished = UnfinishedFile::create(folder, &name.to_string_lossy())?;
    let file = unfinished.file();
    file.write_all(bytes)?;
    file.sync_all()?;
    unfinished.persist(path)
}

/// The error of writing into a folder that is none.
fn no_folder(folder: &Path) -> io::Error {
    let shown = folder.display();
    match folder.exists() {
        true => io::Error::new(io::ErrorKind::NotADirectory, format!("{shown} is a file")),
        false => io::Error::new(io::ErrorKind::NotFound, format!("there is no folder {shown}")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::thread;

    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    #[cfg(unix)]
    fn links_stay_and_devices_are_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_atomically(&link, b"new").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        write_atomically(Path::new("/dev/null"), b"gone").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn new_content_replaces_the_old_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.txt");
        write_atomically(&path, b"a longer first version").unwrap();
        write_atomically(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(names_in(folder.path()), ["file.txt"]);
    }

    #[test]
    fn a_failed_write_removes_its_temporary_file() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        fs::create_dir_all(taken.join("inside")).unwrap();
        let error = write_atomically(&taken, b"cannot replace a folder").unwrap_err();
        assert!(!error.to_string().contains(".tmp"), "{error}");
        assert_eq!(names_in(folder.path()), ["taken"]);
    }

    #[test]
    fn a_path_without_a_file_name_or_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write_atomically(Path::new("/"), b"").is_err());
        let missing = folder.path().join("missing");
        let error = write_atomically(&missing.join("file"), b"").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert_eq!(error.to_string(), format!("there is no folder {}", missing.display()));
    }

    #[test]
    fn concurrent_writers_leave_one_whole_version() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contested");
        thread::scope(|scope| {
            for letter in b'a'..b'e' {
                let path = &path;
                scope.spawn(move || {
                    for _ in 0..10 {
                        write_atomically(path, &vec![letter; 10_000]).unwrap();
                    }
                });
            }
        });
        let content = fs::read(&path).unwrap();
        assert_eq!(content, vec![content[0]; 10_000]);
        assert_eq!(names_in(folder.path()), ["contested"]);
    }
}
