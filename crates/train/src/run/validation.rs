//! Validation of the network in training.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use voxelnet_config::{Config, ModelConfig};
use voxelnet_dataset::{FrameReader, detect_split};
use voxelnet_detection::{Detector, Weights};
use voxelnet_metrics::{
    Detail, EvaluatedFrames, MissingResults, PerDifficulty, PerMeasure, Report, ReportOptions,
};
use voxelnet_ranks::any;

use crate::error::TrainError;
use crate::run::report::{ClassValues, TrainEvent, ValidationReport};
use crate::run::scene_picture::{ScenePicture, draw_scene};
use crate::run::trainer::TrainOptions;

/// Frames of each rank between two looks at the interrupt.
const FRAMES_OF_ROUND: usize = 8;

/// The frames that a run is validated on, and what detects in them.
#[derive(Clone, Debug)]
pub struct ValidationData {
    /// Reads them.
    pub reader: FrameReader,
    /// Their identifiers.
    pub frames: Vec<String>,
    /// Makes a detector of the weights in training.
    pub load: LoadDetector,
}

/// An error of whatever engine.
type LoadError = Box<dyn std::error::Error + Send + Sync>;

type Load = dyn Fn(&Weights, ModelConfig) -> Result<Box<dyn Detector>, LoadError> + Send + Sync;

/// A function that makes a detector of weights in memory, in whatever engine.
#[derive(Clone)]
pub struct LoadDetector(Arc<Load>);

impl LoadDetector {
    /// Wraps the function.
    pub fn new(
        load: impl Fn(&Weights, ModelConfig) -> Result<Box<dyn Detector>, LoadError>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self(Arc::new(load))
    }

    fn call(&self, weights: &Weights, config: &Config) -> Result<Box<dyn Detector>, TrainError> {
        (self.0)(weights, config.model()).map_err(TrainError::Detector)
    }
}

impl fmt::Debug for LoadDetector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoadDetector")
    }
}

/// Validates networks of one run.
pub(crate) struct Validator {
    data: ValidationData,
    results: PathBuf,
    options: TrainOptions,
}

/// The report and the picture of a validation.
pub(crate) struct Validated {
    pub(crate) report: ValidationReport,
    pub(crate) picture: ScenePicture,
}

impl Validator {
    /// Looks at `max_frames` frames from all over the data, and writes result files into a folder.
    pub(crate) fn new(
        data: ValidationData,
        max_frames: Option<usize>,
        results: PathBuf,
        options: TrainOptions,
    ) -> Self {
        let ValidationData { reader, frames, load } = data;
        let frames = spread(&frames, max_frames.unwrap_or(frames.len()));
        Self { data: ValidationData { reader, frames, load }, results, options }
    }

    /// Detects on the frames, each rank on its own ones, and has the first rank score what was found; `None` on
    /// the others, and when an interrupt was set on the way. Involves all ranks.
    pub(crate) fn validate(
        &self,
        weights: &Weights,
        config: &Config,
        epoch: u64,
        interrupt: &AtomicBool,
        observe: &mut dyn FnMut(TrainEvent<'_>),
    ) -> Result<Option<Validated>, TrainError> {
        let ValidationData { reader, frames, load } = &self.data;
        let mut detector = load.call(weights, config)?;
        let (total, ranks) = (frames.len(), self.options.ranks);
        let mut done = 0;
        for round in frames.chunks(FRAMES_OF_ROUND * ranks.size()) {
            if any(ranks, interrupt.load(Ordering::Relaxed)) {
                return Ok(None);
            }
            detect_split(
                detector.as_mut(),
                reader,
                round,
                &self.results,
                ranks,
                |in_round, _, _| {
                    observe(TrainEvent::Validating { done: done + in_round, total });
                },
            )?;
            done += round.len();
        }
        if !ranks.is_first() {
            return Ok(None);
        }
        ranks.takes_its_time("scoring");
        let (missing, detail) = (MissingResults::Refuse, Detail::Rows);
        let evaluated =
            EvaluatedFrames::read(reader, frames, &self.results, missing, detail, |_, _| ())?;
        let report = evaluated.average_precision(&ReportOptions::default());
        let report = summary(&report, config, weights.step, epoch, total);
        let picture = draw_scene(detector.as_mut(), reader, &frames[0])?;
        Ok(Some(Validated { report, picture }))
    }
}

/// `count` of the frames, at equal distances.
fn spread(frames: &[String], count: usize) -> Vec<String> {
    let count = count.min(frames.len());
    (0..count).map(|i| frames[i * frames.len() / count].clone()).collect()
}

/// R40 of the classes of the network, from a report about all classes of the metric.
fn summary(
    report: &Report,
    config: &Config,
    step: u64,
    epoch: u64,
    num_frames: usize,
) -> ValidationReport {
    let mut classes = BTreeMap::new();
    for class in &config.network.classes {
        let name = class.name.to_lowercase();
        let Some(measures) = report.classes.get(&name) else { continue };
        let values: ClassValues = PerMeasure::from_fn(|measure| {
            PerDifficulty::from_fn(|level| measures.get(measure).get(level).r40)
        });
        classes.insert(name, values);
    }
    let moderate: Vec<f64> =
        classes.values().map(|values| values.volume.moderate.unwrap_or(0.)).collect();
    let score = moderate.iter().sum::<f64>() / moderate.len().max(1) as f64;
    ValidationReport { step, epoch, num_frames, classes, score }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_taken_from_all_over_the_split() {
        let frames: Vec<String> = (0..10).map(|i| i.to_string()).collect();
        assert_eq!(spread(&frames, 3), ["0", "3", "6"]);
        assert_eq!(spread(&frames, 99), frames);
    }
}
