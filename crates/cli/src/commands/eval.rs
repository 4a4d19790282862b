//! `voxelnet eval`

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use voxelnet_config::Config;
use voxelnet_dataset::{FrameReader, detect_split};
use voxelnet_head::Weights;
use voxelnet_metrics::{
    ComparedReport, Detail, EvaluatedFrame, EvaluatedFrames, MissingResults, Report, ReportOptions,
    Rules, comparison_table,
};
use voxelnet_ranks::{Ranks, is_own};
use voxelnet_report::Evaluated;
use voxelnet_runs::{Checkpoint, RunDir};

use super::page::{command_line, make_page_folder, write_page};
use super::score::{check_overlaps, print_report};
use super::{TEST_SPLIT, open_split};
use crate::args::EvalArgs;
use crate::engine::EngineChoice;
use crate::output::{object_list, print, print_table, write_submission};
use crate::progress::Progress;
use crate::together::require_same;

/// Scans of the benchmark's test set, as its readme says.
const NUM_TEST_FRAMES: usize = 7518;

pub fn eval(args: &EvalArgs, progress: Progress, ranks: &dyn Ranks) -> Result<()> {
    let subjects = subjects(args)?;
    for subject in &subjects {
        ensure!(
            subject.split != TEST_SPLIT || !args.objects,
            "the split `{TEST_SPLIT}` has no labels, so there are no objects to list"
        );
    }
    let [first, others @ ..] = &subjects[..] else { return Ok(()) };
    if others.is_empty() {
        if let Some(report) = evaluate(first, args, progress, ranks)? {
            print_report(&report, args.report.json.as_deref())?;
        }
        return Ok(());
    }
    check_comparable(first, others)?;
    ensure!(
        args.submission.is_none()
            && args.results.is_none()
            && args.report.page.is_none()
            && !args.objects,
        "--submission, --results, --report and --objects are for one run; there are {}",
        subjects.len()
    );
    let mut reports = Vec::new();
    for subject in &subjects {
        if let Some(report) = evaluate(subject, args, progress, ranks)? {
            let name = subject.name.display().to_string();
            reports.push((name, report));
        }
    }
    if !ranks.is_first() {
        return Ok(());
    }
    let compared =
        reports.iter().map(|(name, report)| (name.clone(), ComparedReport::from(report)));
    let table = comparison_table(&compared.collect::<Vec<_>>());
    let by_name: serde_json::Map<String, serde_json::Value> = reports
        .iter()
        .map(|(name, report)| Ok((name.clone(), serde_json::to_value(report)?)))
        .collect::<Result<_>>()?;
    print_table(&table, &by_name, args.report.json.as_deref())
}

/// Several runs make one table only when they are tried on the same frames.
fn check_comparable(first: &Subject, others: &[Subject]) -> Result<()> {
    ensure!(first.split != TEST_SPLIT, "the split `{TEST_SPLIT}` has no labels to compare by");
    let mut names = vec![&first.name];
    for other in others {
        let (name, known) = (other.name.display(), first.name.display());
        ensure!(!names.contains(&&other.name), "{name} is given twice");
        names.push(&other.name);
        ensure!(
            (&first.data, &first.split) == (&other.data, &other.split),
            "{known} and {name} were validated on other frames; say with --data and --split which to take"
        );
    }
    Ok(())
}

/// A network and the frames that it is tried on.
struct Subject {
    /// The run, or the weights file.
    name: PathBuf,
    weights: Weights,
    config: Config,
    data: PathBuf,
    split: String,
    results: PathBuf,
}

fn subjects(args: &EvalArgs) -> Result<Vec<Subject>> {
    if let Some(path) = &args.weights {
        let weights = Weights::read(path)?;
        let config = weights.config(path, &args.overrides)?;
        let data = args.data.clone().context("give --data DIR")?;
        let results = args.results.clone().context("give --results DIR")?;
        let split = args.split.clone().unwrap_or_else(|| "val".to_owned());
        return Ok(vec![Subject { name: path.clone(), weights, config, data, split, results }]);
    }
    args.runs.iter().map(|run| of_run(run, args)).collect()
}

fn of_run(path: &Path, args: &EvalArgs) -> Result<Subject> {
    let run = RunDir::new(path);
    let Checkpoint { weights, path: file, .. } = run.checkpoint(args.checkpoint)?;
    let config = weights.config(&file, &args.overrides)?;
    // What was not typed is asked of the run; one that does not know can do with the usual split.
    let known = run.data();
    let split = match (&args.split, &known) {
        (Some(split), _) => split.clone(),
        (None, Ok(known)) => known.validation_split.clone(),
        (None, Err(_)) => "val".to_owned(),
    };
    let own = known.as_ref().ok().map(|known| known.data.clone());
    let data = match &args.data {
        Some(data) => data.clone(),
        None => known?.data,
    };
    let results = args.results.clone();
    let results =
        results.unwrap_or_else(|| run.results(&results_name(&data, own.as_deref(), &split)));
    Ok(Subject { name: path.into(), weights, config, data, split, results })
}

