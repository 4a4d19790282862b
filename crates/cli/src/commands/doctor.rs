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
use voxelnet_kitti::{KittiDataset, read_split};

use crate::args::doctor::DoctorArgs;
use crate::configuration::read_configuration;
use crate::context::Context;
use crate::output::report::print_table;
use crate::shipped;
use crate::splits::is_split_file;

/// The configuration for datasets when none is given: KITTI's three classes.
const OF_KITTI: &str = include_str!("../../../../configs/kitti.toml");
/// Where it comes from.
const KITTI: &str = "configs/kitti.toml";
const DEFAULT_SPLIT: &str = "train";

/// Exit code 0 means that there is no error among the findings.
pub fn run(args: &DoctorArgs, context: &Context) -> Result<ExitCode> {
    let (config, source, findings) = configuration(args)?;
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
        None => examine_scans(&args.scans, &config, &source, observe),
    };
    bar.finish_and_clear();
    let mut report: Report = report?;
    findings.into_iter().for_each(|finding| report.add(finding));
    print_table(&report.text(), &report, args.json.as_deref())?;
    let is_well = report.count(Severity::Error) == 0;
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The configuration, where it comes from, and what is wrong with the weights that it comes with.
fn configuration(args: &DoctorArgs) -> Result<(DoctorConfig, String, Vec<Finding>)> {
    let overrides = &args.overrides;
    let read = |path: &Path| read_configuration(path, overrides);
    let named = |path: &Path| path.display().to_string();
    let of_weights = |weights: &Weights, path: &Path| -> Result<_> {
        let config = weights.config(path, overrides).context("cannot use the configuration")?;
        Ok((config, examine_weights(weights, path).into_iter().collect()))
    };
    if let Some(path) = &args.config {
        return Ok((read(path)?, named(path), Vec::new()));
    }
    if let Some(run) = &args.run {
        let path = run.join("config.toml");
        return Ok((read(&path)?, named(&path), examine_run(run)));
    }
    if let Some(path) = &args.weights {
        let (config, findings) = of_weights(&Weights::read(path)?, path)?;
        return Ok((config, named(path), findings));
    }
    let said = |source: &str| format!("{source}, as none was given");
    if args.data.is_some() {
        let config = DoctorConfig::parse(OF_KITTI, Path::new(KITTI), overrides)
            .context("cannot use the configuration")?;
        return Ok((config, said(KITTI), Vec::new()));
    }
    // What `detect` uses on scans when nothing is said.
    let (config, findings) = of_weights(&shipped::weights()?, Path::new(shipped::NAME))?;
    Ok((config, said(shipped::NAME), findings))
}

/// A split of a dataset. Of one whose list is malformed, which is a finding, all frames are looked at.
fn open(data: &Path, split: &str) -> Result<ExaminedSplit> {
    let dataset = KittiDataset::open(data)?;
    let name = split.to_owned();
    if is_split_file(split) {
        let frames = read_split(Path::new(split))?;
        return Ok(ExaminedSplit { dataset, name, frames });
    }
    let seen = dataset.for_split(split);
    let frames = match dataset.frame_ids(split) {
        Err(_) if dataset.has_split(split) => seen.scanned_frames()?,
        frames => frames?,
    };
    Ok(ExaminedSplit { dataset: seen, name, frames })
}
