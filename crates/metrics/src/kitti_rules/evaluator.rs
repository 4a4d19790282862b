//! The evaluation of many frames.

use voxelnet_config::DetectionConfig;
use voxelnet_kitti::Label;
use voxelnet_scene::class_spelling;

use super::class_scores::class_scores;
use super::criterion::{Criterion, Slice};
use super::difficulty::Levels;
use super::evaluation::Evaluation;
use super::found_boxes::{by_range, found_boxes};
use super::frame::{Frame, PointCounts};
use super::measure::Named;
use super::prepared::PreparedFrame;
use super::report::{PlainTables, Report};
use super::rules::{ReportOptions, Rules};
use super::tallies::{Setting, Tallies, tally_all};
use super::tally::Tally;
use crate::box_errors::{BandErrors, BoxErrors};
use crate::class_reliability::ClassReliability;

/// Distances that are reported apart, metres.
const DISTANCES: [(&str, Slice); 3] = [
    ("0-30", Slice::Distance { min_m: 0., max_m: 30. }),
    ("30-50", Slice::Distance { min_m: 30., max_m: 50. }),
    ("50+", Slice::Distance { min_m: 50., max_m: f64::INFINITY }),
];

/// Numbers of points that are reported apart when asked for.
const POINTS: [(&str, Slice); 4] = [
    ("1-20", Slice::Points { min: 1, max: 20 }),
    ("21-100", Slice::Points { min: 21, max: 100 }),
    ("101-500", Slice::Points { min: 101, max: 500 }),
    ("501+", Slice::Points { min: 501, max: usize::MAX }),
];

/// Collects frames, then computes the official average precision over all of them.
///
/// ```
/// use std::path::Path;
/// use voxelnet_kitti::{KittiError, parse_labels};
/// use voxelnet_metrics::Evaluator;
///
/// # fn main() -> Result<(), KittiError> {
/// let label = "Car 0.00 0 -1.6 600 170 700 230 1.5 1.6 4.2 3.0 1.7 30.0 -1.5";
/// let labels = parse_labels(label, Path::new("label_2/000000.txt"))?;
/// let detections = parse_labels(&format!("{label} 0.9"), Path::new("results/000000.txt"))?;
///
/// let mut evaluator = Evaluator::official();
/// evaluator.add_frame(&labels, &detections);
/// let report = evaluator.finish();
/// // One object: the official measure has a single threshold, at recall 0.
/// let easy = report.classes.get("car").map(|car| car.volume.easy()).unwrap();
/// assert_eq!(easy.r40, Some(0.));
/// assert!((easy.r11.unwrap() - 100. / 11.).abs() < 1e-9);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Evaluator {
    rules: Rules,
    frames: Vec<Frame>,
}

impl Evaluator {
    /// An evaluation by the benchmark's rules, without frames yet.
    pub fn official() -> Self {
        Self::new(Rules::default())
    }

    /// An evaluation without frames yet.
    pub const fn new(rules: Rules) -> Self {
        Self { rules, frames: Vec::new() }
    }

    /// The rules that it goes by.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The number of frames added so far.
    pub const fn num_frames(&self) -> usize {
        self.frames.len()
    }

    /// Adds one frame: its labels and its detections, both in the order of their files, on which
    /// matching depends. Detections without a finite score are left out.
    ///
    /// # Panics
    ///
    /// When points make the levels: then they have to be counted.
    pub fn add_frame(&mut self, labels: &[Label], detections: &[Label]) {
        let counts_points = matches!(self.rules.levels, Levels::Points(_));
        assert!(!counts_points, "the points of the labels are not counted");
        self.push(labels, detections, &PointCounts::default());
    }

    /// As [`Self::add_frame`], with the points inside the boxes: those of labels for
    /// [`Levels::Points`], and those of detections too for [`ReportOptions::by_points`].
    ///
    /// # Panics
    ///
    /// When there is not a number for each label, or for some detections only.
    pub fn add_counted_frame(
        &mut self,
        labels: &[Label],
        detections: &[Label],
        counts: &PointCounts,
    ) {
        assert_eq!(labels.len(), counts.labels.len(), "a number of points for each label");
        let num_counted = counts.detections.len();
        assert!(
            num_counted == detections.len() || num_counted == 0,
            "{num_counted} numbers of points for {} detections",
            detections.len()
        );
        self.push(labels, detections, counts);
    }

    fn push(&mut self, labels: &[Label], detections: &[Label], counts: &PointCounts) {
        self.frames.push(Frame::new(labels, detections, counts, &self.rules.classes));
    }

    /// The average precision over all frames. The result does not depend on the number of threads.
    pub fn finish(&self) -> Report {
        self.finish_with(&ReportOptions::default())
    }

