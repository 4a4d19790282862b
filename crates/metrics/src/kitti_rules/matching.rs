//! The matching of detections and objects in one frame (official KITTI rules, 5 and 6).

use super::criterion::Criterion;
use super::difficulty::{DetectionFlag, Levels, TruthFlag};
use super::frame::Frame;
use super::overlap::{Metric, Overlaps};
use super::prepared::PreparedFrame;
use super::tally::{Counts, Tally};

/// Scores at or below this are not recorded.
const LOWEST_SCORE: f64 = -1e7;

/// Matches the rows of one frame after another, under one criterion after another.
pub(super) struct Matcher<'a> {
    levels: &'a Levels,
    /// The frame at hand and the latest criterion.
    latest: Option<(usize, Criterion)>,
    // One entry per row of the frame at hand; the memory is used again for the next.
    truths: Vec<TruthFlag>,
    detections: Vec<DetectionFlag>,
    /// Detections that some object may be matched to.
    wanted: Vec<bool>,
    unavailable: Vec<bool>,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(levels: &'a Levels) -> Self {
        let (truths, detections, wanted, unavailable) = Default::default();
        Self { levels, latest: None, truths, detections, wanted, unavailable }
    }

    /// Adds the contribution of a frame under a criterion: its valid objects, the scores of pass 1, and how
    /// the counts of pass 2 change from score to score. `number` is that of the frame.
    pub(super) fn add(
        &mut self,
        number: usize,
        prepared: &PreparedFrame,
        criterion: Criterion,
        tally: &mut Tally,
    ) {
        let PreparedFrame { frame, overlaps, ranks } = prepared;
        self.flag_rows(number, frame, &criterion);
        let num_valid = self.truths.iter().filter(|&&flag| flag == TruthFlag::Valid).count();
        tally.add_valid(number, num_valid);
        let can_change = num_valid > 0 || self.detections.contains(&DetectionFlag::Live);
        if !can_change {
            return;
        }
        let mut pass =
            Pass { frame, overlaps: overlaps.get(criterion.metric), criterion, rows: self };
        pass.find_wanted();
        pass.record_scores(|index| {
            tally.add_recorded(number, ranks[index], frame.scores[index]);
        });
        pass.count_steps(|index, counts| {
            tally.add_step(number, ranks[index], frame.scores[index], counts);
        });
    }

    /// Questions that differ in metric or overlap alone have the same flags.
    fn flag_rows(&mut self, number: usize, frame: &Frame, criterion: &Criterion) {
        let latest = self.latest.replace((number, *criterion));
        if latest.is_some_and(|(of, other)| of == number && criterion.has_flags_of(&other)) {
            return;
        }
        let Self { levels, truths, detections, .. } = self;
        truths.clear();
        truths.extend(frame.truths.iter().map(|row| criterion.truth_flag(row, levels)));
        detections.clear();
        detections.extend(frame.detections.iter().map(|row| criterion.detection_flag(row, levels)));
    }
}

/// One frame under one criterion.
struct Pass<'m, 'a, 'f> {
    frame: &'f Frame,
    overlaps: &'f Overlaps,
    criterion: Criterion,
    rows: &'m mut Matcher<'a>,
}

