//! Which detection meets which object in one frame (official KITTI rules, 5 and 6).

use super::class::Class;
use super::difficulty::{DetectionFlag, Difficulty, TruthFlag, detection_flag, truth_flag};
use super::frame::Frame;
use super::overlap::{FrameOverlaps, Metric, Overlaps};

/// Scores at or below this are not recorded.
const LOWEST_SCORE: f64 = -1e7;

/// One of the questions the evaluation asks of every frame.
#[derive(Clone, Copy)]
pub(super) struct Question {
    pub(super) class: Class,
    pub(super) difficulty: Difficulty,
    pub(super) metric: Metric,
    /// A match needs more than this.
    pub(super) min_overlap: f64,
}

/// What one frame, or all of them, contribute at one score threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Counts {
    pub(super) true_positives: u64,
    pub(super) false_positives: u64,
    /// Sum over the true positives of the orientation similarity, (1 + cos(alpha difference)) / 2.
    pub(super) similarity: f64,
}

impl Counts {
    pub(super) fn add(&mut self, other: Self) {
        self.true_positives += other.true_positives;
        self.false_positives += other.false_positives;
        self.similarity += other.similarity;
    }
}

/// One frame with its rows flagged for one question; absent rows are left out.
pub(super) struct FlaggedFrame<'a> {
    frame: &'a Frame,
    overlaps: &'a Overlaps,
    /// Indices of objects in file order.
    truths: Vec<(usize, TruthFlag)>,
    /// Indices of detections in file order.
    detections: Vec<(usize, DetectionFlag)>,
    min_overlap: f64,
}

impl<'a> FlaggedFrame<'a> {
    /// `None` when no row of the frame can change the answer.
    pub(super) fn new(
        frame: &'a Frame,
        overlaps: &'a FrameOverlaps,
        question: Question,
    ) -> Option<Self> {
        let Question { class, difficulty, metric, min_overlap } = question;
        let truths: Vec<_> = frame
            .truths
            .iter()
            .map(|row| truth_flag(row, class, difficulty))
            .enumerate()
            .filter(|&(_, flag)| flag != TruthFlag::Absent)
            .collect();
        let detections: Vec<_> = frame
            .detections
            .iter()
            .map(|row| detection_flag(row, class, difficulty))
            .enumerate()
            .filter(|&(_, flag)| flag != DetectionFlag::Absent)
            .collect();
        let matters = truths.iter().any(|&(_, flag)| flag == TruthFlag::Valid)
            || detections.iter().any(|&(_, flag)| flag == DetectionFlag::Live);
        let overlaps = overlaps.get(metric);
        matters.then_some(Self { frame, overlaps, truths, detections, min_overlap })
    }

    pub(super) fn num_valid(&self) -> usize {
        self.truths.iter().filter(|&&(_, flag)| flag == TruthFlag::Valid).count()
    }

    /// Pass 1: the scores of true positives when no detection is dropped, each object taking the
    /// candidate with the highest score.
    pub(super) fn recorded_scores(&self) -> Vec<f64> {
        let mut taken = vec![false; self.frame.scores.len()];
        let mut recorded = Vec::new();
        for &(truth, truth_flag) in &self.truths {
            let candidates = self.candidates(truth, &taken);
            let scored = candidates.map(|(index, flag)| (index, flag, self.frame.scores[index]));
            let best = scored
                .filter(|&(_, _, score)| score > LOWEST_SCORE)
                .reduce(|best, next| if next.2 > best.2 { next } else { best });
            let Some((index, flag, score)) = best else { continue };
            taken[index] = true;
            if truth_flag == TruthFlag::Valid && flag == DetectionFlag::Live {
                recorded.push(score);
            }
        }
        recorded
    }

    /// Pass 2 at each of the thresholds, which must descend.
    pub(super) fn counts(&self, thresholds: &[f64]) -> Vec<Counts> {
        let mut latest = (usize::MAX, Counts::default());
        let count_at = |&threshold: &f64| {
            let is_kept = |&&(index, _): &&(usize, _)| self.frame.scores[index] >= threshold;
            let num_kept = self.detections.iter().filter(is_kept).count();
            // With the same detections left the outcome is the same.
            if num_kept != latest.0 {
                latest = (num_kept, self.counts_at(threshold));
            }
            latest.1
        };
        thresholds.iter().map(count_at).collect()
    }

