//! The quantity of a row, and what it needs of a folder of results.

use std::ops::Range;

use voxelnet_metrics::{
    AveragePrecision, BoxErrors, BoxQuantity, Criterion, EvaluatedFrames, MeanSpread, Measure,
    PlainPrecision, RecallCurve, Tally,
};

/// A quantity that a row compares.
pub enum Quantity {
    /// The official average precision, percent.
    R40(Criterion),
    /// Plain average precision, percent.
    PlainAp(Criterion),
    /// False detections for each frame at a recall, of several classes together.
    FalsePerFrame { criteria: Vec<Criterion>, recall: f64 },
    /// An error of the boxes of a class.
    BoxError(BoxError),
}

/// One number of the errors of the boxes of a class.
#[derive(Clone)]
pub struct BoxError {
    pub class: &'static str,
    pub range_m: Range<f64>,
    pub quantity: BoxQuantity,
    pub statistic: fn(MeanSpread) -> f64,
}

/// The counts of a folder from which the quantity of any resample follows.
pub enum Counted {
    R40(Tally),
    PlainAp(Tally),
    FalsePerFrame { tally: Tally, recall: f64, num_frames: usize },
    BoxError(BoxErrors, BoxError),
}

impl Quantity {
    /// The counts of one folder.
    pub fn counted(&self, frames: &EvaluatedFrames) -> Counted {
        let tally = |criteria: &[Criterion]| Tally::together(&frames.tallies(criteria));
        match self {
            Self::R40(criterion) => Counted::R40(tally(&[*criterion])),
            Self::PlainAp(criterion) => Counted::PlainAp(tally(&[*criterion])),
            Self::FalsePerFrame { criteria, recall } => Counted::FalsePerFrame {
                tally: tally(criteria),
                recall: *recall,
                num_frames: frames.num_frames(),
            },
            Self::BoxError(error) => {
                let errors = frames.box_errors(BoxErrors::MIN_SCORE);
                let errors = errors.get(error.class).cloned().unwrap_or_default();
                Counted::BoxError(errors, error.clone())
            }
        }
    }
}

impl Counted {
    /// The quantity when each frame counts so many times; each counts once without weights.
    pub fn value(&self, weights: &[u32]) -> Option<f64> {
        match self {
            Self::R40(tally) => AveragePrecision::of(tally, Measure::Volume, weights).r40,
            Self::PlainAp(tally) => PlainPrecision::of(tally, Measure::Volume, weights).ap,
            Self::FalsePerFrame { tally, recall, num_frames } => {
                RecallCurve::of(tally, weights, *num_frames).false_per_frame_at(*recall)
            }
            Self::BoxError(errors, BoxError { range_m, quantity, statistic, .. }) => {
                Some(statistic(errors.within(range_m, weights)?.get(*quantity)))
            }
        }
    }
}

/// The mean over folders of the recall of some classes together from a score on; none without objects.
pub fn mean_recall(criteria: &[Criterion], folders: &[EvaluatedFrames]) -> Option<f64> {
    let recall = |frames: &EvaluatedFrames| {
        let tally = Tally::together(&frames.tallies(criteria));
        RecallCurve::of(&tally, &[], frames.num_frames()).recall_from(BoxErrors::MIN_SCORE)
    };
    let recalls: Option<Vec<f64>> = folders.iter().map(recall).collect();
    let recalls = recalls.filter(|recalls| !recalls.is_empty())?;
    Some(recalls.iter().sum::<f64>() / recalls.len() as f64)
}
