//! One run of a study: trained, tried under every condition, and kept.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use tch::Device;
use voxelnet_dataset::Corruption;
use voxelnet_model::Detector;
use voxelnet_train::{Config, RunDir, Which};

use super::data::StudyData;
use super::evaluation::try_under;
use super::record::{Origin, Record};
use super::training::train_run;
use super::variant::Variant;
use crate::device::DeviceArg;
use crate::interrupt::STOPPED_BY_SIGINT;
use crate::progress::Progress;

/// Decides the scenes that are simulated and the noise that is added.
pub const SEED: u64 = 1;

/// What all runs of a study share.
pub struct Runner<'a> {
    pub out: &'a Path,
    /// The configuration that is varied, and what is changed of it for all variants.
    pub config: &'a Path,
    pub overrides: &'a [String],
    pub data: &'a StudyData,
    /// The clean scans first.
    pub noises: &'a [Corruption],
    pub device: (DeviceArg, Device),
    pub interrupt: &'a AtomicBool,
    pub progress: Progress,
}

impl Runner<'_> {
    /// The configuration with more assignments.
    pub fn config_with(&self, more: &[String]) -> Result<Config> {
        let overrides: Vec<String> = self.overrides.iter().chain(more).cloned().collect();
        Ok(Config::read(self.config, &overrides)?)
    }

    /// Trains one variant with one seed and tries it under every condition, or reads what is done.
    pub fn run(&self, variant: &Variant, seed: u64) -> Result<Record> {
        let name = format!("{}-seed-{seed}", variant.folder());
        let path = self.out.join("records").join(format!("{name}.json"));
        let run = self.out.join("runs").join(name);
        // What is best on the frames that it is tried on is not to be chosen by them.
        let fixed = ["train.validation.every_epochs=0".into(), format!("train.seed={seed}")];
        let assignments: Vec<String> = variant.assignment().into_iter().chain(fixed).collect();
        let config = self.config_with(&assignments)?;
        let frames = self.data.fingerprints.clone();
        let origin = Origin { config: config.to_text(), frames };
        let mut record = match Record::read(&path, &origin)? {
            Some(record) => record,
            None => {
                let record = self.train(variant, seed, &run, &assignments, origin)?;
                record.write(&path)?;
                record
            }
        };
        let is_missing = |noise: &&Corruption| !record.conditions.contains_key(&noise.to_string());
        let missing: Vec<Corruption> = self.noises.iter().filter(is_missing).copied().collect();
        if !missing.is_empty() {
            self.try_under_all(&missing, &run, &mut record, &path)?;
        }
        Ok(record)
    }

    fn train(
        &self,
        variant: &Variant,
        seed: u64,
        run: &Path,
        assignments: &[String],
        origin: Origin,
    ) -> Result<Record> {
        let mut arguments = vec!["--config".into(), self.config.as_os_str().to_owned()];
        arguments.extend(["--data".into(), self.data.root.as_os_str().to_owned()]);
        for assignment in self.overrides.iter().chain(assignments) {
            arguments.extend(["--set".into(), assignment.into()]);
        }
        let training = train_run(run, &arguments, self.device.0, self.progress)?;
        let detector = self.detector(run)?;
        let parameters = detector.network().parameters();
        Ok(Record {
            variant: variant.to_string(),
            seed,
            num_parameters: parameters.values().map(|tensor| tensor.numel()).sum(),
            num_steps: training.num_steps,
            train_secs: training.secs,
            peak_memory_mb: training.peak_memory_mb,
            scan_ms: None,
            conditions: Default::default(),
            origin,
        })
    }

    fn try_under_all(
        &self,
        missing: &[Corruption],
        run: &Path,
        record: &mut Record,
        path: &Path,
    ) -> Result<()> {
        let detector = self.detector(run)?;
        let config = self.config_with(&[])?;
        let (reader, frames) = self.data.tried(&config)?;
        let bar = self.progress.bar((missing.len() * frames.len()) as u64, "trying", "scans");
        for &noise in missing {
            let results: PathBuf = RunDir::new(run).results(&noise.to_string());
            let on_frame = || {
                bar.inc(1);
                if self.interrupt.load(Ordering::Relaxed) {
                    std::process::exit(STOPPED_BY_SIGINT);
                }
            };
            let tried = (&reader, &frames[..]);
            let (report, scan_ms) = try_under(noise, SEED, &detector, tried, &results, on_frame)?;
            if noise == Corruption::Clean {
                record.scan_ms = Some(scan_ms);
            }
            record.add(noise.to_string(), &report, &class_names(&config));
            record.write(path)?;
        }
        bar.finish_and_clear();
        Ok(())
    }

    fn detector(&self, run: &Path) -> Result<Detector> {
        let checkpoint = RunDir::new(run).checkpoint(Which::Last)?;
        let model = checkpoint.config.model();
        Detector::with_weights(&checkpoint.weights, &checkpoint.path, model, self.device.1)
            .with_context(|| format!("cannot use {}", checkpoint.path.display()))
    }
}

/// The classes of a network, in lower case.
pub fn class_names(config: &Config) -> Vec<String> {
    config.network.classes.iter().map(|class| class.name.to_lowercase()).collect()
}
