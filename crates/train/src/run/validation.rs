//! Validation of the network in training.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use voxelnet_communicator::InTurn;
use voxelnet_config::Config;
use voxelnet_dataset::{DatasetError, DetectedFrame, ResultWriter, ScansBehind, detect_split};
use voxelnet_detection::{Detector, Weights};
use voxelnet_metrics::{
    Detail, EvaluatedFrames, MissingResults, PerDifficulty, PerMeasure, Report, ReportOptions,
};
use voxelnet_runs::{ClassValues, Validation, ValidationLine};
use voxelnet_scene::class_spelling;

use crate::error::TrainError;
use crate::run::data::ValidationData;
use crate::run::events::event_file::PngPicture;
use crate::run::options::TrainOptions;
use crate::run::report::TrainEvent;
use crate::run::scene_picture::draw_scene;

/// Frames of each rank between two looks at the interrupt.
const FRAMES_OF_ROUND: usize = 8;

/// Validates the networks of a run.
pub(crate) struct Validator {
    data: ValidationData,
    results: PathBuf,
    options: TrainOptions,
    /// Whether an earlier validation has said the oddities of the scans.
    has_warned: bool,
}

/// The numbers and the picture of a validation.
pub(crate) struct Validated {
    pub(crate) line: ValidationLine,
    pub(crate) picture: PngPicture,
}

impl Validator {
    /// A validator of `max_frames` frames from all over the data, which writes result files into a folder.
    pub(crate) fn new(
        data: ValidationData,
        max_frames: Option<usize>,
        results: PathBuf,
        options: TrainOptions,
    ) -> Self {
        let ValidationData { reader, frames, load } = data;
        let frames = spread(&frames, max_frames.unwrap_or(frames.len()));
        let data = ValidationData { reader, frames, load };
        Self { data, results, options, has_warned: false }
    }

    /// Detects on the frames, each rank on its own ones, and has the first rank score the detections; none on
    /// the others, and when an interrupt was set on the way. Collective.
    pub(crate) fn validate(
        &mut self,
        weights: &Weights,
        config: &Config,
        epoch: u64,
        interrupt: &AtomicBool,
        observe: &mut dyn FnMut(TrainEvent<'_>),
    ) -> Result<Option<Validated>, TrainError> {
        let ValidationData { reader, frames, load } = &self.data;
        let mut detector = load.call(weights, config)?;
        let TrainOptions { communicator, heartbeat, .. } = &self.options;
        let (total, warns) = (frames.len(), !self.has_warned);
        let (mut done, mut behind) = (0, ScansBehind::default());
        for round in frames.chunks(FRAMES_OF_ROUND * communicator.size()) {
            if communicator.any(interrupt.load(Ordering::Relaxed)) {
                return Ok(None);
            }
            self.detect(detector.as_mut(), round, &mut |in_round, detected| {
                observe(TrainEvent::Validating { done: done + in_round, total });
                for warning in detected.warnings(&mut behind).iter().filter(|_| warns) {
                    observe(TrainEvent::Warned(&format!("{}: {warning}", detected.frame)));
                }
            })?;
            done += round.len();
        }
        if let Some(warning) = behind.warning(|_| None).filter(|_| warns) {
            observe(TrainEvent::Warned(&warning));
        }
        self.has_warned = true;
        if !communicator.is_first() {
            return Ok(None);
        }
        heartbeat.suspend("scoring");
        let (missing, detail) = (MissingResults::Refuse, Detail::Rows);
        let evaluated =
            EvaluatedFrames::read(reader, frames, &self.results, missing, detail, |_, _| ())?;
        let report = evaluated.average_precision(&ReportOptions::default());
        let validation = summary(&report, config, total);
        let line = ValidationLine { step: weights.step, epoch, validation };
        let picture = draw_scene(detector.as_mut(), reader, &frames[0])?;
        Ok(Some(Validated { line, picture }))
    }

    /// Detects on this rank's part of some frames, and has the first rank write the result files of all. `observe` is
    /// called with the number of frames that are done on all ranks, about, and the last of them. Collective.
    fn detect(
        &self,
        detector: &mut dyn Detector,
        frames: &[String],
        observe: &mut dyn FnMut(usize, &DetectedFrame<'_>),
    ) -> Result<(), DatasetError> {
        let TrainOptions { communicator, heartbeat, .. } = &self.options;
        let create = || ResultWriter::create(&self.results, frames);
        let mut writer = communicator.is_first().then(create).transpose()?;
        let mut write = |results: Vec<Vec<u8>>| match &mut writer {
            Some(writer) => writer.write(&results),
            None => Ok(()),
        };
        let starts = |frame: &str| heartbeat.beat(&format!("validation, frame {frame}"));
        let (reader, shard) = (&self.data.reader, communicator.shard());
        let mut in_turn = InTurn::new(communicator, frames.len());
        detect_split(detector, reader, frames, shard, starts, |detected| {
            observe((detected.number + communicator.size()).min(frames.len()), &detected);
            write(in_turn.add(detected.results.into_bytes()))?;
            Ok(ControlFlow::Continue(()))
        })?;
        write(in_turn.finish())
    }
}

/// `count` of the frames, at equal distances.
fn spread(frames: &[String], count: usize) -> Vec<String> {
    let count = count.min(frames.len());
    (0..count).map(|i| frames[i * frames.len() / count].clone()).collect()
}

/// R40 of the classes of the network, from a report about all classes of the metric.
fn summary(report: &Report, config: &Config, num_frames: usize) -> Validation {
    let mut classes = BTreeMap::new();
    for class in &config.network.classes {
        let name = class_spelling(&class.name);
        let Some(measures) = report.classes.get(&name) else { continue };
        let values: ClassValues = PerMeasure::from_fn(|measure| {
            PerDifficulty::from_fn(|level| measures.get(measure).get(level).r40)
        });
        classes.insert(name, values);
    }
    let moderate: Vec<f64> =
        classes.values().map(|values| values.volume.moderate().unwrap_or(0.)).collect();
    let score = moderate.iter().sum::<f64>() / moderate.len().max(1) as f64;
    Validation { num_frames, score, classes }
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
