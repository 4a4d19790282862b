//! One run of a study: trained, tried under every condition, and kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use tch::Device;
use voxelnet_config::Config;
use voxelnet_dataset::Corruption;
use voxelnet_detection::Detector;
use voxelnet_model::VoxelNet;
use voxelnet_ranks::Ranks;
use voxelnet_runs::{Checkpoint, CheckpointSelector, RunDir};

use super::data::StudyData;
use super::evaluation::try_under;
use super::progress::StudyProgress;
use super::record::{Origin, Record};
use super::training::TrainingRun;
use super::variant::Variant;
use crate::configuration::read_configuration;
use crate::engine::choice::EngineChoice;
use crate::engine::device::DeviceChoice;
use crate::libtorch::engine::engine_name;
use crate::libtorch::interrupt::STOPPED_BY_SIGINT;

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
    /// The engine that tries all variants, so that their times can be compared.
    pub choice: EngineChoice,
    /// The device of training.
    pub device: DeviceChoice,
    pub interrupt: &'a AtomicBool,
    pub progress: StudyProgress,
    /// Who share the runs.
    pub ranks: &'a dyn Ranks,
}

/// One variant with one seed.
struct Run<'a> {
    variant: &'a Variant,
    seed: u64,
    /// What makes the configuration that of this run.
    assignments: Vec<String>,
    config: Config,
    folder: PathBuf,
    record_path: PathBuf,
}

