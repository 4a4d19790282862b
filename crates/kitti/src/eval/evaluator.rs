//! The evaluation of many frames.

use rayon::prelude::*;

use super::class::{Class, PerClass, Role};
use super::curve::Curve;
use super::difficulty::{Difficulty, PerDifficulty};
use super::frame::Frame;
use super::matching::{Counts, FlaggedFrame, Question};
use super::overlap::{FrameOverlaps, Metric};
use super::report::{AveragePrecision, ClassTable, PerMetric, Report};
use super::thresholds::score_thresholds;
use crate::Label;

/// The overlap a match must exceed, per class and metric.
#[derive(Clone, Debug, PartialEq)]
pub struct OverlapLimits {
    /// Of 2D boxes.
    pub bbox: PerClass<f64>,
    /// Of boxes seen from above and of 3D boxes.
    pub spatial: PerClass<f64>,
    /// The same for [`Report::loose`].
    pub loose_spatial: PerClass<f64>,
}

impl Default for OverlapLimits {
    /// The benchmark's limits: 0.7 for cars and 0.5 for the others; loose 0.5 and 0.25.
    fn default() -> Self {
        let official = PerClass { car: 0.7, pedestrian: 0.5, cyclist: 0.5 };
        Self {
            bbox: official.clone(),
            spatial: official,
            loose_spatial: PerClass { car: 0.5, pedestrian: 0.25, cyclist: 0.25 },
        }
    }
}

/// Collects frames, then computes the official average precision over all of them.
///
/// ```
/// use std::path::Path;
/// use voxelnet_kitti::{Evaluator, OverlapLimits, parse_labels};
///
/// # fn main() -> Result<(), voxelnet_kitti::KittiError> {
/// let label = "Car 0.00 0 -1.6 600 170 700 230 1.5 1.6 4.2 3.0 1.7 30.0 -1.5";
/// let labels = parse_labels(label, Path::new("label_2/000000.txt"))?;
/// let detections = parse_labels(&format!("{label} 0.9"), Path::new("results/000000.txt"))?;
///
/// let mut evaluator = Evaluator::new(OverlapLimits::default());
/// evaluator.add_frame(&labels, &detections);
/// let report = evaluator.finish();
/// // One object: the official measure has a single threshold, at recall 0.
/// assert_eq!(report.classes.car.volume.easy.r40, Some(0.));
/// assert!((report.classes.car.volume.easy.r11.unwrap() - 100. / 11.).abs() < 1e-9);
/// # Ok(())
/// # }
/// ```
pub struct Evaluator {
    limits: OverlapLimits,
    frames: Vec<Frame>,
}

/// A frame and its overlaps.
type Prepared<'a> = (&'a Frame, FrameOverlaps);

impl Evaluator {
    /// An evaluation without frames yet.
    pub const fn new(limits: OverlapLimits) -> Self {
        Self { limits, frames: Vec::new() }
    }

    /// Adds one frame: its labels and its detections, both in the order of their files, on which
    /// matching depends. Detections without a finite score are left out.
    pub fn add_frame(&mut self, labels: &[Label], detections: &[Label]) {
        self.frames.push(Frame::new(labels, detections));
    }

    /// The average precision over all frames. The result does not depend on the number of threads.
    pub fn finish(self) -> Report {
        let frames: Vec<Prepared> =
            self.frames.par_iter().map(|frame| (frame, FrameOverlaps::new(frame))).collect();
        let classes: ClassTable = PerClass::from_fn(|class| self.strict_metrics(&frames, class));
        let loose = PerClass::from_fn(|class| {
            let image = classes.get(class);
            let limit = *self.limits.loose_spatial.get(class);
            PerMetric {
                bbox: image.bbox.clone(),
                aos: image.aos.clone(),
                bev: self.precision(&frames, class, Metric::Bev, limit),
                volume: self.precision(&frames, class, Metric::Volume, limit),
            }
        });
        Report { frames: self.frames.len(), classes, loose }
    }

    fn strict_metrics(
        &self,
        frames: &[Prepared],
        class: Class,
    ) -> PerMetric<PerDifficulty<AveragePrecision>> {
        let limit = *self.limits.spatial.get(class);
        let image = per_difficulty(frames, class, Metric::Bbox, *self.limits.bbox.get(class));
        let has_bbox = self.is_evaluated(class, Metric::Bbox);
        let has_aos = has_bbox && self.has_orientation();
        PerMetric {
            bbox: averages(&image, has_bbox, Curve::of_precision),
            aos: averages(&image, has_aos, Curve::of_similarity),
            bev: self.precision(frames, class, Metric::Bev, limit),
            volume: self.precision(frames, class, Metric::Volume, limit),
        }
    }