/// What the results of a split are called; those on another dataset than the run's own bear its name,
/// so that they do not mix.
fn results_name(data: &Path, own: Option<&Path>, split: &str) -> String {
    let split = Path::new(split).file_stem().unwrap_or_default().to_string_lossy();
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let data = whole(data);
    match (own, data.file_name()) {
        (Some(own), Some(name)) if whole(own) != data => {
            format!("{}-{split}", name.to_string_lossy())
        }
        _ => split.into_owned(),
    }
}

/// Detects on the frames of a subject, each rank on some, and has the first rank score what was found, where
/// there are labels.
fn evaluate(
    subject: &Subject,
    args: &EvalArgs,
    progress: Progress,
    ranks: &dyn Ranks,
) -> Result<Option<Report>> {
    let Subject { name, weights, config, data, split, results } = subject;
    let options = args.report.options();
    let is_scored = split != TEST_SPLIT;
    ensure!(
        is_scored || (args.report.json.is_none() && options == ReportOptions::default()),
        "the split `{TEST_SPLIT}` has no labels to score, so there are no metrics for --json, --iou, \
         --bootstrap, --by-points or --report"
    );
    let choice = EngineChoice::new(args.compute, [&config.network], progress)?;
    let mut detector = choice.load(weights, name, config.model())?;
    let (dataset, frames) = open_split(data, split, progress)?;
    ensure!(!frames.is_empty(), "split `{split}` has no frames, nothing to evaluate");
    let reader = FrameReader::new(dataset, config.frames());
    check_overlaps(&options, &Rules::of(&reader))?;
    if ranks.is_first() {
        make_page_folder(args.report.page.as_deref())?;
    }
    require_same(ranks, "network", &weights.to_bytes()?)?;
    require_same(ranks, "list of frames", &frames)?;
    if is_scored {
        let mut own = frames.iter().enumerate().filter(|(number, _)| is_own(ranks, *number));
        own.try_for_each(|(_, frame)| reader.check(frame))?;
    }

    let bar = progress.bar(frames.len() as u64, "detecting", "scans");
    detect_split(detector.as_mut(), &reader, &frames, results, ranks, |done, frame, warnings| {
        bar.set_position(done as u64);
        for warning in warnings {
            bar.suspend(|| progress.warn_here(&format!("{frame}: {warning}")));
        }
    })?;
    bar.finish_and_clear();
    if !ranks.is_first() {
        return Ok(None);
    }
    let step = weights.step;
    progress.say(&format!("result files of step {step} in {}", results.display()));
    if let Some(path) = &args.submission {
        submit(path, results, &frames, progress)?;
    }
    if !is_scored {
        progress.say("the split `test` has no labels here, so nothing is scored");
        return Ok(None);
    }
    // What is scored are the files, rounded as they are, so that scoring them again gives the same.
    ranks.takes_its_time("scoring");
    let evaluated = read_results(&reader, &frames, results, args, progress)?;
    evaluated.warnings().iter().for_each(|warning| progress.warn(&warning.to_string()));
    let report = evaluated.average_precision(&options);
    if args.objects {
        let min_score = args.min_score.unwrap_or(0.);
        let kept: Vec<EvaluatedFrame> =
            evaluated.frames().iter().map(|frame| frame.kept_from(min_score)).collect();
        print(&format!("{}\n", object_list(&kept, evaluated.rules(), args.min_points)))?;
    }
    if let Some(folder) = &args.report.page {
        let evaluated = Evaluated {
            title: &format!("{}, step {step}", name.display()),
            command: &command_line(),
            reader: &reader,
            results,
            frames: &evaluated,
            report: &report,
        };
        write_page(folder, &evaluated, progress)?;
    }
    Ok(Some(report))
}

/// Reads the result files once, with what all that was asked for needs.
fn read_results(
    reader: &FrameReader,
    frames: &[String],
    results: &Path,
    args: &EvalArgs,
    progress: Progress,
) -> Result<EvaluatedFrames> {
    let detail = if args.objects { Detail::Scans } else { args.report.detail() };
    let bar = progress.bar(frames.len() as u64, "judging", "frames");
    let observe = |done: usize, _| bar.set_position(done as u64);
    let missing = MissingResults::Refuse;
    let evaluated = EvaluatedFrames::read(reader, frames, results, missing, detail, observe)?;
    bar.finish_and_clear();
    Ok(evaluated)
}

fn submit(path: &Path, results: &Path, frames: &[String], progress: Progress) -> Result<()> {
    write_submission(path, results, frames)
        .with_context(|| format!("cannot write {}", path.display()))?;
    progress.say(&format!("{} results packed in {}", frames.len(), path.display()));
    if frames.len() != NUM_TEST_FRAMES {
        progress.warn(&format!(
            "the benchmark expects {NUM_TEST_FRAMES} results, 000000.txt to 007517.txt"
        ));
    }
    Ok(())
}
