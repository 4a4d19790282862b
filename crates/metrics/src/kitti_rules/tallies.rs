//! The tallies of all questions.

use rayon::prelude::*;

use super::class::ClassId;
use super::difficulty::Difficulty;
use super::matching::Matcher;
use super::overlap::Metric;
use super::prepared::PreparedFrame;
use super::question::{Question, Slice};
use super::rules::Rules;
use super::tally::Tally;

/// What all questions of one table have in common.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    /// The overlap a match must exceed in the image, per class.
    pub(super) bbox: Vec<f64>,
    /// The same in bird's-eye view and 3D.
    pub(super) spatial: Vec<f64>,
    pub(super) slice: Option<Slice>,
}

/// The tallies of one setting: of each class, level and metric, in this order.
pub(super) struct Tallies(Vec<Tally>);

/// Frames that one thread answers all questions about at a time.
const FRAMES_PER_TASK: usize = 256;

impl Tallies {
    /// Of each setting. Sums do not depend on the number of threads.
    pub(super) fn of_settings(
        frames: &[PreparedFrame],
        rules: &Rules,
        settings: &[Setting],
    ) -> Vec<Self> {
        let questions = questions(rules.classes.len(), settings);
        // All questions about a frame are asked while its rows are in the cache.
        let parts: Vec<Vec<Tally>> = frames
            .par_chunks(FRAMES_PER_TASK)
            .enumerate()
            .map(|(task, frames)| tally(task * FRAMES_PER_TASK, frames, rules, &questions))
            .collect();
        let num_ranks = frames.iter().map(|frame| frame.ranks.len()).sum();
        let tallies: Vec<Tally> = (0..questions.len())
            .into_par_iter()
            .map(|question| Tally::joined(parts.iter().map(|part| &part[question]), num_ranks))
            .collect();
        drop(parts);
        let mut of_settings: Vec<Self> = settings.iter().map(|_| Self(Vec::new())).collect();
        for (question, tally) in tallies.into_iter().enumerate() {
            let row = question / Metric::ALL.len();
            of_settings[row % settings.len()].0.push(tally);
        }
        of_settings
    }

    pub(super) fn get(&self, class: ClassId, metric: Metric, difficulty: Difficulty) -> &Tally {
        let row = class * Difficulty::ALL.len() + difficulty as usize;
        &self.0[row * Metric::ALL.len() + metric as usize]
    }
}

/// For each class, level, setting and metric, in this order, so that questions with the same flags of
/// rows follow each other.
fn questions(num_classes: usize, settings: &[Setting]) -> Vec<Question> {
    let mut questions = Vec::new();
    for class in 0..num_classes {
        for difficulty in Difficulty::ALL {
            for Setting { bbox, spatial, slice } in settings {
                questions.extend(Metric::ALL.map(|metric| {
                    let limits = if metric == Metric::Bbox { bbox } else { spatial };
                    let min_overlap = limits[class];
                    Question { class, difficulty, metric, min_overlap, slice: *slice }
                }));
            }
        }
    }
    questions
}

/// What some frames, from number `first` on, say to each question.
fn tally(
    first: usize,
    frames: &[PreparedFrame],
    rules: &Rules,
    questions: &[Question],
) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); questions.len()];
    let mut matcher = Matcher::new(&rules.levels);
    for (number, frame) in (first..).zip(frames) {
        for (question, tally) in questions.iter().zip(&mut tallies) {
            matcher.add(number, frame, *question, tally);
        }
    }
    tallies
}