    fn precision(
        &self,
        frames: &[Prepared],
        class: Class,
        metric: Metric,
        min_overlap: f64,
    ) -> PerDifficulty<AveragePrecision> {
        let totals = per_difficulty(frames, class, metric, min_overlap);
        averages(&totals, self.is_evaluated(class, metric), Curve::of_precision)
    }

    /// Whether a detection of the class carries the metric's box (official KITTI rules, 2).
    fn is_evaluated(&self, class: Class, metric: Metric) -> bool {
        self.detections().filter(|(role, _)| *role == Role::Member(class)).any(|(_, label)| {
            let position = &label.camera_box.bottom_center;
            let size = &label.camera_box.size;
            let has_ground =
                position.x != -1000. && position.z != -1000. && size.width > 0. && size.length > 0.;
            match metric {
                Metric::Bbox => label.rect.left >= 0.,
                Metric::Bev => has_ground,
                Metric::Volume => has_ground && position.y != -1000. && size.height > 0.,
            }
        })
    }

    /// One detection of any type without an observation angle turns orientation off for all classes.
    fn has_orientation(&self) -> bool {
        self.detections().all(|(_, label)| label.alpha != -10.)
    }

    fn detections(&self) -> impl Iterator<Item = (Role, &Label)> {
        self.frames.iter().flat_map(|frame| &frame.detections).map(|row| (row.role, &row.label))
    }
}

/// The counts of all frames at each threshold.
struct Totals {
    num_valid: usize,
    counts: Vec<Counts>,
}

fn per_difficulty(
    frames: &[Prepared],
    class: Class,
    metric: Metric,
    min_overlap: f64,
) -> PerDifficulty<Totals> {
    PerDifficulty::from_fn(|difficulty: Difficulty| {
        totals(frames, Question { class, difficulty, metric, min_overlap })
    })
}

fn totals(frames: &[Prepared], question: Question) -> Totals {
    let flagged: Vec<FlaggedFrame> = frames
        .par_iter()
        .filter_map(|(frame, overlaps)| FlaggedFrame::new(frame, overlaps, question))
        .collect();
    let num_valid = flagged.iter().map(FlaggedFrame::num_valid).sum();
    let recorded: Vec<Vec<f64>> = flagged.par_iter().map(FlaggedFrame::recorded_scores).collect();
    let thresholds = score_thresholds(recorded.concat(), num_valid);

    let by_frame: Vec<Vec<Counts>> =
        flagged.par_iter().map(|frame| frame.counts(&thresholds)).collect();
    let mut counts = vec![Counts::default(); thresholds.len()];
    // Summed in the order of frames: a float sum in rayon's order would change with the threads.
    for frame in by_frame {
        for (total, part) in counts.iter_mut().zip(frame) {
            total.add(part);
        }
    }
    Totals { num_valid, counts }
}

