//! The frames that a run is trained and validated on.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Error, Result, anyhow, bail, ensure};
use voxelnet_config::Config;
use voxelnet_dataset::{FrameReader, fingerprint};
use voxelnet_files::{agreeing, counted};
use voxelnet_kitti::{KittiDataset, KittiError, LabelOddities, is_split_file};
use voxelnet_runs::{FrameSet, RunData};
use voxelnet_scene::FullScale;
use voxelnet_train::{LoadDetector, TrainingData, ValidationData};

use super::args::train::TrainArgs;
use super::engine::beside_training;
use crate::context::Context;
use crate::engine::choice::EngineRequest;
use crate::intensities::tell_full_scale;
use crate::progress::Progress;
use crate::splits::Split;

/// The frames that are asked for, or else those of the run that is continued.
pub struct DataRequest {
    data: PathBuf,
    split: String,
    validation_split: String,
    /// The run that is continued, and whether it was validated.
    continued: Option<Continued>,
    /// The scale of intensities of the run that is continued.
    full_scale: Option<FullScale>,
    /// The engine that validates.
    engine: EngineRequest,
}

/// Frames, and the files of the run that describe them.
pub struct FoundData {
    pub origin: RunData,
    pub data: TrainingData,
}

/// Whether a run that is continued was validated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Continued {
    Validated,
    NotValidated,
}

/// Frames to validate on.
struct FoundValidation {
    set: FrameSet,
    data: ValidationData,
}

impl DataRequest {
    /// `known` is the data of the run that is continued.
    pub fn new(args: &TrainArgs, known: Option<&RunData>) -> Result<Self> {
        let data = args.data.as_ref().or(known.map(|known| &known.data));
        let split = args.split.as_ref().or(known.map(|known| &known.split));
        let was_validated = known.filter(|known| known.validated.num_frames > 0);
        let validation_split = args.val_split.as_ref();
        let validation_split =
            validation_split.or(was_validated.map(|known| &known.validation_split));
        Ok(Self {
            data: std::path::absolute(data.context("give --data DIR")?)?,
            split: split.map_or("train", String::as_str).to_owned(),
            validation_split: validation_split.map_or("val", String::as_str).to_owned(),
            continued: known.map(|_| match validation_split {
                Some(_) => Continued::Validated,
                None => Continued::NotValidated,
            }),
            full_scale: known.and_then(RunData::full_scale),
            engine: args.compute.into(),
        })
    }

    /// Opens the dataset and checks all frames.
    pub fn find(self, config: &Config, context: &Context) -> Result<FoundData> {
        let Split { dataset, frames } = Split::open(&self.data, &self.split, context.progress)?;
        ensure!(!frames.is_empty(), "split `{}` has no frames, nothing to train on", self.split);
        let learned = set_of(&dataset, &frames)?;
        let reader = FrameReader::new(dataset.clone(), config.frames());
        let full_scale = self.full_scale.or_else(|| reader.find_full_scale(&frames));
        let validation = self.find_validation(config, full_scale, context.progress)?;
        if let Some(found) = &validation {
            self.check_overlap(&dataset, &frames, &found.data, context.progress)?;
        }
        let validated =
            validation.as_ref().map_or_else(FrameSet::default, |found| found.set.clone());
        let validation = validation.map(|found| found.data);
        let reader = reader.with_full_scale(full_scale);
        full_scale.inspect(|&full_scale| tell_full_scale(full_scale, context.progress));
        check_frames(&reader, &frames, validation.as_ref(), context)?;
        let origin = RunData {
            data: self.data,
            split: absolute_file(&self.split)?,
            validation_split: absolute_file(&self.validation_split)?,
            intensity_full_scale: full_scale.map(FullScale::get),
            learned,
            validated,
        };
        Ok(FoundData { origin, data: TrainingData { reader, frames, validation } })
    }

