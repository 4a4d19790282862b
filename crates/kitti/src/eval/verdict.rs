//! What becomes of each row of a frame, one by one.
//!
//! The official matching gives counts at each threshold, and a detection may count as right at one and as
//! false at another. Here each detection is judged once, from the highest score down, so that what is said
//! of it depends on no detection with a lower score: the rows from any score on are judged as if there were
//! no others.

use super::difficulty::{DetectionFlag, Difficulty, TruthFlag};
use super::frame::{Frame, PointCounts, Row};
use super::overlap::{FrameOverlaps, Metric, Overlaps};
use super::question::Question;
use super::rules::Rules;
use crate::Label;

/// What becomes of the rows of a frame, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameVerdict {
    /// Of each label.
    pub labels: Vec<LabelVerdict>,
    /// Of each detection.
    pub detections: Vec<DetectionVerdict>,
}

/// What becomes of a labelled object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelVerdict {
    /// A detection, the one at this place, is right about it.
    Found {
        /// Among the detections of the frame.
        detection: usize,
    },
    /// No detection is.
    Missed,
    /// It need not be found: of another class, or too hard.
    NotAsked,
}

/// What becomes of a detection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetectionVerdict {
    /// It finds the object of the label at this place.
    Right {
        /// Among the labels of the frame.
        label: usize,
    },
    /// It finds nothing.
    False,
    /// It neither gains nor costs: of no class that is evaluated, on an object that need not be found,
    /// in a DontCare area, too small in the image or too far away.
    NotCounted,
}

impl Rules {
    /// Judges the rows of a frame in 3D at the strict overlaps.
    ///
    /// Flags and overlaps are those of the evaluation at the level. From the highest score down each
    /// detection takes the object of its class that it overlaps most and that none before it took, one
    /// that must be found before one that need not.
    pub fn judge(
        &self,
        labels: &[Label],
        detections: &[Label],
        counts: &PointCounts,
        difficulty: Difficulty,
    ) -> FrameVerdict {
        let frame = Frame::new(labels, detections, counts, &self.classes);
        let overlaps = FrameOverlaps::new(&frame);
        let overlaps = overlaps.get(Metric::Volume);
        let mut verdict = FrameVerdict {
            labels: vec![LabelVerdict::NotAsked; labels.len()],
            detections: vec![DetectionVerdict::NotCounted; detections.len()],
        };
        for (class, evaluated) in self.classes.iter().enumerate() {
            let min_overlap = evaluated.min_overlap;
            let question =
                Question { class, difficulty, metric: Metric::Volume, min_overlap, slice: None };
            let truths = frame.truths.iter().map(|row| question.truth_flag(row, &self.levels));
            let truths = truths.collect();
            Judgement { frame: &frame, overlaps, question, truths }.pass(self, &mut verdict);
        }
        verdict
    }
}

/// One class in one frame.
struct Judgement<'a> {
    frame: &'a Frame,
    overlaps: &'a Overlaps,
    question: Question,
    /// Those that are taken become absent.
    truths: Vec<TruthFlag>,
}

impl Judgement<'_> {
    fn pass(mut self, rules: &Rules, verdict: &mut FrameVerdict) {
        let Frame { truths, detections, by_score, .. } = self.frame;
        for (row, flag) in truths.iter().zip(&self.truths) {
            if *flag == TruthFlag::Valid {
                verdict.labels[row.place] = LabelVerdict::Missed;
            }
        }
        for &index in by_score {
            let flag = self.question.detection_flag(&detections[index], &rules.levels);
            if matches!(flag, DetectionFlag::Live | DetectionFlag::Beyond) {
                self.judge(index, flag, verdict);
            }
        }
    }

    fn judge(&mut self, index: usize, flag: DetectionFlag, verdict: &mut FrameVerdict) {
        let Row { place: detection, .. } = self.frame.detections[index];
        verdict.detections[detection] = match self.best_truth(index) {
            Some(truth) => {
                let taken = std::mem::replace(&mut self.truths[truth], TruthFlag::Absent);
                if taken == TruthFlag::Valid {
                    let label = self.frame.truths[truth].place;
                    verdict.labels[label] = LabelVerdict::Found { detection };
                    DetectionVerdict::Right { label }
                } else {
                    DetectionVerdict::NotCounted
                }
            }
            None if flag == DetectionFlag::Live && !self.is_in_dont_care(index) => {
                DetectionVerdict::False
            }
            None => DetectionVerdict::NotCounted,
        };
    }

    /// The object that a detection takes: a valid one before an ignored one, of several that which it
    /// overlaps most, of equal ones the first.
    fn best_truth(&self, index: usize) -> Option<usize> {
        [TruthFlag::Valid, TruthFlag::Ignored].into_iter().find_map(|flag| {
            let truths = (0..self.truths.len()).filter(|&truth| self.truths[truth] == flag);
            let overlaps = truths.map(|truth| (truth, self.overlap(truth, index)));
            let matches = overlaps.filter(|(_, overlap)| *overlap > self.question.min_overlap);
            let best = matches.reduce(|best, next| if next.1 > best.1 { next } else { best });
            best.map(|(truth, _)| truth)
        })
    }

    fn overlap(&self, truth: usize, index: usize) -> f64 {
        let mut candidates = self.overlaps.of_truth(truth).iter();
        candidates.find(|candidate| candidate.detection == index).map_or(0., |found| found.overlap)
    }

    fn is_in_dont_care(&self, index: usize) -> bool {
        self.overlaps.dont_care_share(index) > self.question.min_overlap
    }
}

