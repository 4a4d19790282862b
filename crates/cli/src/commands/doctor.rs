//! `voxelnet doctor`

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use voxelnet_config::FromSections;
use voxelnet_detection::Weights;
use voxelnet_doctor::{
    DoctorConfig, ExaminedSplit, Finding, Report, Severity, examine_dataset, examine_run,
    examine_scans, examine_weights,
};
use voxelnet_kitti::{KittiDataset, SplitFrames, is_split_file};
use voxelnet_runs::RunDir;

use crate::args::doctor::DoctorArgs;
use crate::configuration::read_configuration;
use crate::context::Context;
use crate::output::report::print_table;
use crate::scans::file_options::ScanFileOptions;
use crate::scans::typed::require_scan_file;
use crate::shipped;
use crate::usage::ensure_usage;

/// The text of the configuration for datasets when none is given: KITTI's three classes.
const OF_KITTI: &str = include_str!("../../../../configs/kitti.toml");
/// The name of its file.
const KITTI: &str = "configs/kitti.toml";
const DEFAULT_SPLIT: &str = "train";

/// Exit code 0 means that there is no error among the findings.
pub fn run(args: &DoctorArgs, context: &Context) -> Result<ExitCode> {
    let files = ScanFileOptions::from(args.files);
    ensure_usage!(
        args.data.is_none() || files.intensity_scale.is_none(),
        "--intensity-scale is for scans; for a dataset give --set dataset.scan.intensity_scale=FACTOR"
    );
    let overrides = [args.overrides.clone(), files.overrides().into_iter().collect()].concat();
    let ExaminedConfig { config, source, findings } = ExaminedConfig::read(args, &overrides)?;
    let bar = context.progress.bar(0, "examining", "frames");
    let observe = |done: usize, total: usize| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    };
    let report = match &args.data {
        Some(data) => {
            let split = open(data, args.split.as_deref().unwrap_or(DEFAULT_SPLIT))?;
            examine_dataset(&split, &config, &source, args.frames, observe)
        }
        None => {
            args.scans.iter().try_for_each(|scan| require_scan_file(scan))?;
            let options = files.for_dataset(&config.frames.dataset);
            examine_scans(&args.scans, &options, &config, &source, observe)
        }
    };
    bar.finish_and_clear();
    let mut report: Report = report?;
    findings.into_iter().for_each(|finding| report.add(finding));
    print_table(&report.text(), &report, args.json.as_deref())?;
    let is_well = report.count(Severity::Error) == 0;
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A configuration to examine with.
struct ExaminedConfig {
    config: DoctorConfig,
    /// The name of its source.
    source: String,
    /// Defects of the weights that it comes with.
    findings: Vec<Finding>,
}

impl ExaminedConfig {
    /// The configuration in the file, the run or the weights that were given, or else the one for what is
    /// examined.
    fn read(args: &DoctorArgs, overrides: &[String]) -> Result<Self> {
        if let Some(path) = &args.config {
            return Self::of_file(path, overrides, Vec::new());
        }
        if let Some(run) = &args.run {
            let run = RunDir::new(run);
            run.check()?;
            return Self::of_file(&run.config_path(), overrides, examine_run(&run));
        }
        if let Some(path) = &args.weights {
            return Self::of_weights(&Weights::read(path)?, path, overrides);
        }
        let usual = match &args.data {
            Some(_) => {
                let config = DoctorConfig::parse(OF_KITTI, Path::new(KITTI), overrides)
                    .context("cannot use the configuration")?;
                Self { config, source: KITTI.to_owned(), findings: Vec::new() }
            }
            // The weights that `detect` uses on scans when none are given.
            None => Self::of_weights(&shipped::weights()?, Path::new(shipped::NAME), overrides)?,
        };
        Ok(Self { source: format!("{}, as none was given", usual.source), ..usual })
    }

    fn of_file(path: &Path, overrides: &[String], findings: Vec<Finding>) -> Result<Self> {
        let config = read_configuration(path, overrides)?;
        Ok(Self { config, source: path.display().to_string(), findings })
    }

    fn of_weights(weights: &Weights, path: &Path, overrides: &[String]) -> Result<Self> {
        let config = weights.config(path, overrides).context("cannot use the configuration")?;
        let findings = examine_weights(weights, path).into_iter().collect();
        Ok(Self { config, source: path.display().to_string(), findings })
    }
}

/// A split of a dataset. Of one whose list is malformed, which is a finding, all frames are looked at.
fn open(data: &Path, split: &str) -> Result<ExaminedSplit> {
    let dataset = KittiDataset::open(data)?;
    let name = split.to_owned();
    let is_malformed = |of: &KittiDataset| !is_split_file(split) && of.has_split(split);
    match dataset.open_split(split) {
        Ok(SplitFrames { dataset, frames, .. }) => Ok(ExaminedSplit { dataset, name, frames }),
        Err(_) if is_malformed(&dataset) => {
            let dataset = dataset.for_split(split);
            let frames = dataset.scanned_frames()?;
            Ok(ExaminedSplit { dataset, name, frames })
        }
        Err(error) => Err(error.into()),
    }
}
