//! The tallies of all criteria.

use rayon::prelude::*;

use super::class::ClassId;
use super::criterion::{Criterion, Slice};
use super::difficulty::Difficulty;
use super::matching::Matcher;
use super::overlap::Metric;
use super::prepared::PreparedFrame;
use super::rules::Rules;
use super::tally::Tally;

/// The common part of all criteria of one table.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    /// The overlap a match must exceed in the image, per class.
    pub(super) bbox: Vec<f64>,
    /// The same in bird's-eye view and 3D.
    pub(super) spatial: Vec<f64>,
    pub(super) slice: Option<Slice>,
}

/// The tallies of one setting.
pub(super) struct Tallies {
    /// Of each class, level and metric, in this order.
    tallies: Vec<Tally>,
    difficulties: &'static [Difficulty],
}

/// Frames that one thread matches under all criteria at a time.
const FRAMES_PER_TASK: usize = 256;

impl Tallies {
    /// The tallies of each setting.
    pub(super) fn of_settings(
        frames: &[PreparedFrame],
        rules: &Rules,
        settings: &[Setting],
    ) -> Vec<Self> {
        let difficulties = rules.levels.difficulties();
        let criteria = criteria(rules.classes.len(), difficulties, settings);
        let tallies = tally_all(frames, rules, &criteria);
        let empty = |_| Self { tallies: Vec::new(), difficulties };
        let mut of_settings: Vec<Self> = settings.iter().map(empty).collect();
        for (criterion, tally) in tallies.into_iter().enumerate() {
            let row = criterion / Metric::ALL.len();
            of_settings[row % settings.len()].tallies.push(tally);
        }
        of_settings
    }

    pub(super) fn get(&self, class: ClassId, metric: Metric, difficulty: Difficulty) -> &Tally {
        // Without levels any difficulty means the only one there is.
        let level = self.difficulties.iter().position(|of| *of == difficulty).unwrap_or(0);
        let row = class * self.difficulties.len() + level;
        &self.tallies[row * Metric::ALL.len() + metric as usize]
    }
}

/// For each class, level, setting and metric, in this order, so that criteria with the same flags of
/// rows follow each other.
fn criteria(
    num_classes: usize,
    difficulties: &[Difficulty],
    settings: &[Setting],
) -> Vec<Criterion> {
    let mut criteria = Vec::new();
    for class in 0..num_classes {
        for &difficulty in difficulties {
            for Setting { bbox, spatial, slice } in settings {
                criteria.extend(Metric::ALL.map(|metric| {
                    let limits = if metric == Metric::Bbox { bbox } else { spatial };
                    let min_overlap = limits[class];
                    Criterion { class, difficulty, metric, min_overlap, slice: *slice }
                }));
            }
        }
    }
    criteria
}

/// The tally of all frames under each criterion. Sums do not depend on the number of threads.
pub(super) fn tally_all(
    frames: &[PreparedFrame],
    rules: &Rules,
    criteria: &[Criterion],
) -> Vec<Tally> {
    // A frame is matched under all criteria while its rows are in the cache.
    let parts: Vec<Vec<Tally>> = frames
        .par_chunks(FRAMES_PER_TASK)
        .enumerate()
        .map(|(task, frames)| tally(task * FRAMES_PER_TASK, frames, rules, criteria))
        .collect();
    let num_ranks = frames.iter().map(|frame| frame.ranks.len()).sum();
    (0..criteria.len())
        .into_par_iter()
        .map(|criterion| Tally::joined(parts.iter().map(|part| &part[criterion]), num_ranks))
        .collect()
}

/// The tally of some frames, from number `first` on, under each criterion.
fn tally(
    first: usize,
    frames: &[PreparedFrame],
    rules: &Rules,
    criteria: &[Criterion],
) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); criteria.len()];
    let mut matcher = Matcher::new(&rules.levels);
    for (number, frame) in (first..).zip(frames) {
        for (criterion, tally) in criteria.iter().zip(&mut tallies) {
            matcher.add(number, frame, *criterion, tally);
        }
    }
    tallies
}
