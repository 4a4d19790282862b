//! The verdict on each row of a frame, one by one.
//!
//! The official matching gives counts at each threshold, and a detection may be a true positive at one and a
//! false positive at another. Here each detection is judged once, from the highest score down, so that what is said
//! of it depends on no detection with a lower score: the rows from any score on are judged as if there were
//! no others.

use voxelnet_kitti::Label;

use super::criterion::Criterion;
use super::difficulty::{DetectionFlag, Difficulty, TruthFlag};
use super::frame::{Frame, PointCounts, Row};
use super::overlap::{FrameOverlaps, Metric, Overlaps};
use super::rules::Rules;

/// The verdicts on the rows of a frame, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameVerdicts {
    /// One for each label.
    pub objects: Vec<ObjectVerdict>,
    /// One for each detection.
    pub detections: Vec<DetectionVerdict>,
}

/// The verdict on a labelled object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ObjectVerdict {
    /// A detection finds it.
    Found {
        /// Score of that detection.
        score: f64,
    },
    /// No detection finds it.
    Missed,
    /// It need not be found: of another class, or too hard.
    Ignored,
}

impl ObjectVerdict {
    /// The name that lists give it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Found { .. } => "found",
            Self::Missed => "missed",
            Self::Ignored => "ignored",
        }
    }

    /// The verdict as if there were no detections below a score.
    #[must_use]
    pub fn kept_from(self, min_score: f64) -> Self {
        match self {
            Self::Found { score } if score < min_score => Self::Missed,
            verdict => verdict,
        }
    }
}

/// The verdict on a detection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetectionVerdict {
    /// It finds an object.
    TruePositive,
    /// It finds nothing.
    FalsePositive,
    /// It neither gains nor costs: of no class that is evaluated, on an object that need not be found,
    /// in a DontCare area, too small in the image or too far away.
    Ignored,
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
    ) -> FrameVerdicts {
        let frame = Frame::new(labels, detections, counts, &self.classes);
        let overlaps = FrameOverlaps::new(&frame);
        let mut verdicts = self.judge_frame(&frame, overlaps.get(Metric::Volume), difficulty);
        verdicts.objects.resize(labels.len(), ObjectVerdict::Ignored);
        verdicts.detections.resize(detections.len(), DetectionVerdict::Ignored);
        verdicts
    }

    /// The same of a frame whose overlaps in space are known; rows behind its last ones have no verdict.
    pub(super) fn judge_frame(
        &self,
        frame: &Frame,
        overlaps: &Overlaps,
        difficulty: Difficulty,
    ) -> FrameVerdicts {
        let num_places = |rows: &[Row]| rows.last().map_or(0, |last| last.place + 1);
        let mut verdicts = FrameVerdicts {
            objects: vec![ObjectVerdict::Ignored; num_places(&frame.truths)],
            detections: vec![DetectionVerdict::Ignored; num_places(&frame.detections)],
        };
        for (class, evaluated) in self.classes.iter().enumerate() {
            let min_overlap = evaluated.min_overlap;
            let criterion =
                Criterion { class, difficulty, metric: Metric::Volume, min_overlap, slice: None };
            let truths = frame.truths.iter().map(|row| criterion.truth_flag(row, &self.levels));
            let truths = truths.collect();
            Judgement { frame, overlaps, criterion, truths }.pass(self, &mut verdicts);
        }
        verdicts
    }
}

/// One class in one frame.
struct Judgement<'a> {
    frame: &'a Frame,
    overlaps: &'a Overlaps,
    criterion: Criterion,
    /// The flags of the objects; taken ones become absent.
    truths: Vec<TruthFlag>,
}

