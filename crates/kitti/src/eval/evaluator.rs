//! The evaluation of many frames.

use super::difficulty::Levels;
use super::evaluation::Evaluation;
use super::frame::Frame;
use super::prepared::PreparedFrame;
use super::question::DistanceRange;
use super::report::{PlainTables, Report};
use super::rules::{ReportOptions, Rules};
use super::tallies::{Setting, Tallies};
use crate::Label;

/// Distances that are reported apart, metres.
const RANGES: [(&str, DistanceRange); 3] = [
    ("0-30", DistanceRange { min_m: 0., max_m: 30. }),
    ("30-50", DistanceRange { min_m: 30., max_m: 50. }),
    ("50+", DistanceRange { min_m: 50., max_m: f64::INFINITY }),
];

/// Collects frames, then computes the official average precision over all of them.
///
/// ```
/// use std::path::Path;
/// use voxelnet_kitti::{Evaluator, parse_labels};
///
/// # fn main() -> Result<(), voxelnet_kitti::KittiError> {
/// let label = "Car 0.00 0 -1.6 600 170 700 230 1.5 1.6 4.2 3.0 1.7 30.0 -1.5";
/// let labels = parse_labels(label, Path::new("label_2/000000.txt"))?;
/// let detections = parse_labels(&format!("{label} 0.9"), Path::new("results/000000.txt"))?;
///
/// let mut evaluator = Evaluator::official();
/// evaluator.add_frame(&labels, &detections);
/// let report = evaluator.finish();
/// // One object: the official measure has a single threshold, at recall 0.
/// let easy = report.classes.get("car").map(|car| car.volume.easy).unwrap();
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

    /// Adds one frame: its labels and its detections, both in the order of their files, on which
    /// matching depends. Detections without a finite score are left out.
    ///
    /// # Panics
    ///
    /// When points make the levels: then they have to be counted.
    pub fn add_frame(&mut self, labels: &[Label], detections: &[Label]) {
        assert!(self.rules.levels == Levels::Pixels, "the points of the labels are not counted");
        self.frames.push(Frame::new(labels, &[], detections, &self.rules.classes));
    }

    /// As [`Self::add_frame`], with the number of points inside the box of each label, for
    /// [`Levels::Points`].
    ///
    /// # Panics
    ///
    /// When there is not a number for each label.
    pub fn add_counted_frame(
        &mut self,
        labels: &[Label],
        num_points: &[usize],
        detections: &[Label],
    ) {
        assert_eq!(labels.len(), num_points.len(), "a number of points for each label");
        self.frames.push(Frame::new(labels, num_points, detections, &self.rules.classes));
    }

    /// The average precision over all frames. The result does not depend on the number of threads.
    pub fn finish(&self) -> Report {
        self.finish_with(&ReportOptions::default())
    }

    /// As [`Self::finish`], with more in it.
    ///
    /// # Panics
    ///
    /// When a set of overlaps has not a number for each class.
    pub fn finish_with(&self, options: &ReportOptions) -> Report {
        let frames = PreparedFrame::all(&self.frames);
        let tallies = Tallies::of_settings(&frames, &self.rules, &self.settings(options));
        let evaluation = Evaluation::new(&self.frames, &self.rules);
        let [strict, loose, rest @ ..] = &tallies[..] else {
            unreachable!("the first two settings are always there")
        };
        let (ranges, sets) = rest.split_at(RANGES.len());
        let names = || options.overlaps.iter().map(|set| set.name.clone());
        let ranges = RANGES.into_iter().zip(ranges);
        let ranges = ranges.map(|((name, _), of)| (name.to_owned(), evaluation.precision(of)));
        Report {
            frames: self.frames.len(),
            classes: evaluation.precision(strict),
            loose: evaluation.precision(loose),
            overlaps: names().zip(sets.iter().map(|of| evaluation.precision(of))).collect(),
            distance: ranges.collect(),
            plain: PlainTables {
                classes: evaluation.plain(strict),
                loose: evaluation.plain(loose),
                overlaps: names().zip(sets.iter().map(|of| evaluation.plain(of))).collect(),
            },
            precision_recall: evaluation.precision_recall(strict),
            intervals: options.bootstrap.map(|draws| evaluation.intervals(draws, strict, loose)),
            levels: self.rules.levels.clone(),
        }
    }

    /// The official overlaps, the loose ones, the distances, and what was asked for.
    fn settings(&self, options: &ReportOptions) -> Vec<Setting> {
        let classes = &self.rules.classes;
        let bbox: Vec<f64> = classes.iter().map(|class| class.min_overlap).collect();
        let strict = Setting { spatial: bbox.clone(), bbox, range: None };
        let loose = classes.iter().map(|class| class.loose_overlap).collect();
        let mut settings = vec![strict.clone(), Setting { spatial: loose, ..strict.clone() }];
        settings.extend(RANGES.map(|(_, range)| Setting { range: Some(range), ..strict.clone() }));
        let sets = options.overlaps.iter().map(|set| set.min_overlaps.clone());
        settings.extend(sets.map(|spatial| Setting { spatial, ..strict.clone() }));
        settings
    }
}

#[cfg(test)]
mod tests;
