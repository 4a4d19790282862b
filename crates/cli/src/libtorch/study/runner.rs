//! One run of a study: trained, tried under every condition, and kept.

use anyhow::{Context, Result};
use tch::Device;
use voxelnet_communicator::Heartbeat;
use voxelnet_config::Config;
use voxelnet_dataset::Corruption;
use voxelnet_detection::Detector;
use voxelnet_model::VoxelNet;
use voxelnet_runs::{Checkpoint, CheckpointSelector, RunDir};

use super::evaluation::{Trial, try_under};
use super::progress::StudyProgress;
use super::record::{Record, class_names};
use super::runs::{Run, Study};
use super::training::TrainingRun;
use crate::engine::choice::EngineChoice;
use crate::interrupt::Interrupt;
use crate::libtorch::engine::engine_name;

/// Trains and tries the runs of a study.
pub struct Runner<'a> {
    pub study: &'a Study<'a>,
    /// The engine that tries all variants, so that their times can be compared.
    pub choice: EngineChoice,
    pub interrupt: &'a Interrupt,
    pub progress: StudyProgress,
    pub heartbeat: &'a Heartbeat,
}

impl Runner<'_> {
    /// Trains a run and tries it under every condition, or reads what is done.
    pub fn run(&self, run: &Run) -> Result<Record> {
        let mut record = if run.record_path.exists() {
            let record = Record::read(&run.record_path)?;
            record.require(&self.study.origin(run), &run.record_path)?;
            self.progress.skip(self.study.num_learned(run));
            record
        } else {
            let record = self.train(run)?;
            record.write(&run.record_path)?;
            record
        };
        self.try_under_all(run, &mut record)?;
        Ok(record)
    }

    fn train(&self, run: &Run) -> Result<Record> {
        let Study { plan, data, .. } = self.study;
        let mut arguments = vec!["--config".into(), plan.config.as_os_str().to_owned()];
        arguments.extend(["--data".into(), data.root.as_os_str().to_owned()]);
        for assignment in &run.assignments {
            arguments.extend(["--set".into(), assignment.into()]);
        }
        let training = TrainingRun {
            folder: &run.folder,
            config: &run.config,
            num_frames: data.counts.learned,
            arguments,
            device: plan.engine.device,
            progress: &self.progress,
            heartbeat: self.heartbeat,
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
            origin: self.study.origin(run),
        })
    }

    /// Adds the conditions that are missing in a record.
    fn try_under_all(&self, run: &Run, record: &mut Record) -> Result<()> {
        let Study { plan, data, .. } = self.study;
        let (known, missing): (Vec<Corruption>, Vec<Corruption>) = plan
            .noises
            .iter()
            .partition(|noise| record.conditions.contains_key(&noise.to_string()));
        self.progress.skip((known.len() * data.counts.tried) as u64);
        if missing.is_empty() {
            return Ok(());
        }
        let mut detector = self.detector(run)?;
        let tried = data.tried(&run.config)?;
        for noise in missing {
            let results = RunDir::new(&run.folder).results(&noise.to_string());
            self.heartbeat.suspend(&run.record_path.display().to_string());
            let warn = |text: &str| self.progress.warn(text);
            let on_frame = || self.finish_scan();
            let trial = try_under(noise, detector.as_mut(), &tried, &results, warn, on_frame)?;
            let Trial { report, scan_ms } = trial;
            if noise == Corruption::Clean {
                record.scan_ms = Some(scan_ms);
                record.engine = engine_name(self.choice.engine).to_owned();
            }
            record.add(noise.to_string(), &report, &class_names(&run.config));
            record.write(&run.record_path)?;
        }
        Ok(())
    }

    /// Counts a scan, and ends the program after Ctrl-C.
    fn finish_scan(&self) {
        self.progress.advance(1);
        if self.interrupt.is_set() {
            std::process::exit(self.interrupt.exit_code().into());
        }
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