impl Judgement<'_> {
    fn pass(mut self, rules: &Rules, verdicts: &mut FrameVerdicts) {
        let Frame { truths, detections, by_score, .. } = self.frame;
        for (row, flag) in truths.iter().zip(&self.truths) {
            if *flag == TruthFlag::Valid {
                verdicts.objects[row.place] = ObjectVerdict::Missed;
            }
        }
        for &index in by_score {
            let flag = self.criterion.detection_flag(&detections[index], &rules.levels);
            if matches!(flag, DetectionFlag::Live | DetectionFlag::Beyond) {
                self.judge(index, flag, verdicts);
            }
        }
    }

    fn judge(&mut self, index: usize, flag: DetectionFlag, verdicts: &mut FrameVerdicts) {
        let Row { place: detection, .. } = self.frame.detections[index];
        verdicts.detections[detection] = match self.best_truth(index) {
            Some(truth) => {
                let taken = std::mem::replace(&mut self.truths[truth], TruthFlag::Absent);
                if taken == TruthFlag::Valid {
                    let object = self.frame.truths[truth].place;
                    let score = self.frame.scores[index];
                    verdicts.objects[object] = ObjectVerdict::Found { score };
                    DetectionVerdict::TruePositive
                } else {
                    DetectionVerdict::Ignored
                }
            }
            None if flag == DetectionFlag::Live && !self.is_in_dont_care(index) => {
                DetectionVerdict::FalsePositive
            }
            None => DetectionVerdict::Ignored,
        };
    }

    /// The object that a detection takes: a valid one before an ignored one, of several that which it
    /// overlaps most, of equal ones the first.
    fn best_truth(&self, index: usize) -> Option<usize> {
        [TruthFlag::Valid, TruthFlag::Ignored].into_iter().find_map(|flag| {
            let truths = (0..self.truths.len()).filter(|&truth| self.truths[truth] == flag);
            let overlaps = truths.map(|truth| (truth, self.overlap(truth, index)));
            let matches = overlaps.filter(|(_, overlap)| *overlap > self.criterion.min_overlap);
            let best = matches.reduce(|best, next| if next.1 > best.1 { next } else { best });
            best.map(|(truth, _)| truth)
        })
    }

    fn overlap(&self, truth: usize, index: usize) -> f64 {
        let mut candidates = self.overlaps.of_truth(truth).iter();
        candidates.find(|candidate| candidate.detection == index).map_or(0., |found| found.overlap)
    }

    fn is_in_dont_care(&self, index: usize) -> bool {
        self.overlaps.dont_care_share(index) > self.criterion.min_overlap
    }
}

#[cfg(test)]
mod tests {
    use super::super::difficulty::{Levels, PointLevel};
    use super::super::test_rows::{detection, small, truth};
    use super::*;

    fn judged(labels: &[Label], detections: &[Label]) -> FrameVerdicts {
        Rules::default().judge(labels, detections, &PointCounts::default(), Difficulty::Hard)
    }

    #[test]
    fn the_highest_score_takes_the_object_and_the_next_one_is_a_false_positive() {
        use DetectionVerdict::{FalsePositive, Ignored, TruePositive};
        let labels = [truth("Truck", 5.), truth("Car", 0.), truth("Car", 1.)];
        // The second fits better, but the third has the higher score.
        let detections = [
            detection("Cyclist", 7., 0.9),
            detection("Car", 0., 0.5),
            detection("Car", 0.05, 0.8),
            detection("Car", 3., 0.1),
            detection("Truck", 5., 0.9),
        ];
        let verdicts = judged(&labels, &detections);
        let expected = [FalsePositive, FalsePositive, TruePositive, FalsePositive, Ignored];
        assert_eq!(verdicts.detections, expected);
        use ObjectVerdict::{Found, Missed};
        let expected = [ObjectVerdict::Ignored, Found { score: 0.8 }, Missed];
        assert_eq!(verdicts.objects, expected);
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
        let verdicts = judged(&labels, &detections);
        assert_eq!(verdicts.detections, [DetectionVerdict::Ignored; 5]);
        let [van, hidden, car] = verdicts.objects[..] else { panic!("{verdicts:?}") };
        assert_eq!((van, hidden, car), (ObjectVerdict::Ignored, van, ObjectVerdict::Missed));
    }

    #[test]
    fn an_object_that_must_be_found_comes_before_one_that_need_not() {
        let hidden = Label { occlusion: 3, ..truth("Car", 0.) };
        let verdicts = judged(&[hidden, truth("Car", 0.05)], &[detection("Car", 0.01, 0.9)]);
        assert_eq!(verdicts.detections, [DetectionVerdict::TruePositive]);
        let expected = [ObjectVerdict::Ignored, ObjectVerdict::Found { score: 0.9 }];
        assert_eq!(verdicts.objects, expected);
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
            let is_kept = |score| detections[..num_kept].iter().any(|of| of.score == Some(score));
            let objects = all.objects.iter().map(|&verdict| match verdict {
                ObjectVerdict::Found { score } if !is_kept(score) => ObjectVerdict::Missed,
                verdict => verdict,
            });
            assert_eq!(some.objects, objects.collect::<Vec<_>>());
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
        let verdicts = rules.judge(&labels, &detections, &counts, Difficulty::Hard);
        use ObjectVerdict::{Ignored, Missed};
        assert_eq!(verdicts.objects, [Missed, Ignored, Ignored]);
        assert_eq!(verdicts.detections, [DetectionVerdict::Ignored; 2]);
    }
}
