//! The scores of true and false positives, from frames that need no scans.

use rayon::prelude::*;

use super::class::Role;
use super::difficulty::Difficulty;
use super::overlap::Metric;
use super::prepared::PreparedFrame;
use super::rules::Rules;
use super::verdict::{DetectionVerdict, FrameVerdicts, ObjectVerdict};
use crate::best_f1::ClassScores;

/// The scores of each class by the verdicts in 3D at the strict overlaps and the hard level, in the order of the rules.
///
/// They are those of [`ClassScores::of`], which needs the scans.
pub(super) fn class_scores(frames: &[PreparedFrame], rules: &Rules) -> Vec<ClassScores> {
    let judged: Vec<FrameVerdicts> = frames
        .par_iter()
        .map(|PreparedFrame { frame, overlaps, .. }| {
            rules.judge_frame(frame, overlaps.get(Metric::Volume), Difficulty::Hard)
        })
        .collect();
    let mut scores = vec![ClassScores::default(); rules.classes.len()];
    for (frame, verdicts) in frames.iter().map(|of| of.frame).zip(&judged) {
        for truth in &frame.truths {
            let Role::Member(class) = truth.role else { continue };
            match verdicts.objects[truth.place] {
                ObjectVerdict::Found { score } => scores[class].true_positives.push(score),
                ObjectVerdict::Missed => {}
                ObjectVerdict::Ignored => continue,
            }
            scores[class].num_objects += 1;
        }
        for (row, &score) in frame.detections.iter().zip(&frame.scores) {
            let is_false = verdicts.detections[row.place] == DetectionVerdict::FalsePositive;
            if let (Role::Member(class), true) = (row.role, is_false) {
                scores[class].false_positives.push(score);
            }
        }
    }
    scores
}
