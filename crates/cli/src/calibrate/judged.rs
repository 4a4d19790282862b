//! Detecting on labelled frames, and the judged scores of each class.

use std::path::Path;

use anyhow::{Result, ensure};
use tempfile::TempDir;
use voxelnet_metrics::{ClassScores, Detail, EvaluatedFrames, MissingResults};
use voxelnet_scene::class_spelling;

use super::plan::CalibratePlan;
use crate::context::Context;
use crate::engine::choice::EngineChoice;
use crate::eval::result_files::write_result_files;
use crate::eval::subject::Subject;
use crate::splits::{Split, SplitReader};
use crate::usage::ensure_usage;

/// The scores of the classes of a network in labelled frames, before any calibration.
pub struct JudgedScores {
    /// In the order of the network.
    pub classes: Vec<JudgedClass>,
    pub num_frames: usize,
}

/// The scores of a class.
pub struct JudgedClass {
    /// As the configuration writes it.
    pub name: String,
    pub scores: ClassScores,
}

/// Detects on the frames of a network and judges all detections.
pub fn judge(subject: &Subject, plan: &CalibratePlan, context: &Context) -> Result<JudgedScores> {
    let progress = context.progress;
    ensure_usage!(subject.is_scored(), "the split `{}` has no labels to fit to", subject.split);
    let Subject { name, weights, model, frames, data, split, full_scale, .. } = subject;
    let choice = EngineChoice::new(plan.engine, [&model.network], progress)?;
    let mut detector = choice.load(weights, name, model.clone())?;
    let opened = Split::open(data, split, progress)?;
    let opened = opened.reader(frames.clone(), *full_scale, progress);
    ensure!(!opened.frames.is_empty(), "split `{split}` has no frames, nothing to fit to");
    opened.frames.iter().try_for_each(|frame| opened.reader.check(frame).map(drop))?;
    let temporary = TempDir::new()?;
    let results = plan.results.as_deref().unwrap_or(temporary.path());
    write_result_files(detector.as_mut(), &opened, results, context)?;
    let evaluated = read(&opened, results, context)?;
    evaluated.warnings().iter().for_each(|warning| progress.warn(&warning.to_string()));
    let classes = model.network.classes.iter().map(|class| JudgedClass {
        name: class.name.clone(),
        scores: ClassScores::of(evaluated.frames(), &class_spelling(&class.name), 0),
    });
    Ok(JudgedScores { classes: classes.collect(), num_frames: opened.frames.len() })
}

fn read(
    SplitReader { reader, frames }: &SplitReader,
    results: &Path,
    context: &Context,
) -> Result<EvaluatedFrames> {
    let bar = context.progress.bar(frames.len() as u64, "judging", "frames");
    let observe = |done: usize, _| bar.set_position(done as u64);
    let missing = MissingResults::Refuse;
    let evaluated =
        EvaluatedFrames::read(reader, frames, results, missing, Detail::Scans, observe)?;
    bar.finish_and_clear();
    Ok(evaluated)
}
