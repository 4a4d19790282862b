//! Detecting with a network on the frames of a split, and scoring the result files.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use voxelnet_files::counted;
use voxelnet_metrics::{
    Detail, EvaluatedFrame, EvaluatedFrames, MissingResults, Report, ReportOptions, Rules,
};
use voxelnet_report::Evaluated;

use super::plan::{EvalPlan, ObjectListPlan};
use super::result_files::write_result_files;
use super::subject::Subject;
use crate::context::Context;
use crate::engine::choice::EngineChoice;
use crate::output::evaluation_page::{command_line, make_page_folder, write_page};
use crate::output::object_list::object_list;
use crate::output::report::print;
use crate::output::submission::write_submission;
use crate::progress::Progress;
use crate::splits::{Split, SplitReader, TEST_SPLIT};
use crate::together::require_same;
use crate::usage::ensure_usage;

/// Scans of the benchmark's test set, as its readme says.
const NUM_TEST_FRAMES: usize = 7518;

/// Detects on the frames of a subject, each rank on some, and has the first rank score the results, where there
/// are labels.
pub fn evaluate(subject: &Subject, plan: &EvalPlan, context: &Context) -> Result<Option<Report>> {
    let &Context { progress, ref communicator, ref heartbeat, .. } = context;
    check_is_scored(subject, plan)?;
    let split = detect(subject, plan, context)?;
    if !communicator.is_first() {
        return Ok(None);
    }
    let Subject { weights, results, .. } = subject;
    progress.say(&format!("result files of step {} in {}", weights.step, results.display()));
    if let Some(path) = &plan.submission {
        submit(path, results, &split.frames, progress)?;
    }
    if !subject.is_scored() {
        progress.say("the split `test` has no labels here, so nothing is scored");
        return Ok(None);
    }
    heartbeat.suspend("scoring");
    score(subject, plan, &split, progress).map(Some)
}

/// Refuses metrics of a split without labels.
fn check_is_scored(subject: &Subject, plan: &EvalPlan) -> Result<()> {
    let report = &plan.report;
    let wants_metrics = report.json.is_some()
        || !report.has_levels
        || report.tables.full
        || report.options != ReportOptions::default();
    ensure_usage!(
        subject.is_scored() || !wants_metrics,
        "the split `{TEST_SPLIT}` has no labels to score, so there are no metrics for --json, --iou, \
         --bootstrap, --by-points, --full, --no-difficulty or --report"
    );
    Ok(())
}

/// Writes the result files of a subject; the frames that they are of.
fn detect(subject: &Subject, plan: &EvalPlan, context: &Context) -> Result<SplitReader> {
    let Subject { name, weights, model, results, .. } = subject;
    let choice = EngineChoice::new(plan.engine, [&model.network], context.progress)?;
    let mut detector = choice.load(weights, name, model.clone())?;
    let split = open(subject, plan, context)?;
    write_result_files(detector.as_mut(), &split, results, context)?;
    Ok(split)
}

/// Opens the frames of a subject, the same on all ranks, and checks everything that can be checked before all work.
fn open(subject: &Subject, plan: &EvalPlan, context: &Context) -> Result<SplitReader> {
    let communicator = &context.communicator;
    let Subject { weights, frames, data, split, .. } = subject;
    let opened = Split::open(data, split, context.progress)?;
    let opened = opened.reader(frames.clone(), subject.full_scale, context.progress);
    let SplitReader { reader, frames } = &opened;
    ensure!(!frames.is_empty(), "split `{split}` has no frames, nothing to evaluate");
    plan.report.check_overlaps(&Rules::of(reader))?;
    if communicator.is_first() {
        make_page_folder(plan.report.page.as_deref())?;
    }
    require_same(communicator, "network", &weights.to_bytes()?)?;
    require_same(communicator, "list of frames", frames)?;
    if subject.is_scored() {
        let shard = communicator.shard();
        let mut own = frames.iter().enumerate().filter(|(number, _)| shard.owns(*number));
        own.try_for_each(|(_, frame)| reader.check(frame).map(drop))?;
    }
    Ok(opened)
}

/// Scores the result files, rounded as they are, so that scoring them again gives the same; writes the list and the
/// page that were asked for.
fn score(
    subject: &Subject,
    plan: &EvalPlan,
    split: &SplitReader,
    progress: Progress,
) -> Result<Report> {
    let evaluated = read_results(split, &subject.results, plan, progress)?;
    evaluated.warnings().iter().for_each(|warning| progress.warn(&warning.to_string()));
    let network = Some(subject.model.detection.clone());
    let options = ReportOptions { network, ..plan.report.options.clone() };
    let report = evaluated.average_precision(&options);
    if let Some(list) = &plan.objects {
        print_objects(&evaluated, list)?;
    }
    if let Some(folder) = &plan.report.page {
        let evaluated = Evaluated {
            title: &format!("{}, step {}", subject.name.display(), subject.weights.step),
            command: &command_line(),
            reader: &split.reader,
            results: &subject.results,
            frames: &evaluated,
            report: &report,
        };
        write_page(folder, &evaluated, progress)?;
    }
    Ok(report)
}

/// Reads the result files once, with everything that is needed for what was asked for.
fn read_results(
    SplitReader { reader, frames }: &SplitReader,
    results: &Path,
    plan: &EvalPlan,
    progress: Progress,
) -> Result<EvaluatedFrames> {
    let detail = if plan.objects.is_some() { Detail::Scans } else { plan.report.detail() };
    let bar = progress.bar(frames.len() as u64, "judging", "frames");
    let observe = |done: usize, _| bar.set_position(done as u64);
    let missing = MissingResults::Refuse;
    let evaluated = EvaluatedFrames::read(reader, frames, results, missing, detail, observe)?;
    bar.finish_and_clear();
    Ok(evaluated)
}

fn print_objects(evaluated: &EvaluatedFrames, list: &ObjectListPlan) -> Result<()> {
    let ObjectListPlan { min_score, min_points } = *list;
    let kept: Vec<EvaluatedFrame> =
        evaluated.frames().iter().map(|frame| frame.kept_from(min_score)).collect();
    print(&format!("{}\n", object_list(&kept, evaluated.rules(), min_points)))
}

fn submit(path: &Path, results: &Path, frames: &[String], progress: Progress) -> Result<()> {
    write_submission(path, results, frames)
        .with_context(|| format!("cannot write {}", path.display()))?;
    progress.say(&format!("{} packed in {}", counted(frames.len(), "result"), path.display()));
    if frames.len() != NUM_TEST_FRAMES {
        progress.warn(&format!(
            "the benchmark expects {NUM_TEST_FRAMES} results, 000000.txt to 007517.txt"
        ));
    }
    Ok(())
}
