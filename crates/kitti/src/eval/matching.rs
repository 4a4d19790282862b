//! Which detection meets which object in one frame (official KITTI rules, 5 and 6).

use super::difficulty::{DetectionFlag, Levels, TruthFlag};
use super::frame::Frame;
use super::overlap::{Metric, Overlaps};
use super::prepared::PreparedFrame;
use super::question::Question;
use super::tally::{Counts, Tally};

/// Scores at or below this are not recorded.
const LOWEST_SCORE: f64 = -1e7;

/// Answers questions about one frame after another.
pub(super) struct Matcher<'a> {
    levels: &'a Levels,
    /// The frame at hand and the question that was asked last.
    latest: Option<(usize, Question)>,
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

    /// Adds what a frame contributes to a question: its valid objects, the scores of pass 1, and how
    /// the counts of pass 2 change from score to score. `number` is that of the frame.
    pub(super) fn add(
        &mut self,
        number: usize,
        prepared: &PreparedFrame,
        question: Question,
        tally: &mut Tally,
    ) {
        let PreparedFrame { frame, overlaps, ranks } = prepared;
        self.flag_rows(number, frame, &question);
        let num_valid = self.truths.iter().filter(|&&flag| flag == TruthFlag::Valid).count();
        tally.add_valid(number, num_valid);
        let can_change = num_valid > 0 || self.detections.contains(&DetectionFlag::Live);
        if !can_change {
            return;
        }
        let mut pass =
            Pass { frame, overlaps: overlaps.get(question.metric), question, rows: self };
        pass.find_wanted();
        pass.record_scores(|index| {
            tally.add_recorded(number, ranks[index], frame.scores[index]);
        });
        pass.count_steps(|index, counts| {
            tally.add_step(number, ranks[index], frame.scores[index], counts);
        });
    }

    /// Questions that differ in metric or overlap alone have the same flags.
    fn flag_rows(&mut self, number: usize, frame: &Frame, question: &Question) {
        let latest = self.latest.replace((number, *question));
        if latest.is_some_and(|(of, other)| of == number && question.has_flags_of(&other)) {
            return;
        }
        let Self { levels, truths, detections, .. } = self;
        truths.clear();
        truths.extend(frame.truths.iter().map(|row| question.truth_flag(row, levels)));
        detections.clear();
        detections.extend(frame.detections.iter().map(|row| question.detection_flag(row, levels)));
    }
}