    /// The frames to validate on, if the configuration asks for validations.
    fn find_validation(
        &self,
        config: &Config,
        full_scale: Option<FullScale>,
        progress: Progress,
    ) -> Result<Option<FoundValidation>> {
        let is_asked_for = config.train.validation.every_epochs > 0;
        if !is_asked_for || self.continued == Some(Continued::NotValidated) {
            return Ok(None);
        }
        let opened = Split::open(&self.data, &self.validation_split, progress);
        let Split { dataset, frames } = opened.map_err(missing_validation)?;
        let set = set_of(&dataset, &frames)?;
        let load = load_detector(self.engine, config, progress)?;
        let reader = FrameReader::new(dataset, config.frames()).with_full_scale(full_scale);
        Ok(Some(FoundValidation { set, data: ValidationData { reader, frames, load } }))
    }

    /// Refuses frames that are both learned and validated on, unless the dataset divides none; a run that is
    /// continued goes on, with a warning.
    fn check_overlap(
        &self,
        dataset: &KittiDataset,
        learned: &[String],
        validation: &ValidationData,
        progress: Progress,
    ) -> Result<()> {
        let learned: HashSet<&String> = learned.iter().collect();
        let shared = validation.frames.iter().filter(|frame| learned.contains(frame));
        let shared: Vec<&String> = shared.collect();
        let is_one_half = validation.reader.dataset() == dataset;
        let Some(first) = shared.first().filter(|_| is_one_half) else { return Ok(()) };
        let message = format!(
            "{} of the split `{}` {} in the split `{}` to validate on, too; the first is {first}",
            counted(shared.len(), "frame"),
            self.split,
            agreeing(shared.len(), "is", "are"),
            self.validation_split
        );
        if self.continued.is_some() || !dataset.has_split_files() {
            progress.warn(&message);
            return Ok(());
        }
        bail!(
            "{message}; name other frames with --val-split, or train without with --set \
             train.validation.every_epochs=0"
        );
    }
}

/// The error for a split to validate on that is not there, with the ways to go on.
fn missing_validation(error: Error) -> Error {
    match error.downcast_ref() {
        Some(KittiError::NoSplit { split, known, .. }) => anyhow!(
            "there is no split `{split}` to validate on, expected one of {} or a file; `voxelnet prepare` \
             writes ImageSets/val.txt, and --set train.validation.every_epochs=0 trains without",
            known.join(", ")
        ),
        _ => error,
    }
}

fn set_of(dataset: &KittiDataset, frames: &[String]) -> Result<FrameSet> {
    Ok(FrameSet { num_frames: frames.len(), fingerprint: fingerprint(dataset, frames)? })
}

/// A function that makes a detector of the weights in training.
fn load_detector(
    request: EngineRequest,
    config: &Config,
    progress: Progress,
) -> Result<LoadDetector> {
    let choice = beside_training(request, [&config.network], progress)?;
    let path = Path::new("the weights in training");
    Ok(LoadDetector::new(move |weights, model| Ok(choice.load(weights, path, model)?)))
}

/// Reads labels and calibrations once, each rank some, so that a run does not find out hours later, and warns of odd
/// labels.
fn check_frames(
    reader: &FrameReader,
    frames: &[String],
    validation: Option<&ValidationData>,
    &Context { progress, ref communicator, .. }: &Context,
) -> Result<()> {
    let num_validation = validation.map_or(0, |data| data.frames.len());
    let bar = progress.bar((frames.len() + num_validation) as u64, "checking", "frames");
    let mut oddities = LabelOddities::default();
    let mut check_all = |reader: &FrameReader, frames: &[String]| {
        for (number, frame) in frames.iter().enumerate() {
            if communicator.shard().owns(number) {
                oddities.add(reader.check(frame)?);
            }
            bar.inc(1);
        }
        Ok::<(), Error>(())
    };
    check_all(reader, frames)?;
    if let Some(ValidationData { reader, frames, .. }) = validation {
        check_all(reader, frames)?;
    }
    bar.finish_and_clear();
    oddities.lines().for_each(|line| progress.warn_here(&line));
    Ok(())
}

/// A file that lists frames, by its full path; the name of a split as it is.
fn absolute_file(split: &str) -> Result<String> {
    if !is_split_file(split) {
        return Ok(split.to_owned());
    }
    Ok(std::path::absolute(split)?.display().to_string())
}
