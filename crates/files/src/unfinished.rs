//! Temporary files on their way to become whole ones.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{Builder, NamedTempFile};

/// The paths of all temporary files of this process.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes the temporary files of all threads, for a process that is about to end in the middle of its work.
///
/// Afterwards no file can be finished any more: a thread that tries waits for ever. So end the process next.
pub fn discard_unfinished() {
    let paths = unfinished();
    for path in paths.iter() {
        // One that cannot be removed is left; there is nobody to tell.
        let _ = fs::remove_file(path);
    }
    mem::forget(paths);
}

/// A temporary file, removed when dropped unless it has become a whole one.
pub struct UnfinishedFile {
    file: NamedTempFile<File>,
    listed: Listed,
}

impl UnfinishedFile {
    /// Creates a hidden file that is going to be named `name` in a folder.
    pub fn create(folder: &Path, name: &str) -> io::Result<Self> {
        let mut paths = unfinished();
        let file = Builder::new()
            .prefix(&format!(".{name}."))
            .suffix(".tmp")
            .make_in(folder, |temporary| File::create_new(temporary))?;
        let listed = Listed(file.path().to_owned());
        paths.insert(listed.0.clone());
        Ok(Self { file, listed })
    }

    /// Its content. Errors of it do not name the temporary path.
    pub fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Gives the file its name in one step.
    pub fn persist(self, path: &Path) -> io::Result<()> {
        let Self { file, listed } = self;
        let paths = unfinished();
        let persisted = file.persist(path);
        drop(paths);
        drop(listed);
        persisted.map(drop).map_err(io::Error::from)
    }
}

/// A path in the list of temporary files, until it is dropped.
struct Listed(PathBuf);

impl Drop for Listed {
    fn drop(&mut self) {
        unfinished().remove(&self.0);
    }
}
