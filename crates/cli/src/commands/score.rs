//! `voxelnet score`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use voxelnet_config::FrameConfig;
use voxelnet_files::read_text;
use voxelnet_kitti::file_stems;
use voxelnet_metrics::{
    ComparedReport, EvaluatedFrames, MissingResults, Rules, TableOptions, comparison_table,
};
use voxelnet_report::Evaluated;

use crate::args::score::ScoreArgs;
use crate::configuration::read_configuration;
use crate::context::Context;
use crate::eval::report::ReportPlan;
use crate::eval::score_plan::{ScoreInput, ScorePlan, ScoredDataset};
use crate::folders::require_folder;
use crate::output::evaluation_page::{command_line, make_page_folder, write_page};
use crate::output::report::print;
use crate::progress::Progress;
use crate::result_folder::result_folder;
use crate::splits::{Split, SplitReader};

pub fn run(args: &ScoreArgs, context: &Context) -> Result<ExitCode> {
    let ScorePlan { input, missing, report } = ScorePlan::try_from(args)?;
    match &input {
        ScoreInput::Folders { labels, results } => {
            score_folders(labels, results, missing, &report, context.progress)?;
        }
        ScoreInput::Dataset(dataset) => {
            score_dataset(dataset, missing, &report, context.progress)?;
        }
        ScoreInput::Compare(files) => print(&comparison(files, &report.tables)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Scores a folder of result files by a folder of KITTI's labels.
fn score_folders(
    labels: &Path,
    results: &Path,
    missing: MissingResults,
    plan: &ReportPlan,
    progress: Progress,
) -> Result<()> {
    let rules = plan.kitti_rules();
    plan.check_overlaps(&rules)?;
    require_folder(labels)?;
    require_folder(results)?;
    let frames = file_stems(labels, "txt")?;
    let results = result_folder(results, frames.iter().map(String::as_str), progress);
    let evaluated = with_bar(progress, |observe| {
        Ok(EvaluatedFrames::read_folders(rules, labels, &results, missing, observe)?)
    })?;
    warn(&evaluated, progress);
    plan.print(&evaluated.average_precision(&plan.options))
}

/// Scores result files by the labels of a dataset, and writes the page that was asked for.
fn score_dataset(
    dataset: &ScoredDataset,
    missing: MissingResults,
    plan: &ReportPlan,
    progress: Progress,
) -> Result<()> {
    let ScoredDataset { data, split, config, overrides, results } = dataset;
    let config: FrameConfig = read_configuration(config, overrides)?;
    let SplitReader { reader, frames } =
        Split::open(data, split, progress)?.reader(config.uncropped(), None, progress);
    require_folder(results)?;
    ensure!(!frames.is_empty(), "split `{split}` has no frames, nothing to score");
    plan.check_overlaps(&Rules::of(&reader))?;
    make_page_folder(plan.page.as_deref())?;
    let results = &result_folder(results, frames.iter().map(String::as_str), progress);
    let evaluated = with_bar(progress, |observe| {
        let detail = plan.detail();
        Ok(EvaluatedFrames::read(&reader, &frames, results, missing, detail, observe)?)
    })?;
    let report = evaluated.average_precision(&plan.options);
    if let Some(folder) = &plan.page {
        let evaluated = Evaluated {
            title: &results.display().to_string(),
            command: &command_line(),
            reader: &reader,
            results,
            frames: &evaluated,
            report: &report,
        };
        write_page(folder, &evaluated, progress)?;
    }
    warn(&evaluated, progress);
    plan.print(&report)
}

/// Reads result files and shows how many of them were read.
fn with_bar(
    progress: Progress,
    read: impl FnOnce(&(dyn Fn(usize, usize) + Sync)) -> Result<EvaluatedFrames>,
) -> Result<EvaluatedFrames> {
    let bar = progress.bar(0, "reading", "frames");
    let evaluated = read(&|done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    evaluated
}

fn warn(evaluated: &EvaluatedFrames, progress: Progress) {
    evaluated.warnings().iter().for_each(|warning| progress.warn(&warning.to_string()));
}

fn comparison(paths: &[PathBuf], tables: &TableOptions) -> Result<String> {
    let mut reports = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let text = read_text(path).with_context(|| name.clone())?;
        let report: ComparedReport = serde_json::from_str(&text).with_context(|| {
            format!("{name}: not the JSON of an evaluation, expected what `voxelnet score --json` writes")
        })?;
        reports.push((name, report));
    }
    Ok(comparison_table(&reports.into_iter().collect(), tables))
}
