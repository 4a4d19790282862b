//! The checkpoint from which a run goes on.

use std::path::{Path, PathBuf};

use voxelnet_communicator::Communicator;
use voxelnet_detection::{Weights, WeightsError};
use voxelnet_runs::{CheckpointSelector, RunDir};

use crate::error::TrainError;
use crate::step::learner::Learner;

/// The last checkpoint of a run, with the state beside it.
pub(crate) struct LastCheckpoint {
    weights: Weights,
    state: Weights,
    /// The file of each, for messages.
    paths: [PathBuf; 2],
}

impl LastCheckpoint {
    /// The last one in a folder, if there is one; the first rank reads it and tells the others. Files that a kill
    /// left behind are removed. Collective.
    pub(crate) fn find(
        run: &RunDir,
        communicator: &Communicator,
    ) -> Result<Option<Self>, TrainError> {
        let own = if communicator.is_first() { Self::read(run)? } else { None };
        if communicator.size() == 1 { Ok(own) } else { Self::told(own, run, communicator) }
    }

    fn read(run: &RunDir) -> Result<Option<Self>, TrainError> {
        run.remove_leftovers()?;
        if run.is_without_checkpoint() {
            return Ok(None);
        }
        let checkpoint = run.checkpoint(CheckpointSelector::Last)?;
        let (state_path, state) = run.state_beside(&checkpoint)?;
        let paths = [checkpoint.path, state_path];
        Ok(Some(Self { weights: checkpoint.weights, state, paths }))
    }

    /// The checkpoint of the first rank, from a broadcast.
    fn told(
        own: Option<Self>,
        run: &RunDir,
        communicator: &Communicator,
    ) -> Result<Option<Self>, TrainError> {
        let mut files: [Vec<u8>; 2] = Default::default();
        if let Some(Self { weights, state, paths }) = &own {
            files = [bytes_of(weights, &paths[0])?, bytes_of(state, &paths[1])?];
        }
        let [weights, state] = files.map(|bytes| communicator.broadcast_message(bytes, 0));
        if own.is_some() || weights.is_empty() {
            return Ok(own);
        }
        let paths = [run.root(); 2].map(Path::to_owned);
        let weights = Weights::from_bytes(&weights, &paths[0])?;
        let state = Weights::from_bytes(&state, &paths[1])?;
        Ok(Some(Self { weights, state, paths }))
    }

    /// Brings a learner to the checkpoint; returns its step.
    pub(crate) fn take_up(self, learner: &mut Learner) -> Result<u64, TrainError> {
        let Self { weights, state, paths: [path, state_path] } = self;
        learner.restore(&weights, &path, &state.tensors, &state_path)?;
        Ok(weights.step)
    }
}

fn bytes_of(weights: &Weights, path: &Path) -> Result<Vec<u8>, WeightsError> {
    weights.to_bytes().map_err(|error| WeightsError::format(path, &error))
}
