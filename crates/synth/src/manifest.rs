//! `manifest.json`: how a dataset was made, and whether a folder may be written to.

use std::{collections::BTreeSet, fs, io::ErrorKind, path::Path};

use serde::Serialize;
use serde_json::{Map, Value};
use voxelnet_files::write_atomically;

use crate::class::Class;
use crate::error::{SynthError, io_error};
use crate::options::SynthOptions;
use crate::scene::layout::Layout;
use crate::scene::scenario::Scenario;
use crate::sensor::Sensor;

/// Raised whenever the same seed gives other bytes.
const SIMULATOR_REVISION: u32 = 3;

/// Everything the bytes of a dataset depend on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Manifest {
    generator: String,
    revision: u32,
    seed: u64,
    frames: usize,
    val_fraction: f64,
    full_circle: bool,
    classes: BTreeSet<Class>,
    scenario: Scenario,
    /// The places the scenes are drawn from, each as likely as the others.
    layouts: Vec<Layout>,
    sensor: Sensor,
}

impl Manifest {
    /// The manifest of a dataset made with these options now.
    pub fn of(options: &SynthOptions) -> Self {
        let simulator = &options.simulator;
        Self {
            generator: env!("CARGO_PKG_NAME").to_owned(),
            revision: SIMULATOR_REVISION,
            seed: simulator.seed,
            frames: options.frames,
            val_fraction: options.val_fraction,
            full_circle: simulator.full_circle,
            classes: simulator.classes.iter().copied().collect(),
            scenario: simulator.scenario,
            layouts: simulator.scenario.layouts(),
            sensor: simulator.sensor.clone(),
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

    /// Numbers are compared as they are written: reading them back may change their last digit.
    fn compare(&self, folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), SynthError> {
        let bad = |source| SynthError::BadManifest { path: path.to_owned(), source };
        let expected = serde_json::to_vec_pretty(self).map_err(bad)?;
        if bytes == expected {
            return Ok(());
        }
        let found: Map<String, Value> = serde_json::from_slice(bytes).map_err(bad)?;
        let expected: Map<String, Value> = serde_json::from_slice(&expected).map_err(bad)?;
        let differs = |key: &&String| found.get(*key) != expected.get(*key);
        let keys: Vec<&String> = expected.keys().chain(found.keys()).filter(differs).collect();
        let of = |manifest: &Map<String, Value>| {
            let values = keys.iter().filter_map(|key| Some((*key, manifest.get(*key)?)));
            let shown = values.map(|(key, value)| format!("{key} {}", shortened(value)));
            shown.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
        };
        let (found, expected) = (of(&found), of(&expected));
        Err(SynthError::OtherDataset { path: folder.to_owned(), found, expected })
    }
}

/// A value as far as it fits into a message.
fn shortened(value: &Value) -> String {
    let text = value.to_string();
    if text.len() <= 60 { text } else { "of its own".into() }
}