impl Pass<'_, '_, '_> {
    fn find_wanted(&mut self) {
        self.rows.unavailable.clear();
        self.rows
            .unavailable
            .extend(self.rows.detections.iter().map(|&flag| flag == DetectionFlag::Absent));
        let mut wanted = std::mem::take(&mut self.rows.wanted);
        wanted.clear();
        wanted.resize(self.rows.detections.len(), false);
        for truth in 0..self.rows.truths.len() {
            self.candidates(truth).for_each(|(index, _)| wanted[index] = true);
        }
        self.rows.wanted = wanted;
    }

    /// Pass 1: the true positives when no detection is dropped, each object taking the candidate with
    /// the highest score.
    fn record_scores(&mut self, mut record: impl FnMut(usize)) {
        self.rows.unavailable.clear();
        self.rows.unavailable.extend(self.rows.wanted.iter().map(|&is_wanted| !is_wanted));
        for truth in 0..self.rows.truths.len() {
            let best = self
                .candidates(truth)
                .map(|(index, _)| (index, self.frame.scores[index]))
                .filter(|&(_, score)| score > LOWEST_SCORE)
                .reduce(|best, next| if next.1 > best.1 { next } else { best });
            let Some((index, _)) = best else { continue };
            self.rows.unavailable[index] = true;
            if self.is_hit(truth, index) {
                record(index);
            }
        }
    }

    /// Pass 2 at each score of the frame, from the highest down, named by its last detection.
    ///
    /// A detection that no object wants changes nothing but the number of false ones, so objects are
    /// matched anew only when a wanted one joins.
    fn count_steps(&mut self, mut step: impl FnMut(usize, Counts)) {
        let (mut matched, mut num_unwanted) = (Counts::default(), 0);
        let scores = &self.frame.scores;
        for same_score in self.frame.by_score.chunk_by(|&a, &b| scores[a] == scores[b]) {
            let last = same_score[same_score.len() - 1];
            if same_score.iter().any(|&index| self.rows.wanted[index]) {
                matched = self.match_wanted(scores[last]);
            }
            let unwanted = same_score.iter().filter(|&&index| !self.rows.wanted[index]);
            num_unwanted += unwanted.filter(|&&index| self.may_be_false(index)).count();
            let false_positives = matched.false_positives + num_unwanted as i64;
            step(last, Counts { false_positives, ..matched });
        }
    }

    /// The counts of the wanted detections from a score on.
    fn match_wanted(&mut self, threshold: f64) -> Counts {
        self.rows.unavailable.clear();
        let flagged = self.rows.wanted.iter().zip(&self.frame.scores);
        self.rows
            .unavailable
            .extend(flagged.map(|(&is_wanted, &score)| !is_wanted || score < threshold));
        let mut counts = Counts::default();
        for truth in 0..self.rows.truths.len() {
            let Some(index) = self.closest_candidate(truth) else { continue };
            self.rows.unavailable[index] = true;
            if self.is_hit(truth, index) {
                counts.true_positives += 1;
                counts.similarity += self.similarity(truth, index);
            }
        }
        let left = (0..self.rows.detections.len()).filter(|&index| !self.rows.unavailable[index]);
        let false_positives = left.filter(|&index| self.may_be_false(index)).count();
        Counts { false_positives: false_positives as i64, ..counts }
    }

    /// Whether a detection is a false positive when nothing is matched to it.
    fn may_be_false(&self, index: usize) -> bool {
        self.rows.detections[index] == DetectionFlag::Live
            && self.overlaps.dont_care_share(index) <= self.criterion.min_overlap
    }

    /// The live candidate with the largest overlap or, without one, the first small one.
    fn closest_candidate(&self, truth: usize) -> Option<usize> {
        self.candidates(truth)
            .filter(|&(index, _)| self.is_live(index))
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .or_else(|| self.candidates(truth).next())
            .map(|(index, _)| index)
    }

    /// The available detections that may be matched to an object with their overlap, in file order;
    /// none for an object that takes no part.
    fn candidates(&self, truth: usize) -> impl Iterator<Item = (usize, f64)> {
        let takes_part = self.rows.truths[truth] != TruthFlag::Absent;
        let near = if takes_part { self.overlaps.of_truth(truth) } else { &[] };
        near.iter().map(|candidate| (candidate.detection, candidate.overlap)).filter(
            |&(index, overlap)| {
                overlap > self.criterion.min_overlap && !self.rows.unavailable[index]
            },
        )
    }

    /// Whether the two, matched, are a true positive.
    fn is_hit(&self, truth: usize, detection: usize) -> bool {
        self.rows.truths[truth] == TruthFlag::Valid && self.is_live(detection)
    }

    /// The agreement of the observation angles, 0 to 1; of boxes in the image only.
    fn similarity(&self, truth: usize, detection: usize) -> f64 {
        if self.criterion.metric != Metric::Bbox {
            return 0.;
        }
        let difference = self.frame.truths[truth].alpha - self.frame.detections[detection].alpha;
        (1. + difference.cos()) / 2.
    }

    fn is_live(&self, detection: usize) -> bool {
        matches!(self.rows.detections[detection], DetectionFlag::Live | DetectionFlag::Beyond)
    }
}

#[cfg(test)]
mod tests;