    /// As [`Self::finish`], with more in it.
    ///
    /// # Panics
    ///
    /// When a set of overlaps has not a number for each class, or points are asked for that are not
    /// counted.
    pub fn finish_with(&self, options: &ReportOptions) -> Report {
        assert!(
            !options.by_points || self.frames.iter().all(Frame::is_counted),
            "the points of labels and detections are not counted"
        );
        let frames = PreparedFrame::all(&self.frames);
        let tallies = Tallies::of_settings(&frames, &self.rules, &self.settings(options));
        let evaluation = Evaluation::new(&self.frames, &self.rules);
        let [strict, loose, rest @ ..] = &tallies[..] else {
            unreachable!("the first two settings are always there")
        };
        let points_asked = points_asked(options);
        let (distances, rest) = rest.split_at(DISTANCES.len());
        let (points, sets) = rest.split_at(points_asked.len());
        let names = |slices: &'static [(&'static str, Slice)]| slices.iter().map(|(name, _)| *name);
        let distances = named(names(&DISTANCES), distances);
        let points = named(names(points_asked), points);
        let sets = named(options.overlaps.iter().map(|set| set.name.as_str()), sets);
        Report {
            frames: self.frames.len(),
            classes: evaluation.precision(strict),
            loose: evaluation.precision(loose),
            overlaps: evaluation.named_precision(&sets),
            distance: evaluation.named_precision(&distances),
            points: evaluation.named_precision(&points),
            plain: PlainTables {
                classes: evaluation.plain(strict),
                loose: evaluation.plain(loose),
                overlaps: evaluation.named_plain(&sets),
                distance: evaluation.named_plain(&distances),
                points: evaluation.named_plain(&points),
            },
            precision_recall: evaluation.precision_recall(strict),
            intervals: options.bootstrap.map(|draws| evaluation.intervals(draws, strict, loose)),
            reliability: self.reliability(&frames, options.network.as_ref()),
            box_errors: self.box_errors_by_range(),
            levels: self.rules.levels.clone(),
            present: evaluation.present(),
        }
    }

    /// The counts of all frames under each criterion.
    pub fn tallies(&self, criteria: &[Criterion]) -> Vec<Tally> {
        tally_all(&PreparedFrame::all(&self.frames), &self.rules, criteria)
    }

    /// The errors of the boxes of each class's found objects, by the detections from a score on.
    pub(crate) fn box_errors(&self, min_score: f64) -> Named<BoxErrors> {
        found_boxes(&self.frames, &self.rules, min_score)
    }

    /// The errors of each class of which enough objects are found, by range.
    fn box_errors_by_range(&self) -> Named<Named<BandErrors>> {
        let errors = self.box_errors(BoxErrors::MIN_SCORE);
        let of_classes = errors.iter().map(|(class, of)| (class.to_owned(), by_range(of)));
        of_classes.filter(|(_, ranges)| !ranges.is_empty()).collect()
    }

    /// Each class at its threshold, with the reliability of its scores.
    fn reliability(
        &self,
        frames: &[PreparedFrame],
        network: Option<&DetectionConfig>,
    ) -> Named<ClassReliability> {
        let classes = self.rules.classes.iter().zip(class_scores(frames, &self.rules));
        let of_class = classes.map(|(class, scores)| {
            let name = class_spelling(&class.name);
            let reliability = ClassReliability::of(&scores, &name, frames.len(), network);
            (name, reliability)
        });
        of_class.collect()
    }

    /// The official overlaps, the loose ones, the distances, the points, and what was asked for.
    fn settings(&self, options: &ReportOptions) -> Vec<Setting> {
        let classes = &self.rules.classes;
        let bbox: Vec<f64> = classes.iter().map(|class| class.min_overlap).collect();
        let strict = Setting { spatial: bbox.clone(), bbox, slice: None };
        let loose = classes.iter().map(|class| class.loose_overlap).collect();
        let mut settings = vec![strict.clone(), Setting { spatial: loose, ..strict.clone() }];
        let slices = DISTANCES.iter().chain(points_asked(options));
        settings.extend(slices.map(|&(_, slice)| Setting { slice: Some(slice), ..strict.clone() }));
        let sets = options.overlaps.iter().map(|set| set.min_overlaps.clone());
        settings.extend(sets.map(|spatial| Setting { spatial, ..strict.clone() }));
        settings
    }
}

fn points_asked(options: &ReportOptions) -> &'static [(&'static str, Slice)] {
    if options.by_points { &POINTS } else { &[] }
}

fn named<'a>(names: impl Iterator<Item = &'a str>, tallies: &'a [Tallies]) -> Named<&'a Tallies> {
    names.map(str::to_owned).zip(tallies).collect()
}

#[cfg(test)]
mod tests;
