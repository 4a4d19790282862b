//! A file that grows by whole blocks.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

/// A file to which blocks are appended, each of them whole or not at all.
///
/// ```
/// use voxelnet_files::GrowingFile;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("lines.txt");
/// let mut file = GrowingFile::create(&path)?;
/// file.append(b"first\n")?;
/// let length = file.length();
/// file.append(b"second\n")?;
/// drop(file);
/// GrowingFile::reopen(&path, length)?.append(b"another\n")?;
/// assert_eq!(std::fs::read_to_string(&path)?, "first\nanother\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct GrowingFile {
    file: File,
    length: u64,
}

impl GrowingFile {
    /// An empty file in place of what is there.
    ///
    /// # Errors
    /// A file to which somebody else appends, as [`io::ErrorKind::ResourceBusy`], and whatever the file system reports.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        lock(&file)?;
        if file.metadata()?.is_file() {
            file.set_len(0)?;
        }
        Ok(Self { file, length: 0 })
    }

    /// The first bytes of a file that is there; what is behind them is cut off.
    ///
    /// # Errors
    /// A file with fewer bytes, as [`io::ErrorKind::UnexpectedEof`], and those of [`Self::create`].
    pub fn reopen(path: &Path, length: u64) -> io::Result<Self> {
        let mut file = OpenOptions::new().write(true).open(path)?;
        lock(&file)?;
        let found = file.metadata()?.len();
        if found < length {
            let problem = format!("has {found} bytes, expected at least {length}");
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, problem));
        }
        file.set_len(length)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { file, length })
    }

    /// Number of bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Appends a block. Where that fails, the file keeps the blocks before.
    ///
    /// # Errors
    /// Whatever the file system reports, such as a full disk.
    pub fn append(&mut self, block: &[u8]) -> io::Result<()> {
        let written = self.file.write_all(block);
        match written {
            Ok(()) => self.length += block.len() as u64,
            Err(_) => self.cut(self.length),
        }
        written
    }

    /// Takes back what was appended behind a length, as far as the file system lets it.
    pub fn cut(&mut self, length: u64) {
        // Pipes and devices cannot be cut; it was another error that made somebody try.
        let _ = self.file.set_len(length);
        let _ = self.file.seek(SeekFrom::Start(length));
        self.length = length;
    }

    /// Waits until the disk has all blocks.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn sync(&self) -> io::Result<()> {
        match self.file.sync_all() {
            // Pipes and devices have nothing to wait for.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
            other => other,
        }
    }
}

/// Keeps others from appending until the file is closed.
fn lock(file: &File) -> io::Result<()> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            Err(io::Error::new(io::ErrorKind::ResourceBusy, "another program is writing it"))
        }
        // Some file systems know no locks.
        _ => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_that_lost_bytes_is_not_continued() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines.txt");
        fs::write(&path, "12345").unwrap();
        let error = GrowingFile::reopen(&path, 6).unwrap_err();
        assert_eq!(error.to_string(), "has 5 bytes, expected at least 6");
        assert_eq!(fs::read(&path).unwrap(), b"12345");
        assert_eq!(GrowingFile::reopen(&path, 5).unwrap().length(), 5);
        assert!(GrowingFile::reopen(&folder.path().join("missing"), 0).is_err());
    }

    #[test]
    fn only_one_appends_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines.txt");
        let mut first = GrowingFile::create(&path).unwrap();
        first.append(b"block").unwrap();
        for second in [GrowingFile::create(&path), GrowingFile::reopen(&path, 0)] {
            assert_eq!(second.unwrap_err().to_string(), "another program is writing it");
        }
        drop(first);
        assert_eq!(fs::read(&path).unwrap(), b"block");
        assert_eq!(GrowingFile::reopen(&path, 5).unwrap().length(), 5);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_reported_and_devices_are_written_to() {
        let mut full = GrowingFile::create(Path::new("/dev/full")).unwrap();
        let error = full.append(b"block").unwrap_err();
        assert_eq!((error.kind(), full.length()), (io::ErrorKind::StorageFull, 0));
        let mut nowhere = GrowingFile::create(Path::new("/dev/null")).unwrap();
        nowhere.append(b"block").unwrap();
        nowhere.sync().unwrap();
    }
}
