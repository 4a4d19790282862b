//! `voxelnet doctor`

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use voxelnet_dataset::DataConfig;
use voxelnet_doctor::{
    ExaminedSplit, Finding, Report, Severity, examine_dataset, examine_run, examine_scans,
    examine_weights,
};
use voxelnet_head::Weights;
use voxelnet_kitti::{KittiDataset, read_split};

use super::is_split_file;
use crate::args::DoctorArgs;
use crate::output::print_table;
use crate::progress::Progress;

/// The configuration for datasets when none is given: KITTI's three classes.
const OF_KITTI: (&str, &str) =
    ("configs/kitti.toml, as none was given", include_str!("../../../../configs/kitti.toml"));
/// That for scans alone: of the weights that are part of the program, which `detect` uses.
const OF_WEIGHTS: (&str, &str) = (
    "configs/synthetic.toml, of the weights of the program, as none was given",
    include_str!("../../../../configs/synthetic.toml"),
);
const DEFAULT_SPLIT: &str = "train";

/// Exit code 0 means that there is no error among the findings.
pub fn doctor(args: &DoctorArgs, progress: Progress) -> Result<ExitCode> {
    let (config, source, findings) = configuration(args).context("cannot use the configuration")?;
    let bar = progress.bar(0, "examining", "frames");
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
fn configuration(args: &DoctorArgs) -> Result<(DataConfig, String, Vec<Finding>)> {
    let (path, findings) = match (&args.config, &args.run, &args.weights) {
        (Some(path), ..) => (path.clone(), Vec::new()),
        (_, Some(run), _) => (run.join("config.toml"), examine_run(run)),
        (.., Some(path)) => {
            let weights = Weights::read(path)?;
            let config = DataConfig::parse(&weights.config_text, path, &args.overrides)?;
            let findings = examine_weights(&weights, path).into_iter().collect();
            return Ok((config, path.display().to_string(), findings));
        }
        _ => {
            let (name, text) = if args.data.is_some() { OF_KITTI } else { OF_WEIGHTS };
            let config = DataConfig::parse(text, Path::new(name), &args.overrides)?;
            return Ok((config, name.to_owned(), Vec::new()));
        }
    };
    let config = DataConfig::read(&path, &args.overrides)?;
    Ok((config, path.display().to_string(), findings))
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
