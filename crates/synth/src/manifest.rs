//! `manifest.json`: how a dataset was made, and whether a folder may be written to.

use std::{fs, io::ErrorKind, path::Path};

use serde::Serialize;
use voxelnet_scene::write_atomically;

use crate::{SynthError, SynthOptions};

/// Raised whenever the same seed gives other bytes.
const SIMULATOR_REVISION: u32 = 1;

/// Everything the bytes of a dataset depend on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Manifest {
    generator: String,
    revision: u32,
    seed: u64,
    frames: usize,
    val_fraction: f64,
    full_circle: bool,
}

impl Manifest {
    /// The manifest of a dataset made with these options now.
    pub fn of(options: &SynthOptions) -> Self {
        Self {
            generator: env!("CARGO_PKG_NAME").to_owned(),
            revision: SIMULATOR_REVISION,
            seed: options.seed,
            frames: options.frames,
            val_fraction: options.val_fraction,
            full_circle: options.full_circle,
        }
    }

    /// Makes the folder if need be and leaves this manifest in it.
    ///
    /// A folder that holds the same manifest is taken as it is: its frames are those of this
    /// dataset.
    pub fn claim(&self, folder: &Path) -> Result<(), SynthError> {
        fs::create_dir_all(folder).map_err(|reason| io_error(folder, reason))?;
        let path = folder.join("manifest.json");
        match fs::read(&path) {
            Ok(bytes) => self.compare(folder, &path, &bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let mut entries = fs::read_dir(folder).map_err(|e| io_error(folder, e))?;
                if entries.next().is_some() {
                    return Err(SynthError::ForeignFolder { path: folder.to_owned() });
                }
                let bytes = serde_json::to_vec_pretty(self)
                    .map_err(|source| SynthError::BadManifest { path: path.to_owned(), source })?;
                write_atomically(&path, &bytes).map_err(|reason| io_error(&path, reason))
            }
            Err(reason) => Err(io_error(&path, reason)),
        }
    }

    fn compare(&self, folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), SynthError> {
        let bad = |source| SynthError::BadManifest { path: path.to_owned(), source };
        let found: serde_json::Value = serde_json::from_slice(bytes).map_err(bad)?;
        let expected = serde_json::to_value(self).map_err(bad)?;
        if found == expected {
            return Ok(());
        }
        Err(SynthError::OtherDataset {
            path: folder.to_owned(),
            found: found.to_string(),
            expected: expected.to_string(),
        })
    }
}

pub(crate) fn io_error(path: &Path, source: std::io::Error) -> SynthError {
    SynthError::Io { path: path.to_owned(), source }
}
