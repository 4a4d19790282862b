//! The scans of a study.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use voxelnet_config::Config;
use voxelnet_dataset::{FrameReader, fingerprint};
use voxelnet_kitti::KittiDataset;
use voxelnet_synth::{Class, Scenario, Sensor, SimulatorOptions, SynthOptions, generate_dataset};

use crate::context::Context;

/// A dataset with a split to learn and one to be tried on, `train` and `val`; numbers of both are in this order.
pub struct StudyData {
    pub root: PathBuf,
    pub num_frames: [usize; 2],
    pub fingerprints: [String; 2],
}

impl StudyData {
    /// A dataset that exists.
    pub fn open(root: &Path) -> Result<Self> {
        let dataset = KittiDataset::open(root)?;
        let of_split = |split: &str| {
            ensure!(dataset.has_split(split), "{}: there is no split `{split}`", root.display());
            let frames = dataset.frame_ids(split)?;
            ensure!(!frames.is_empty(), "{}: the split `{split}` has no frames", root.display());
            Ok((frames.len(), fingerprint(&dataset, &frames)?))
        };
        let [(num_learned, learned), (num_tried, tried)] = [of_split("train")?, of_split("val")?];
        Ok(Self {
            root: root.to_owned(),
            num_frames: [num_learned, num_tried],
            fingerprints: [learned, tried],
        })
    }

    /// Simulated scans of streets, those to learn first.
    pub fn simulate(
        root: &Path,
        [num_learned, num_tried]: [usize; 2],
        seed: u64,
        &Context { progress, ranks }: &Context,
    ) -> Result<Self> {
        let frames = num_learned + num_tried;
        let simulator = SimulatorOptions {
            seed,
            sensor: Sensor::load("hdl-64e").context("cannot use the sensor")?,
            scenario: Scenario::default(),
            classes: Class::ALL.to_vec(),
            full_circle: false,
        };
        let val_fraction = num_tried as f64 / frames as f64;
        let options = SynthOptions { frames, val_fraction, simulator };
        progress.say(&format!("simulating {frames} scans in {}", root.display()));
        let bar = progress.bar(frames as u64, "simulating", "frames");
        generate_dataset(root, &options, ranks, &|_| bar.inc(ranks.size() as u64))?;
        bar.finish_and_clear();
        Self::open(root)
    }

    /// The frames of the split val, all of whose files can be read, and their reader.
    pub fn tried(&self, config: &Config) -> Result<(FrameReader, Vec<String>)> {
        let dataset = KittiDataset::open(&self.root)?;
        let frames = dataset.frame_ids("val")?;
        let reader = FrameReader::new(dataset, config.frames());
        frames.iter().try_for_each(|frame| reader.check(frame))?;
        Ok((reader, frames))
    }
}