#[cfg(test)]
mod tests {
    use super::super::difficulty::{Levels, PointLevel};
    use super::super::test_rows::{detection, small, truth};
    use super::*;

    fn judged(labels: &[Label], detections: &[Label]) -> FrameVerdict {
        Rules::default().judge(labels, detections, &PointCounts::default(), Difficulty::Hard)
    }

    #[test]
    fn the_highest_score_takes_the_object_and_the_next_one_is_false() {
        use DetectionVerdict::{False, NotCounted, Right};
        let labels = [truth("Truck", 5.), truth("Car", 0.), truth("Car", 1.)];
        // The second fits better, but the third has the higher score.
        let detections = [
            detection("Cyclist", 7., 0.9),
            detection("Car", 0., 0.5),
            detection("Car", 0.05, 0.8),
            detection("Car", 3., 0.1),
            detection("Truck", 5., 0.9),
        ];
        let verdict = judged(&labels, &detections);
        assert_eq!(verdict.detections, [False, False, Right { label: 1 }, False, NotCounted]);
        use LabelVerdict::{Found, Missed, NotAsked};
        assert_eq!(verdict.labels, [NotAsked, Found { detection: 2 }, Missed]);
    }

    #[test]
    fn what_need_not_be_found_neither_gains_nor_costs() {
        let hidden = Label { occlusion: 3, ..truth("Car", 1.) };
        let labels = [truth("Van", 0.), hidden, truth("Car", 2.)];
        let detections = [
            detection("Car", 0., 0.9),
            detection("Car", 1., 0.8),
            small(detection("Car", 2., 0.7)),
            small(detection("Car", 3., 0.6)),
            Label { score: None, ..detection("Car", 4., 0.) },
        ];
        let verdict = judged(&labels, &detections);
        assert_eq!(verdict.detections, [DetectionVerdict::NotCounted; 5]);
        let [van, hidden, car] = verdict.labels[..] else { panic!("{verdict:?}") };
        assert_eq!((van, hidden, car), (LabelVerdict::NotAsked, van, LabelVerdict::Missed));
    }

    #[test]
    fn an_object_that_must_be_found_comes_before_one_that_need_not() {
        let hidden = Label { occlusion: 3, ..truth("Car", 0.) };
        let verdict = judged(&[hidden, truth("Car", 0.05)], &[detection("Car", 0.01, 0.9)]);
        assert_eq!(verdict.detections, [DetectionVerdict::Right { label: 1 }]);
    }

    #[test]
    fn rows_from_a_score_on_are_judged_as_if_there_were_no_others() {
        let labels = [truth("Car", 0.), truth("Car", 1.)];
        let places = [0.03, 1., 0., 0.02, 4., 1.02];
        let detections: Vec<Label> =
            (0..6).map(|i| detection("Car", places[i], 0.9 - i as f64 / 10.)).collect();
        let all = judged(&labels, &detections);
        for num_kept in 0..6 {
            let some = judged(&labels, &detections[..num_kept]);
            assert_eq!(some.detections, all.detections[..num_kept]);
        }
    }

    #[test]
    fn points_decide_where_they_make_the_levels() {
        let level = PointLevel { min_points: 10, max_distance_m: 30. };
        let rules = Rules { levels: Levels::Points([level; 3]), ..Rules::default() };
        let far = |mut label: Label| {
            label.camera_box.bottom_center.z = 40.;
            label
        };
        let labels = [truth("Car", 0.), truth("Car", 1.), far(truth("Car", 2.))];
        let detections = [far(detection("Car", 4., 0.9)), detection("Car", 1., 0.8)];
        let counts = PointCounts { labels: vec![10, 9, 50], detections: vec![] };
        let verdict = rules.judge(&labels, &detections, &counts, Difficulty::Hard);
        use LabelVerdict::{Missed, NotAsked};
        assert_eq!(verdict.labels, [Missed, NotAsked, NotAsked]);
        assert_eq!(verdict.detections, [DetectionVerdict::NotCounted; 2]);
    }
}
