//! The frames of a run.

use std::fmt;
use std::sync::Arc;

use voxelnet_config::{Config, ModelConfig};
use voxelnet_dataset::FrameReader;
use voxelnet_detection::{Detector, Weights};

use crate::error::TrainError;

/// The frames of a run.
#[derive(Clone, Debug)]
pub struct TrainingData {
    /// Reads the frames that are learned.
    pub reader: FrameReader,
    /// Their identifiers.
    pub frames: Vec<String>,
    /// The frames that the network is validated on, if any.
    pub validation: Option<ValidationData>,
}

/// The frames that a run is validated on, and the detector for them.
#[derive(Clone, Debug)]
pub struct ValidationData {
    /// Reads the frames.
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

    pub(crate) fn call(
        &self,
        weights: &Weights,
        config: &Config,
    ) -> Result<Box<dyn Detector>, TrainError> {
        (self.0)(weights, config.model()).map_err(TrainError::Detector)
    }
}

impl fmt::Debug for LoadDetector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoadDetector")
    }
}
