//! `voxelnet score`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use voxelnet_config::FrameConfig;
use voxelnet_dataset::FrameReader;
use voxelnet_metrics::{
    ComparedReport, EvaluatedFrames, MissingResults, Report, ReportOptions, Rules, comparison_table,
};
use voxelnet_report::Evaluated;

use crate::args::score::{ScoreArgs, ScoreInput};
use crate::configuration::read_configuration;
use crate::context::Context;
use crate::output::evaluation_page::{command_line, make_page_folder, write_page};
use crate::output::report::{print, print_table};
use crate::splits::{Split, TEST_SPLIT};

/// Frames of `--data` when no split is named.
const DEFAULT_SPLIT: &str = "val";

pub fn run(args: &ScoreArgs, context: &Context) -> Result<ExitCode> {
    let progress = context.progress;
    let missing =
        if args.missing_as_empty { MissingResults::CountAsEmpty } else { MissingResults::Refuse };
    let options = args.report.options();
    let bar = progress.bar(0, "reading", "frames");
    let observe = |done: usize, total: usize| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    };
    let (report, warnings) = match args.input() {
        ScoreInput::Compare => {
            print(&comparison(&args.compare)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        ScoreInput::Folders { labels, results } => {
            check_overlaps(&options, &Rules::default())?;
            let read = EvaluatedFrames::read_folders(labels, results, missing, observe);
            bar.finish_and_clear();
            let evaluated = read?;
            (evaluated.average_precision(&options), evaluated.warnings().to_vec())
        }
        ScoreInput::Dataset { data, config, results } => {
            let config: FrameConfig = read_configuration(config, &args.overrides)?;
            let split = args.split.as_deref().unwrap_or(DEFAULT_SPLIT);
            ensure!(split != TEST_SPLIT, "the split `{TEST_SPLIT}` has no labels to score");
            let Split { dataset, frames } = Split::open(data, split, progress)?;
            ensure!(!frames.is_empty(), "split `{split}` has no frames, nothing to score");
            let reader = FrameReader::new(dataset, config.uncropped());
            check_overlaps(&options, &Rules::of(&reader))?;
            make_page_folder(args.report.page.as_deref())?;
            let detail = args.report.detail();
            let evaluated =
                EvaluatedFrames::read(&reader, &frames, results, missing, detail, observe)?;
            bar.finish_and_clear();
            let report = evaluated.average_precision(&options);
            if let Some(folder) = &args.report.page {
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
            (report, evaluated.warnings().to_vec())
        }
    };
    warnings.iter().for_each(|warning| progress.warn(&warning.to_string()));
    print_report(&report, args.report.json.as_deref())?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a report and writes its JSON when asked to.
pub fn print_report(report: &Report, json: Option<&Path>) -> Result<()> {
    print_table(&report.table(), report, json)
}

/// Every set of overlaps needs a number for every class.
pub fn check_overlaps(options: &ReportOptions, rules: &Rules) -> Result<()> {
    let classes: Vec<&str> = rules.classes.iter().map(|class| class.name.as_str()).collect();
    for set in &options.overlaps {
        ensure!(
            set.min_overlaps.len() == classes.len(),
            "--iou {}: {} numbers, expected {}, one for each of {}",
            set.name,
            set.min_overlaps.len(),
            classes.len(),
            classes.join(", ")
        );
    }
    Ok(())
}

fn comparison(paths: &[PathBuf]) -> Result<String> {
    let mut reports = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).with_context(|| name.clone())?;
        let report: ComparedReport = serde_json::from_str(&text).with_context(|| {
            format!("{name}: not the JSON of an evaluation, expected what `voxelnet score --json` writes")
        })?;
        reports.push((name, report));
    }
    Ok(comparison_table(&reports))
}