/// One question about one frame.
struct Pass<'m, 'a, 'f> {
    frame: &'f Frame,
    overlaps: &'f Overlaps,
    question: Question,
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
            && self.overlaps.dont_care_share(index) <= self.question.min_overlap
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
                overlap > self.question.min_overlap && !self.rows.unavailable[index]
            },
        )
    }

    /// Whether the two, matched, are a true positive.
    fn is_hit(&self, truth: usize, detection: usize) -> bool {
        self.rows.truths[truth] == TruthFlag::Valid && self.is_live(detection)
    }

    /// How well the observation angle fits, 0 to 1; asked of boxes in the image only.
    fn similarity(&self, truth: usize, detection: usize) -> f64 {
        if self.question.metric != Metric::Bbox {
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
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::difficulty::Difficulty;
    use super::super::test_rows::{detection, dont_care, frame_of, small, truth};
    use super::*;
    use crate::Label;

    /// Recorded scores, and (true positives, false positives) with scores from 0 kept.
    fn outcome(metric: Metric, truths: &[Label], detections: &[Label]) -> (Vec<f64>, (i64, i64)) {
        let tally = tally_of(metric, truths, detections);
        let counts = tally.counts_from(0., &[]);
        let recorded = tally.recorded_scores(&[]);
        (recorded, (counts.true_positives, counts.false_positives))
    }

    fn tally_of(metric: Metric, truths: &[Label], detections: &[Label]) -> Tally {
        let question = Question {
            class: 0,
            difficulty: Difficulty::Easy,
            metric,
            min_overlap: 0.5,
            range: None,
        };
        let frames = [frame_of(truths, detections)];
        let mut tally = Tally::default();
        let prepared = PreparedFrame::all(&frames);
        Matcher::new(&Levels::Pixels).add(0, &prepared[0], question, &mut tally);
        Tally::joined([&tally].into_iter(), detections.len())
    }

    /// (case, labels, detections, recorded scores, (true positives, false positives)).
    type Case<'a> = (&'a str, Vec<Label>, Vec<Label>, Vec<f64>, (i64, i64));

    fn check(metric: Metric, cases: Vec<Case>) {
        for (name, truths, detections, recorded, counts) in cases {
            assert_eq!(outcome(metric, &truths, &detections), (recorded, counts), "{name}");
        }
    }

    fn car(place: f64, score: f64) -> Label {
        detection("Car", place, score)
    }

    fn occluded(label: Label) -> Label {
        Label { occlusion: 3, ..label }
    }

    #[test]
    fn each_detection_is_taken_once_and_the_rest_is_false() {
        check(
            Metric::Bev,
            vec![
                ("found", vec![truth("Car", 0.)], vec![car(0., 0.9)], vec![0.9], (1, 0)),
                ("missed", vec![truth("Car", 0.)], vec![], vec![], (0, 0)),
                ("elsewhere", vec![truth("Car", 0.)], vec![car(1., 0.9)], vec![], (0, 1)),
                (
                    "a duplicate is false",
                    vec![truth("Car", 0.)],
                    vec![car(0., 0.9), car(0., 0.8)],
                    vec![0.9],
                    (1, 1),
                ),
                (
                    "two objects cannot share one detection",
                    vec![truth("Car", 0.), truth("Car", 0.)],
                    vec![car(0., 0.9)],
                    vec![0.9],
                    (1, 0),
                ),
                (
                    "another class is absent",
                    vec![truth("Car", 0.)],
                    vec![detection("Cyclist", 0., 0.9)],
                    vec![],
                    (0, 0),
                ),
            ],
        );
    }

    #[test]
    fn pass_one_takes_the_highest_score_and_the_first_row_of_equal_ones() {
        // Place 0.1 overlaps place 0 by 2/3 and place 0.2 by 2/3; place 0 and 0.2 by 3/7 only.
        let truths = vec![truth("Car", 0.), truth("Car", 0.2)];
        let greedy = vec![car(0., 0.5), car(0.1, 0.6)];
        // The first object takes 0.6, nothing is left for the second; pass 2 takes the closest.
        check(Metric::Bbox, vec![("by score", truths.clone(), greedy, vec![0.6], (2, 0))]);
        let tied = vec![car(0.1, 0.6), car(0., 0.6)];
        check(Metric::Bbox, vec![("first of a tie", truths.clone(), tied, vec![0.6], (2, 0))]);
        let other_tie = vec![car(0., 0.6), car(0.1, 0.6)];
        check(Metric::Bbox, vec![("the other order", truths, other_tie, vec![0.6, 0.6], (2, 0))]);
    }

    #[test]
    fn objects_choose_in_file_order() {
        let detections = vec![car(0.1, 0.6)];
        let ignored_first = vec![occluded(truth("Car", 0.)), truth("Car", 0.2)];
        let valid_first = vec![truth("Car", 0.2), occluded(truth("Car", 0.))];
        check(
            Metric::Bbox,
            vec![
                ("ignored first", ignored_first, detections.clone(), vec![], (0, 0)),
                ("valid first", valid_first, detections, vec![0.6], (1, 0)),
            ],
        );
    }

    #[test]
    fn scores_of_minus_ten_million_are_not_recorded() {
        check(
            Metric::Bev,
            vec![("floor", vec![truth("Car", 0.)], vec![car(0., -1e7)], vec![], (0, 0))],
        );
    }

    #[test]
    fn small_detections_absorb_objects_without_gain_or_loss() {
        let car_and_small = vec![car(0., 0.5), small(car(0., 0.9))];
        check(
            Metric::Bev,
            vec![
                ("small alone", vec![truth("Car", 0.)], vec![small(car(0., 0.9))], vec![], (0, 0)),
                // Pass 1 sees only the better score, pass 2 prefers the live one.
                ("a better small one", vec![truth("Car", 0.)], car_and_small, vec![], (1, 0)),
                (
                    "small ones of any type absorb",
                    vec![truth("Car", 0.)],
                    vec![small(detection("Misc", 0., 0.9)), car(0., 0.5)],
                    vec![],
                    (1, 0),
                ),
                ("never false", vec![truth("Car", 0.)], vec![small(car(1., 0.9))], vec![], (0, 0)),
            ],
        );
    }

    #[test]
    fn the_live_candidate_with_the_largest_overlap_is_taken_at_a_threshold() {
        let truths = [truth("Car", 0.)];
        let detections = [
            Label { alpha: 3., ..car(0.1, 0.9) },
            car(0., 0.5),
            Label { alpha: 1., ..car(0., 0.6) },
        ];
        let tally = tally_of(Metric::Bbox, &truths, &detections);
        let similarity = |alpha: f64| (1. + alpha.cos()) / 2.;
        for (threshold, alpha, false_positives) in
            [(0.9, 3., 0), (0.7, 3., 0), (0.6, 1., 1), (0.5, 0., 2), (0.1, 0., 2)]
        {
            let counts = tally.counts_from(threshold, &[]);
            assert_eq!((counts.true_positives, counts.false_positives), (1, false_positives));
            assert!((counts.similarity - similarity(alpha)).abs() < 1e-12, "{threshold}");
        }
    }

    #[test]
    fn ignored_objects_absorb_one_detection_each() {
        check(
            Metric::Bev,
            vec![
                ("occluded", vec![occluded(truth("Car", 0.))], vec![car(0., 0.9)], vec![], (0, 0)),
                ("van", vec![truth("Van", 0.)], vec![car(0., 0.9)], vec![], (0, 0)),
                ("truck", vec![truth("Truck", 0.)], vec![car(0., 0.9)], vec![], (0, 1)),
                (
                    "a second one is false",
                    vec![truth("Van", 0.)],
                    vec![car(0., 0.9), car(0., 0.8)],
                    vec![],
                    (0, 1),
                ),
            ],
        );
    }

    #[test]
    fn dont_care_areas_forgive_what_lies_in_them() {
        let areas = vec![truth("Car", 1.), dont_care(0.), dont_care(0.)];
        check(
            Metric::Bbox,
            vec![
                ("inside two", areas.clone(), vec![car(0., 0.9)], vec![], (0, 0)),
                ("less than half inside", areas.clone(), vec![car(0.3, 0.9)], vec![], (0, 1)),
                ("exactly half inside", areas.clone(), vec![car(0.25, 0.9)], vec![], (0, 1)),
                (
                    "a found object stays found",
                    vec![truth("Car", 0.), dont_care(0.)],
                    vec![car(0., 0.9)],
                    vec![0.9],
                    (1, 0),
                ),
            ],
        );
        check(Metric::Bev, vec![("real boxes", areas, vec![car(0., 0.9)], vec![], (0, 1))]);
    }

    #[test]
    fn an_overlap_on_the_limit_is_no_match() {
        // The lower half of the box: an overlap of exactly 0.5, and high enough to count.
        let mut half = car(0., 0.9);
        half.rect.bottom = 150.;
        check(Metric::Bbox, vec![("half", vec![truth("Car", 0.)], vec![half], vec![], (0, 1))]);
    }

    #[test]
    fn a_dont_care_row_with_a_3d_box_forgives_in_space_too() {
        let area = Label { camera_box: truth("Car", 3.).camera_box, ..dont_care(0.) };
        let truths = vec![truth("Car", 0.), area];
        let found = car(3., 0.9);
        for (metric, false_positives) in [(Metric::Bbox, 1), (Metric::Bev, 0), (Metric::Volume, 0)]
        {
            let counts = (vec![], (0, false_positives));
            assert_eq!(outcome(metric, &truths, std::slice::from_ref(&found)), counts);
        }
    }

    #[test]
    fn a_detection_without_a_3d_box_is_forgiven_from_above_where_a_dont_care_row_is() {
        let row = Label { camera_box: dont_care(0.).camera_box, ..car(3., 0.9) };
        let with = vec![truth("Car", 0.), dont_care(1.)];
        let without = vec![truth("Car", 0.)];
        for (metric, truths, false_positives) in [
            (Metric::Bev, &with, 0),
            (Metric::Volume, &with, 1),
            (Metric::Bev, &without, 1),
            (Metric::Volume, &without, 1),
        ] {
            assert_eq!(
                outcome(metric, truths, std::slice::from_ref(&row)),
                (vec![], (0, false_positives))
            );
        }
    }

    #[test]
    fn a_flipped_2d_box_is_false_in_the_image_and_right_in_space() {
        let mut flipped = car(0., 0.9);
        (flipped.rect.top, flipped.rect.bottom) = (flipped.rect.bottom, flipped.rect.top);
        let truths = [truth("Car", 0.)];
        assert_eq!(outcome(Metric::Bbox, &truths, &[flipped.clone()]), (vec![], (0, 1)));
        assert_eq!(outcome(Metric::Volume, &truths, &[flipped]), (vec![0.9], (1, 0)));
    }
}
