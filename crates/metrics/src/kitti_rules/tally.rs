//! The counts of all frames under one criterion.

use super::thresholds::score_thresholds;
use crate::frame_weights::{Weights, weight};

/// The counts at one score threshold, or their change from one score to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Counts {
    pub(super) true_positives: i64,
    pub(super) false_positives: i64,
    /// Sum over the true positives of the orientation similarity, (1 + cos(alpha difference)) / 2.
    pub(super) similarity: f64,
}

impl Counts {
    fn minus(self, other: Self) -> Self {
        Self {
            true_positives: self.true_positives - other.true_positives,
            false_positives: self.false_positives - other.false_positives,
            similarity: self.similarity - other.similarity,
        }
    }

    /// A numerator over the number of counted detections, 0 when nothing is counted.
    pub(super) fn per_counted(&self, numerator: f64) -> f64 {
        let num_counted = self.true_positives + self.false_positives;
        if num_counted > 0 { numerator / num_counted as f64 } else { 0. }
    }

    fn add(&mut self, other: Self, times: u32) {
        self.true_positives += other.true_positives * i64::from(times);
        self.false_positives += other.false_positives * i64::from(times);
        self.similarity += other.similarity * f64::from(times);
    }
}

/// A detection whose joining changes the counts of its frame.
#[derive(Clone, Copy, Debug)]
struct Step {
    rank: u32,
    frame: usize,
    score: f64,
    change: Counts,
}

/// The score of a true positive of pass 1.
#[derive(Clone, Copy, Debug)]
struct Recorded {
    rank: u32,
    frame: usize,
    score: f64,
}

/// The counts of all frames under one criterion, from which every measure follows: a frame can be left
/// out or counted several times without matching anything again.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Frames with valid objects and their number.
    valid: Vec<(usize, usize)>,
    recorded: Vec<Recorded>,
    steps: Vec<Step>,
    /// The counts of the frame that is being added.
    latest: (Option<usize>, Counts),
}

impl Tally {
    pub(super) fn add_valid(&mut self, frame: usize, num_valid: usize) {
        if num_valid > 0 {
            self.valid.push((frame, num_valid));
        }
    }

    /// Adds a score of pass 1; `rank` is its place in the descending order of all scores.
    pub(super) fn add_recorded(&mut self, frame: usize, rank: u32, score: f64) {
        self.recorded.push(Recorded { rank, frame, score });
    }

    /// Adds the counts of a frame at one of its scores; those of a frame come one after another.
    pub(super) fn add_step(&mut self, frame: usize, rank: u32, score: f64, counts: Counts) {
        let before = if self.latest.0 == Some(frame) { self.latest.1 } else { Counts::default() };
        if counts != before {
            self.steps.push(Step { rank, frame, score, change: counts.minus(before) });
        }
        self.latest = (Some(frame), counts);
    }

