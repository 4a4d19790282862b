//! The section `train`: the course of training.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::micro_batches::MicroBatches;
use crate::optimizer::OptimizerConfig;
use crate::schedule::ScheduleConfig;
use crate::value_error::ConfigError;

/// The most epochs, so that the steps of a run can always be counted.
const MAX_EPOCHS: u64 = 1_000_000;

/// The course of training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainConfig {
    /// Decides every random choice of the run.
    pub seed: u64,
    /// Passes over the training frames.
    pub epochs: u64,
    /// Frames per step, of all ranks together; the last step of an epoch may have fewer.
    pub batch_size: usize,
    /// Frames that go through the network at the same time; all of a step unless given. Fewer need less
    /// memory, and their gradients add up to that of the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub micro_batch_size: Option<usize>,
    /// The fate of the last step of an epoch that the frames do not fill.
    #[serde(default)]
    pub remainder: Remainder,
    /// Points outside the camera's image are left out, as KITTI has no labels there.
    pub crop_to_image: bool,
    /// The gradient is scaled down to at most this norm.
    pub max_gradient_norm: f64,
    /// The number of steps from a checkpoint to the next. One is also written before every validation and at the end.
    pub checkpoint_every_steps: u64,
    /// The number of checkpoints, the last ones, that are kept beside the best one.
    #[serde(default = "default_kept")]
    pub keep_checkpoints: usize,
    /// The validation on the way.
    #[serde(default)]
    pub validation: ValidationConfig,
    /// The region proposal network computes in half precision where that is safe; on CUDA only.
    #[serde(default)]
    pub mixed_precision: bool,
    /// Detection uses a moving average of the weights, of which each step keeps this share; 0 for the
    /// weights themselves.
    #[serde(default)]
    pub weight_average_decay: f64,
    /// The parts of the network that are kept as they are, running statistics included, see
    /// [`NetworkConfig::parts`](crate::NetworkConfig::parts). Their BatchNorm computes as in detection.
    #[serde(default)]
    pub freeze: Vec<String>,
    /// Factors of the learning rate of single parts; the smallest part around a tensor counts.
    #[serde(default)]
    pub rate_scale: BTreeMap<String, f64>,
    /// The optimiser of the weights.
    pub optimizer: OptimizerConfig,
    /// The learning rate over the run.
    pub schedule: ScheduleConfig,
}

/// The fate of the frames of an epoch that are left when all full batches are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remainder {
    /// They make a smaller batch.
    #[default]
    Keep,
    /// They are left out of this epoch, others of the next.
    Drop,
    /// The first frames of the epoch fill up their batch.
    Pad,
}

/// The validation on the way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ValidationConfig {
    /// The network is validated after every so many epochs and after the last; never when 0.
    pub every_epochs: u64,
    /// At most so many frames are looked at, from all over the split; all of them unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_frames: Option<usize>,
}

impl Default for ValidationConfig {
    fn default() -> Self {
        Self { every_epochs: 1, max_frames: None }
    }
}

fn default_kept() -> usize {
    3
}

impl TrainConfig {
    /// Steps of one pass over so many frames.
    pub fn steps_per_epoch(&self, num_frames: usize) -> u64 {
        let num_steps = match self.remainder {
            Remainder::Keep | Remainder::Pad => num_frames.div_ceil(self.batch_size),
            Remainder::Drop => num_frames / self.batch_size,
        };
        num_steps as u64
    }

    /// The cut of a step's batch into micro batches.
    pub fn micro_batches(&self) -> MicroBatches {
        MicroBatches::new(self.batch_size, self.micro_batch_size)
    }

    /// Checks that every value is possible.
    ///
    /// # Errors
    /// [`ConfigError::Value`] names the key, what stands there and what was expected.
    pub fn check(&self) -> Result<(), ConfigError> {
        let epochs = self.epochs;
        let holds = (1..=MAX_EPOCHS).contains(&epochs);
        ConfigError::require(holds, "train.epochs", epochs, "1 to 1000000")?;
        let batch = self.batch_size;
        ConfigError::require(batch > 0, "train.batch_size", batch, "at least 1")?;
        let micro = self.micro_batch_size.unwrap_or(batch);
        let expected = format!("1 to {batch}, the size of a batch");
        let holds = (1..=batch).contains(&micro);
        ConfigError::require(holds, "train.micro_batch_size", micro, &expected)?;
        let decay = self.weight_average_decay;
        let holds = (0. ..1.).contains(&decay);
        ConfigError::require(
            holds,
            "train.weight_average_decay",
            decay,
            "a number from 0, below 1",
        )?;
        let every = self.checkpoint_every_steps;
        ConfigError::require(every > 0, "train.checkpoint_every_steps", every, "at least 1")?;
        let kept = self.keep_checkpoints;
        ConfigError::require(kept > 0, "train.keep_checkpoints", kept, "at least 1")?;
        let frames = self.validation.max_frames.unwrap_or(1);
        let key = "train.validation.max_frames";
        ConfigError::require(frames > 0, key, frames, "at least 1")?;
        let norm = self.max_gradient_norm;
        ConfigError::require(norm > 0., "train.max_gradient_norm", norm, "a number above 0")?;
        check_rate_scale(&self.rate_scale)?;
        self.optimizer.check()?;
        self.schedule.check()
    }
}

/// Checks the factors of `train.rate_scale`.
fn check_rate_scale(scales: &BTreeMap<String, f64>) -> Result<(), ConfigError> {
    scales.iter().try_for_each(|(part, &scale)| {
        let key = format!("train.rate_scale.{part}");
        let holds = scale > 0. && scale.is_finite();
        ConfigError::require(holds, key, scale, "a number above 0; train.freeze keeps a part")
    })
}
