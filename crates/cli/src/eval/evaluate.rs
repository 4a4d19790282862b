//! Detecting with a network on the frames of a split, and scoring the result files.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use voxelnet_dataset::{FrameReader, detect_split};
use voxelnet_metrics::{
    Detail, EvaluatedFrame, EvaluatedFrames, MissingResults, Report, ReportOptions, Rules,
};
use voxelnet_ranks::is_own;
use voxelnet_report::Evaluated;

use super::subject::Subject;
use crate::args::run::EvalArgs;
use crate::commands::score::check_overlaps;
use crate::context::Context;
use crate::engine::choice::EngineChoice;
use crate::output::evaluation_page::{command_line, make_page_folder, write_page};
use crate::output::object_list::object_list;
use crate::output::report::print;
use crate::output::submission::write_submission;
use crate::progress::Progress;
use crate::splits::{Split, TEST_SPLIT};
use crate::together::require_same;

/// Scans of the benchmark's test set, as its readme says.
const NUM_TEST_FRAMES: usize = 7518;

/// Detects on the frames of a subject, each rank on some, and has the first rank score the results, where there
/// are labels.
pub fn evaluate(subject: &Subject, args: &EvalArgs, context: &Context) -> Result<Option<Report>> {
    let &Context { progress, ranks } = context;
    let options = args.report.options();
    ensure!(
        subject.is_scored() || (args.report.json.is_none() && options == ReportOptions::default()),
        "the split `{TEST_SPLIT}` has no labels to score, so there are no metrics for --json, --iou, \
         --bootstrap, --by-points or --report"
    );
    let (reader, frames) = detect(subject, args, &options, context)?;
    if !ranks.is_first() {
        return Ok(None);
    }
    let Subject { weights, results, .. } = subject;
    let step = weights.step;
    progress.say(&format!("result files of step {step} in {}", results.display()));
    if let Some(path) = &args.submission {
        submit(path, results, &frames, progress)?;
    }
    if !subject.is_scored() {
        progress.say("the split `test` has no labels here, so nothing is scored");
        return Ok(None);
    }
    ranks.takes_its_time("scoring");
    score(subject, args, &options, (&reader, &frames), progress).map(Some)
}

/// Writes the result files of a subject; its frames, and what reads them.
fn detect(
    subject: &Subject,
    args: &EvalArgs,
    options: &ReportOptions,
    &Context { progress, ranks }: &Context,
) -> Result<(FrameReader, Vec<String>)> {
    let Subject { name, weights, model, frames, data, split, results } = subject;
    let choice = EngineChoice::new(args.compute.into(), [&model.network], progress)?;
    let mut detector = choice.load(weights, name, model.clone())?;
    let Split { dataset, frames: names } = Split::open(data, split, progress)?;
    ensure!(!names.is_empty(), "split `{split}` has no frames, nothing to evaluate");
    let reader = FrameReader::new(dataset, frames.clone());
    check_overlaps(options, &Rules::of(&reader))?;
    if ranks.is_first() {
        make_page_folder(args.report.page.as_deref())?;
    }
    require_same(ranks, "network", &weights.to_bytes()?)?;
    require_same(ranks, "list of frames", &names)?;
    if subject.is_scored() {
        let mut own = names.iter().enumerate().filter(|(number, _)| is_own(ranks, *number));
        own.try_for_each(|(_, frame)| reader.check(frame))?;
    }
    let bar = progress.bar(names.len() as u64, "detecting", "scans");
    detect_split(detector.as_mut(), &reader, &names, results, ranks, |done, frame, warnings| {
        bar.set_position(done as u64);
        for warning in warnings {
            bar.suspend(|| progress.warn_here(&format!("{frame}: {warning}")));
        }
    })?;
    bar.finish_and_clear();
    Ok((reader, names))
}

/// Scores the result files, rounded as they are, so that scoring them again gives the same; writes the list and the
/// page that were asked for.
fn score(
    subject: &Subject,
    args: &EvalArgs,
    options: &ReportOptions,
    (reader, frames): (&FrameReader, &[String]),
    progress: Progress,
) -> Result<Report> {
    let evaluated = read_results(reader, frames, &subject.results, args, progress)?;
    evaluated.warnings().iter().for_each(|warning| progress.warn(&warning.to_string()));
    let report = evaluated.average_precision(options);
    if args.objects {
        let min_score = args.min_score.unwrap_or(0.);
        let kept: Vec<EvaluatedFrame> =
            evaluated.frames().iter().map(|frame| frame.kept_from(min_score)).collect();
        print(&format!("{}\n", object_list(&kept, evaluated.rules(), args.min_points)))?;
    }
    if let Some(folder) = &args.report.page {
        let evaluated = Evaluated {
            title: &format!("{}, step {}", subject.name.display(), subject.weights.step),
            command: &command_line(),
            reader,
            results: &subject.results,
            frames: &evaluated,
            report: &report,
        };
        write_page(folder, &evaluated, progress)?;
    }
    Ok(report)
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