    /// The joined tallies of parts of the frames, in descending order of scores, of which there are
    /// `num_ranks`.
    pub(super) fn joined<'a>(
        parts: impl Iterator<Item = &'a Self> + Clone,
        num_ranks: usize,
    ) -> Self {
        Self {
            valid: parts.clone().flat_map(|part| &part.valid).copied().collect(),
            recorded: by_rank(
                parts.clone().flat_map(|part| &part.recorded),
                num_ranks,
                |recorded| recorded.rank,
            ),
            steps: by_rank(parts.flat_map(|part| &part.steps), num_ranks, |step| step.rank),
            latest: (None, Counts::default()),
        }
    }

    /// The counts under several criteria together, such as those of two classes.
    pub fn together(tallies: &[Self]) -> Self {
        let mut together = Self {
            valid: tallies.iter().flat_map(|of| &of.valid).copied().collect(),
            recorded: tallies.iter().flat_map(|of| &of.recorded).copied().collect(),
            steps: tallies.iter().flat_map(|of| &of.steps).copied().collect(),
            latest: (None, Counts::default()),
        };
        together.recorded.sort_by(|a, b| b.score.total_cmp(&a.score));
        together.steps.sort_by(|a, b| b.score.total_cmp(&a.score));
        together
    }

    /// The number of objects that must be found.
    pub(super) fn num_valid(&self, weights: Weights) -> usize {
        let of_frame = |&(frame, num_valid)| weight(weights, frame) as usize * num_valid;
        self.valid.iter().map(of_frame).sum()
    }

    /// The scores of pass 1, descending.
    pub(super) fn recorded_scores(&self, weights: Weights) -> Vec<f64> {
        let repeated = |recorded: &Recorded| {
            std::iter::repeat_n(recorded.score, weight(weights, recorded.frame) as usize)
        };
        self.recorded.iter().flat_map(repeated).collect()
    }

    /// The thresholds at which precision is sampled, and the counts there.
    pub(super) fn samples(&self, weights: Weights) -> Vec<(f64, Counts)> {
        let thresholds = score_thresholds(&self.recorded_scores(weights), self.num_valid(weights));
        let mut steps = self.steps.iter().peekable();
        let mut counts = Counts::default();
        let mut sample = |threshold: f64| {
            while let Some(step) = steps.next_if(|step| step.score >= threshold) {
                counts.add(step.change, weight(weights, step.frame));
            }
            (threshold, counts)
        };
        thresholds.into_iter().map(&mut sample).collect()
    }

    /// The counts at every score, from the highest down, each score once.
    pub(super) fn all_counts(&self, weights: Weights) -> Vec<(f64, Counts)> {
        let mut counts = Counts::default();
        let mut all = Vec::new();
        for same_score in self.steps.chunk_by(|a, b| a.score == b.score) {
            for step in same_score {
                counts.add(step.change, weight(weights, step.frame));
            }
            all.push((same_score[0].score, counts));
        }
        all
    }

    /// The counts with all detections from a score on.
    #[cfg(test)]
    pub(super) fn counts_from(&self, threshold: f64, weights: Weights) -> Counts {
        let mut counts = Counts::default();
        for step in self.steps.iter().filter(|step| step.score >= threshold) {
            counts.add(step.change, weight(weights, step.frame));
        }
        counts
    }
}

/// Items with different ranks in their order, without comparing them.
fn by_rank<'a, T: Copy + 'a>(
    items: impl Iterator<Item = &'a T>,
    num_ranks: usize,
    rank: impl Fn(&T) -> u32,
) -> Vec<T> {
    let mut places = vec![None; num_ranks];
    items.for_each(|item| places[rank(item) as usize] = Some(item));
    places.into_iter().flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(true_positives: i64, false_positives: i64) -> Counts {
        Counts { true_positives, false_positives, similarity: true_positives as f64 / 2. }
    }

    /// Frame 0 has an object found at 0.8 after a mistake at 0.9, frame 1 one found at 0.8.
    fn two_frames() -> Tally {
        let mut tally = Tally::default();
        tally.add_valid(0, 1);
        tally.add_recorded(0, 1, 0.8);
        tally.add_step(0, 0, 0.9, counts(0, 1));
        tally.add_step(0, 1, 0.8, counts(1, 1));
        tally.add_valid(1, 2);
        tally.add_recorded(1, 2, 0.8);
        tally.add_step(1, 2, 0.8, counts(1, 0));
        tally.add_step(1, 3, 0.3, counts(1, 0));
        Tally::joined([&tally].into_iter(), 4)
    }

    #[test]
    fn counts_add_up_from_the_highest_score_down() {
        let tally = two_frames();
        assert_eq!(tally.num_valid(&[]), 3);
        assert_eq!(tally.all_counts(&[]), [(0.9, counts(0, 1)), (0.8, counts(2, 1))]);
        assert_eq!(tally.samples(&[]), [(0.8, counts(2, 1)); 2]);
    }

    #[test]
    fn a_frame_may_count_several_times_or_not_at_all() {
        let tally = two_frames();
        assert_eq!(tally.num_valid(&[2, 0]), 2);
        assert_eq!(tally.recorded_scores(&[2, 0]), [0.8, 0.8]);
        assert_eq!(tally.samples(&[2, 0]), [(0.8, counts(2, 2)); 2]);
        assert_eq!(tally.samples(&[0, 0]), []);
    }

    #[test]
    fn tallies_of_two_classes_count_together_where_scores_are_equal() {
        let together = Tally::together(&[two_frames(), two_frames()]);
        assert_eq!(together.num_valid(&[]), 6);
        assert_eq!(together.all_counts(&[]), [(0.9, counts(0, 2)), (0.8, counts(4, 2))]);
        assert_eq!(together.all_counts(&[0, 1]), [(0.9, counts(0, 0)), (0.8, counts(2, 0))]);
        assert_eq!(together.recorded_scores(&[]), [0.8; 4]);
    }
}
