//! The state of a learner in the checkpoints of a run.

use std::collections::BTreeMap;
use std::path::Path;

use voxelnet_detection::{Tensor as WeightTensor, Weights};
use voxelnet_model::weight_from_tensor;
use voxelnet_runs::RunError;

use crate::error::TrainError;
use crate::step::learner::Learner;
use crate::step::loss_scale::LossScale;
use crate::step::weight_average::WeightAverage;

impl Learner {
    /// The weights to detect with: their average, when there is one.
    pub(crate) fn weights(&self, config_text: &str, step: u64) -> Weights {
        match &self.average {
            Some(average) => {
                Weights { config_text: config_text.into(), step, tensors: average.to_arrays() }
            }
            None => self.network.weights(config_text, step),
        }
    }

    /// The arrays from which a run goes on beside [`Self::weights`]: the optimiser's moments and, when the
    /// weights are an average, the trained ones as `NAME.trained`; in half precision also `loss_scale`.
    pub(crate) fn state(&self) -> BTreeMap<String, WeightTensor> {
        let mut state = self.optimizer.saved_state();
        if self.average.is_some() {
            let variables = self.network.variables();
            state.extend(
                variables
                    .iter()
                    .map(|(name, tensor)| (trained_name(name), weight_from_tensor(tensor))),
            );
        }
        if let Some(scale) = self.scale {
            state.insert(SCALE.to_owned(), scale.to_array());
        }
        state
    }

    /// Starts from these weights, which belong to the network, instead of random ones. `path` is where they are from,
    /// for messages.
    ///
    /// # Errors
    /// When an array is missing or does not fit.
    pub(crate) fn start_from(&mut self, weights: &Weights, path: &Path) -> Result<(), TrainError> {
        self.network.load(weights, path)?;
        if let Some(average) = &mut self.average {
            *average = WeightAverage::new(average.decay(), &self.network.variables());
        }
        Ok(())
    }

    /// Takes up weights and the state that was saved beside them; `path` is where the weights are from, for
    /// messages.
    ///
    /// # Errors
    /// When an array is missing or does not fit.
    pub(crate) fn restore(
        &mut self,
        weights: &Weights,
        path: &Path,
        state: &BTreeMap<String, WeightTensor>,
        state_path: &Path,
    ) -> Result<(), TrainError> {
        self.start_from(weights, path)?;
        if self.average.is_some() {
            let trained = |name: &String| {
                state.get(&trained_name(name)).map(|array| (name.clone(), array.clone()))
            };
            let tensors = weights.tensors.keys().filter_map(trained).collect();
            self.network.load(&Weights { tensors, ..weights.clone() }, state_path)?;
        }
        if let Some(scale) = &mut self.scale {
            *scale = state.get(SCALE).and_then(LossScale::from_array).ok_or_else(|| {
                let problem = format!("`{SCALE}` is missing, expected two numbers");
                RunError::State { path: state_path.into(), problem }
            })?;
        }
        self.optimizer
            .restore(state, weights.step)
            .map_err(|problem| RunError::State { path: state_path.into(), problem })?;
        Ok(())
    }
}

/// The name of the scale of the loss in the state.
const SCALE: &str = "loss_scale";

fn trained_name(name: &str) -> String {
    format!("{name}.trained")
}