impl Runner<'_> {
    /// Trains one variant with one seed and tries it under every condition, or reads what is done.
    pub fn run(&self, variant: &Variant, seed: u64) -> Result<()> {
        let run = self.find(variant, seed)?;
        let mut record = if run.record_path.exists() {
            let record = Record::read(&run.record_path)?;
            record.require(&self.origin(&run), &run.record_path)?;
            self.progress.skip(self.num_learned(&run.config));
            record
        } else {
            let record = self.train(&run)?;
            record.write(&run.record_path)?;
            record
        };
        self.try_under_all(&run, &mut record)
    }

    /// The records of every run in the folder of the study, this command's or another's: of the same
    /// configuration but for what is varied, and of the same frames. By variant, those of `asked` first.
    pub fn records(&self, asked: &[Variant]) -> Result<Vec<(Variant, Vec<Record>)>> {
        let mut found: Vec<(Variant, Vec<Record>)> =
            asked.iter().map(|variant| (variant.clone(), Vec::new())).collect();
        for path in files_in(&self.records_folder())? {
            let record = Record::read(&path)?;
            let variant = Variant::named(&record.variant)
                .with_context(|| format!("{}: of an unknown variant", path.display()))?;
            record.require(&self.origin(&self.find(&variant, record.seed)?), &path)?;
            match found.iter_mut().find(|(known, _)| *known == variant) {
                Some((_, records)) => records.push(record),
                None => found.push((variant, vec![record])),
            }
        }
        found.iter_mut().for_each(|(_, records)| records.sort_by_key(|record| record.seed));
        Ok(found)
    }

    /// Scans that all seeds of some variants learn from and are tried on.
    pub fn num_scans(&self, variants: &[Variant], num_seeds: usize) -> Result<u64> {
        let num_tried = (self.noises.len() * self.data.num_frames[1]) as u64;
        let of_variant =
            |variant: &Variant| Ok(self.num_learned(&self.find(variant, 1)?.config) + num_tried);
        let of_seed: Result<Vec<u64>> = variants.iter().map(of_variant).collect();
        Ok(of_seed?.iter().sum::<u64>() * num_seeds as u64)
    }

    fn find<'a>(&self, variant: &'a Variant, seed: u64) -> Result<Run<'a>> {
        let name = format!("{}-seed-{seed}", variant.folder());
        // What is best on the frames that it is tried on is not to be chosen by them.
        let fixed = ["train.validation.every_epochs=0".into(), format!("train.seed={seed}")];
        let own = variant.assignment().into_iter().chain(fixed);
        let assignments: Vec<String> = self.overrides.iter().cloned().chain(own).collect();
        Ok(Run {
            variant,
            seed,
            config: read_configuration(self.config, &assignments)?,
            assignments,
            folder: self.out.join("runs").join(&name),
            record_path: self.records_folder().join(format!("{name}.json")),
        })
    }

    fn records_folder(&self) -> PathBuf {
        self.out.join("records")
    }

    fn origin(&self, run: &Run) -> Origin {
        Origin { config: run.config.to_text(), frames: self.data.fingerprints.clone() }
    }

    fn num_learned(&self, config: &Config) -> u64 {
        config.train.epochs * self.data.num_frames[0] as u64
    }

    fn train(&self, run: &Run) -> Result<Record> {
        let mut arguments = vec!["--config".into(), self.config.as_os_str().to_owned()];
        arguments.extend(["--data".into(), self.data.root.as_os_str().to_owned()]);
        for assignment in &run.assignments {
            arguments.extend(["--set".into(), assignment.into()]);
        }
        let training = TrainingRun {
            folder: &run.folder,
            config: &run.config,
            num_frames: self.data.num_frames[0],
            arguments,
            device: self.device,
            progress: &self.progress,
            ranks: self.ranks,
        };
        let training = training.finish()?;
        let num_parameters = num_parameters(&run.config)?;
        Ok(Record {
            variant: run.variant.to_string(),
            seed: run.seed,
            num_parameters,
            num_steps: training.num_steps,
            train_secs: training.secs,
            step_ms: training.step_ms,
            peak_memory_mb: training.peak_memory_mb,
            scan_ms: None,
            engine: engine_name(self.choice.engine).to_owned(),
            conditions: Default::default(),
            origin: self.origin(run),
        })
    }

    /// Adds the conditions that are missing in a record.
    fn try_under_all(&self, run: &Run, record: &mut Record) -> Result<()> {
        let (known, missing): (Vec<Corruption>, Vec<Corruption>) = self
            .noises
            .iter()
            .partition(|noise| record.conditions.contains_key(&noise.to_string()));
        self.progress.skip((known.len() * self.data.num_frames[1]) as u64);
        if missing.is_empty() {
            return Ok(());
        }
        let mut detector = self.detector(run)?;
        let (reader, frames) = self.data.tried(&run.config)?;
        for noise in missing {
            let results = RunDir::new(&run.folder).results(&noise.to_string());
            let on_frame = || {
                self.progress.advance(1);
                if self.interrupt.load(Ordering::Relaxed) {
                    std::process::exit(STOPPED_BY_SIGINT);
                }
            };
            let tried = (&reader, &frames[..]);
            self.ranks.takes_its_time(&run.record_path.display().to_string());
            let (report, scan_ms) =
                try_under(noise, SEED, detector.as_mut(), tried, &results, on_frame)?;
            if noise == Corruption::Clean {
                record.scan_ms = Some(scan_ms);
                record.engine = engine_name(self.choice.engine).to_owned();
            }
            record.add(noise.to_string(), &report, &class_names(&run.config));
            record.write(&run.record_path)?;
        }
        Ok(())
    }

    fn detector(&self, run: &Run) -> Result<Box<dyn Detector>> {
        let Checkpoint { path, weights, config } =
            RunDir::new(&run.folder).checkpoint::<Config>(CheckpointSelector::Last)?;
        self.choice
            .load(&weights, &path, config.model())
            .with_context(|| format!("cannot use {}", path.display()))
    }
}

/// Numbers that a network learns.
fn num_parameters(config: &Config) -> Result<usize> {
    let network = VoxelNet::new(&config.network, Device::Cpu, 0)?;
    Ok(network.parameters().values().map(|tensor| tensor.numel()).sum())
}

/// The classes of a network, in lower case.
pub fn class_names(config: &Config) -> Vec<String> {
    config.network.classes.iter().map(|class| class.name.to_lowercase()).collect()
}

/// The files in a folder, by name.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>>>()
        .with_context(|| folder.display().to_string())?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    Ok(paths)
}
