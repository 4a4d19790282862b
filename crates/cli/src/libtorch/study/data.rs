//! The scans of a study.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use voxelnet_config::Config;
use voxelnet_dataset::{FrameReader, fingerprint};
use voxelnet_files::counted;
use voxelnet_kitti::KittiDataset;
use voxelnet_synth::{Class, Scenario, Sensor, SimulatorOptions, SynthOptions};

use crate::commands::synth::simulate;
use crate::context::Context;
use crate::progress::Progress;
use crate::splits::{Split, SplitReader};

/// Decides the scenes that are simulated and the noise that is added.
pub const SEED: u64 = 1;

/// The number of scans to learn from and to be tried on.
#[derive(Clone, Copy, Debug)]
pub struct ScanCounts {
    pub learned: usize,
    pub tried: usize,
}

/// A dataset with a split to learn and one to be tried on, `train` and `val`.
pub struct StudyData {
    pub root: PathBuf,
    pub counts: ScanCounts,
    /// Fingerprints of the split for training and of the one for evaluation.
    pub fingerprints: [String; 2],
}

impl StudyData {
    /// Opens a dataset that exists.
    pub fn open(root: &Path, progress: Progress) -> Result<Self> {
        let of_split = |split: &str| {
            let Split { dataset, frames } = Split::open(root, split, progress)?;
            ensure!(!frames.is_empty(), "{}: the split `{split}` has no frames", root.display());
            Ok((frames.len(), fingerprint(&dataset, &frames)?))
        };
        let [(learned, of_learned), (tried, of_tried)] = [of_split("train")?, of_split("val")?];
        Ok(Self {
            root: root.to_owned(),
            counts: ScanCounts { learned, tried },
            fingerprints: [of_learned, of_tried],
        })
    }

    /// Simulates scans of streets, those to learn first.
    pub fn simulate(root: &Path, counts: ScanCounts, context: &Context) -> Result<Self> {
        let frames = counts.learned + counts.tried;
        let simulator = SimulatorOptions {
            seed: SEED,
            sensor: Sensor::load("hdl-64e").context("cannot use the sensor")?,
            scenario: Scenario::default(),
            classes: Class::ALL.to_vec(),
            full_circle: false,
        };
        let val_fraction = counts.tried as f64 / frames as f64;
        let options = SynthOptions { frames, val_fraction, simulator };
        context.progress.say(&format!(
            "simulating {} in {}",
            counted(frames, "scan"),
            root.display()
        ));
        simulate(root, &options, context)?;
        Self::open(root, context.progress)
    }

    /// The frames of the split val, all of whose files can be read.
    pub fn tried(&self, config: &Config) -> Result<SplitReader> {
        let dataset = KittiDataset::open(&self.root)?;
        let frames = dataset.frame_ids("val")?;
        let reader = FrameReader::new(dataset, config.frames());
        let full_scale = reader.find_full_scale(&frames);
        let reader = reader.with_full_scale(full_scale);
        frames.iter().try_for_each(|frame| reader.check(frame).map(drop))?;
        Ok(SplitReader { reader, frames })
    }
}