fn averages(
    totals: &PerDifficulty<Totals>,
    is_evaluated: bool,
    curve_of: impl Fn(&[Counts]) -> Curve,
) -> PerDifficulty<AveragePrecision> {
    PerDifficulty::from_fn(|difficulty| {
        let Totals { num_valid: n_gt, counts } = totals.get(difficulty);
        let curve = is_evaluated.then(|| curve_of(counts));
        AveragePrecision {
            r11: curve.as_ref().map(Curve::r11),
            r40: curve.as_ref().map(Curve::r40),
            n_gt: *n_gt,
            curve: curve.map(Curve::into_entries).unwrap_or_default(),
        }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::test_rows::{detection, dont_care, truth};
    use super::*;
    use crate::Rect;

    fn evaluate(frames: &[(Vec<Label>, Vec<Label>)]) -> Report {
        let mut evaluator = Evaluator::new(OverlapLimits::default());
        for (labels, detections) in frames {
            evaluator.add_frame(labels, detections);
        }
        evaluator.finish()
    }

    fn evaluated_metrics(detections: Vec<Label>) -> [bool; 4] {
        let report = evaluate(&[(vec![truth("Car", 0.)], detections)]);
        report.classes.car.named().map(|(_, row)| row.easy.r40.is_some())
    }

    #[test]
    fn a_metric_without_usable_detections_of_the_class_has_no_result() {
        let car = || detection("Car", 0., 0.9);
        let mut no_rect = car();
        no_rect.rect = Rect { left: -1., top: -1., right: -1., bottom: -1. };
        let no_3d = Label { camera_box: dont_care(0.).camera_box, ..car() };
        let mut flat = car();
        flat.camera_box.size.height = 0.;
        for (name, detections, expected) in [
            ("no detection", vec![], [false; 4]),
            ("another class", vec![detection("Cyclist", 0., 0.9)], [false; 4]),
            ("everything", vec![car()], [true; 4]),
            ("no 2D box", vec![no_rect.clone()], [false, false, true, true]),
            ("no 3D box", vec![no_3d], [true, true, false, false]),
            ("no height", vec![flat], [true, true, true, false]),
            ("one of two has a 2D box", vec![no_rect, car()], [true; 4]),
        ] {
            assert_eq!(evaluated_metrics(detections), expected, "{name}");
        }
    }

    #[test]
    fn one_row_without_an_angle_turns_orientation_off_for_all_classes() {
        let unknown = Label { alpha: -10., ..detection("Misc", 3., 0.1) };
        let detections = vec![detection("Car", 0., 0.9), unknown];
        assert_eq!(evaluated_metrics(detections), [true, false, true, true]);
    }

    #[test]
    fn detections_without_objects_are_worth_zero() {
        let report = evaluate(&[(vec![], vec![detection("Car", 0., 0.9)])]);
        let easy = &report.classes.car.volume.easy;
        assert_eq!((easy.r11, easy.r40, easy.n_gt), (Some(0.), Some(0.), 0));
    }

    #[test]
    fn detections_without_a_finite_score_are_left_out() {
        assert_eq!(evaluated_metrics(vec![truth("Car", 0.)]), [false; 4]);
        assert_eq!(evaluated_metrics(vec![detection("Car", 0., f64::NAN)]), [false; 4]);
    }

    #[test]
    fn a_perfect_detector_reaches_what_few_objects_allow() {
        for (count, r11, r40) in [
            (1, 9.0909, 0.),
            (10, 27.2727, 22.5),
            (20, 45.4545, 47.5),
            (40, 90.9091, 97.5),
            (41, 100., 100.),
            (100, 100., 100.),
        ] {
            let frame = |i| (vec![truth("Car", 0.)], vec![detection("Car", 0., f64::from(i))]);
            let frames: Vec<_> = (0..count).map(frame).collect();
            let report = evaluate(&frames);
            for (metric, row) in report.classes.car.named() {
                assert!((row.hard.r11.unwrap() - r11).abs() < 1e-4, "{count} {metric}");
                assert!((row.hard.r40.unwrap() - r40).abs() < 1e-4, "{count} {metric}");
                let (best_r11, best_r40) = row.hard.best_possible();
                assert!((best_r11 - r11).abs() < 1e-4 && (best_r40 - r40).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn orientation_uses_the_angle_columns_of_image_matches() {
        let opposite = |i| {
            let detection =
                Label { alpha: std::f64::consts::PI, ..detection("Car", 0., f64::from(i)) };
            (vec![truth("Car", 0.)], vec![detection])
        };
        let report = evaluate(&(0..50).map(opposite).collect::<Vec<_>>());
        assert!((report.classes.car.bbox.easy.r40.unwrap() - 100.).abs() < 1e-9);
        assert!(report.classes.car.aos.easy.r40.unwrap() < 1e-9);
    }

    #[test]
    fn the_loose_table_lowers_the_limits_in_space_but_not_in_the_image() {
        // Shifted by an eighth of a place: overlap 0.6 in every metric.
        let shifted = |i| (vec![truth("Car", 0.)], vec![detection("Car", 0.125, f64::from(i))]);
        let report = evaluate(&(0..50).map(shifted).collect::<Vec<_>>());
        let r40 =
            |table: &ClassTable| table.car.named().map(|(_, row)| row.easy.r40.unwrap().round());
        assert_eq!(r40(&report.classes), [0., 0., 0., 0.]);
        assert_eq!(r40(&report.loose), [0., 0., 100., 100.]);
    }

    #[test]
    fn the_number_of_threads_changes_no_bit() {
        let frame = |i: u32| {
            let place = f64::from(i * 37 % 11) / 100.;
            let detected = Label {
                alpha: f64::from(i) * 0.1,
                ..detection("Car", place, f64::from(i * 7919 % 500))
            };
            (vec![truth("Car", 0.)], vec![detected, detection("Car", 1., f64::from(i % 13))])
        };
        let frames: Vec<_> = (0..300).map(frame).collect();
        let with_threads = |count| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap();
            pool.install(|| evaluate(&frames))
        };
        let alone = with_threads(1);
        assert!(alone.classes.car.aos.easy.r40.unwrap() > 1.);
        assert_eq!(alone, with_threads(3));
    }
}