    fn counts_at(&self, threshold: f64) -> Counts {
        let mut unavailable: Vec<bool> =
            self.frame.scores.iter().map(|&score| score < threshold).collect();
        let mut counts = Counts::default();
        for &(truth, truth_flag) in &self.truths {
            let Some((index, flag)) = self.closest_candidate(truth, &unavailable) else { continue };
            unavailable[index] = true;
            if truth_flag == TruthFlag::Valid && flag == DetectionFlag::Live {
                counts.true_positives += 1;
                counts.similarity += self.orientation_similarity(truth, index);
            }
        }
        for &(index, flag) in &self.detections {
            let is_false = flag == DetectionFlag::Live
                && !unavailable[index]
                && self.overlaps.dont_care_share(index) <= self.min_overlap;
            counts.false_positives += u64::from(is_false);
        }
        counts
    }

    /// The live candidate with the largest overlap or, without one, the first small one.
    fn closest_candidate(
        &self,
        truth: usize,
        unavailable: &[bool],
    ) -> Option<(usize, DetectionFlag)> {
        let overlaps = self.overlaps.of_truth(truth);
        self.candidates(truth, unavailable)
            .filter(|&(_, flag)| flag == DetectionFlag::Live)
            .reduce(|best, next| if overlaps[next.0] > overlaps[best.0] { next } else { best })
            .or_else(|| self.candidates(truth, unavailable).next())
    }

    /// The live and small detections that may be matched to an object, in file order.
    fn candidates(
        &self,
        truth: usize,
        unavailable: &[bool],
    ) -> impl Iterator<Item = (usize, DetectionFlag)> {
        let overlaps = self.overlaps.of_truth(truth);
        self.detections
            .iter()
            .copied()
            .filter(move |&(index, _)| overlaps[index] > self.min_overlap && !unavailable[index])
    }

    fn orientation_similarity(&self, truth: usize, detection: usize) -> f64 {
        let difference =
            self.frame.truths[truth].label.alpha - self.frame.detections[detection].label.alpha;
        (1. + difference.cos()) / 2.
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::test_rows::{detection, dont_care, small, truth};
    use super::*;
    use crate::Label;

    /// Recorded scores, and (true positives, false positives) with scores from 0 kept.
    fn outcome(metric: Metric, truths: &[Label], detections: &[Label]) -> (Vec<f64>, (u64, u64)) {
        let frame = Frame::new(truths, detections);
        let overlaps = FrameOverlaps::new(&frame);
        let question =
            Question { class: Class::Car, difficulty: Difficulty::Easy, metric, min_overlap: 0.5 };
        let Some(flagged) = FlaggedFrame::new(&frame, &overlaps, question) else {
            return (vec![], (0, 0));
        };
        let counts = flagged.counts(&[0.])[0];
        (flagged.recorded_scores(), (counts.true_positives, counts.false_positives))
    }

    /// (case, labels, detections, recorded scores, (true positives, false positives)).
    type Case<'a> = (&'a str, Vec<Label>, Vec<Label>, Vec<f64>, (u64, u64));

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
        let frame = Frame::new(&truths, &detections);
        let overlaps = FrameOverlaps::new(&frame);
        let question = Question {
            class: Class::Car,
            difficulty: Difficulty::Easy,
            metric: Metric::Bbox,
            min_overlap: 0.5,
        };
        let flagged = FlaggedFrame::new(&frame, &overlaps, question).unwrap();
        let similarity = |alpha: f64| (1. + alpha.cos()) / 2.;
        let expected = [(0.9, 3., 0), (0.7, 3., 0), (0.6, 1., 1), (0.5, 0., 2), (0.1, 0., 2)];
        let counts = flagged.counts(&expected.map(|(threshold, _, _)| threshold));
        for (counts, (threshold, alpha, false_positives)) in counts.into_iter().zip(expected) {
            let expected =
                Counts { true_positives: 1, false_positives, similarity: similarity(alpha) };
            assert_eq!(counts, expected, "{threshold}");
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
