//! The findings of one run of a variant, kept in a file so that a study can go on.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use voxelnet_config::Config;
use voxelnet_files::write_atomically;
use voxelnet_metrics::Report;
use voxelnet_scene::class_spelling;

/// Moderate R40 of a class, percent; none where it was not evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    #[serde(rename = "3d")]
    pub volume: Option<f64>,
    pub bev: Option<f64>,
}

/// The configuration and the frames that a record was measured with, so that it is not taken for another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The whole configuration, seed included.
    pub config: String,
    /// Fingerprints of the frames that were learned and of those that it is tried on.
    pub frames: [String; 2],
}

/// One run of a variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub variant: String,
    pub seed: u64,
    /// Weights that training changes.
    pub num_parameters: usize,
    pub num_steps: u64,
    pub train_secs: f64,
    /// The median step of training, milliseconds.
    pub step_ms: f64,
    /// The most memory that the program held while it trained; none where it was trained in several sittings
    /// or the system does not say.
    pub peak_memory_mb: Option<f64>,
    /// Median time to detect on one clean scan, milliseconds; none until it was tried.
    pub scan_ms: Option<f64>,
    /// The engine that it was tried with; records of version 0.1.0 do not say.
    #[serde(default = "libtorch")]
    pub engine: String,
    /// By the name of the condition, then by class.
    pub conditions: BTreeMap<String, BTreeMap<String, Precision>>,
    pub origin: Origin,
}

fn libtorch() -> String {
    "libtorch".to_owned()
}

impl Record {
    /// The record in a file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        serde_json::from_str(&text).with_context(|| {
            format!("{}: no record of a study; remove it to measure again", path.display())
        })
    }

    /// An error unless the record in a file is of this origin.
    pub fn require(&self, origin: &Origin, path: &Path) -> Result<()> {
        ensure!(
            self.origin == *origin,
            "{}: was measured with {}; give the study another folder",
            path.display(),
            if self.origin.config == origin.config {
                "other frames"
            } else {
                "another configuration"
            }
        );
        Ok(())
    }

    pub fn write(&self, path: &Path) -> Result<()> {
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        let text = serde_json::to_string_pretty(self)? + "\n";
        write_atomically(path, text.as_bytes()).with_context(|| path.display().to_string())
    }

    /// Keeps what an evaluation found under a condition, of classes in lower case.
    pub fn add(&mut self, condition: String, report: &Report, classes: &[String]) {
        let of_class = |class: &String| {
            let measures = report.classes.get(class)?;
            let volume = measures.volume.moderate().r40;
            Some((class.clone(), Precision { volume, bev: measures.bev.moderate().r40 }))
        };
        self.conditions.insert(condition, classes.iter().filter_map(of_class).collect());
    }
}

/// The classes of a network by the names that records have for them, in lower case.
pub fn class_names(config: &Config) -> Vec<String> {
    config.network.classes.iter().map(|class| class_spelling(&class.name)).collect()
}
