//! Trained weights from which a run starts.

use std::path::PathBuf;

use voxelnet_config::{AnchorClass, Config, NetworkConfig};
use voxelnet_detection::{ClassTransfer, Weights, is_of_head};
use voxelnet_runs::{Origin, RunStart, Start, StartingPart};

use crate::error::TrainError;
use crate::step::learner::Learner;

/// Trained weights with the network that they belong to.
#[derive(Clone, Debug)]
pub struct StartingWeights {
    /// Their file.
    pub path: PathBuf,
    /// The weights.
    pub weights: Weights,
    /// The network that they were trained in.
    pub network: NetworkConfig,
}

impl StartingWeights {
    /// Brings a learner that is at its random start to these weights.
    ///
    /// # Errors
    /// When a tensor is missing, has no place in the network, or is of another shape but for the number of classes.
    pub(crate) fn start(
        &self,
        learner: &mut Learner,
        config: &Config,
    ) -> Result<RunStart, TrainError> {
        let text = config.to_text();
        let fresh = learner.network().weights(&text, 0);
        let transfer = ClassTransfer::by_name(&names(&self.network), &names(&config.network));
        let weights = transfer.weights(&self.weights, &fresh, &self.path)?;
        learner.start_from(&weights, &self.path)?;
        let start = Start {
            weights: std::path::absolute(&self.path).map_err(TrainError::io(&self.path))?,
            trained_steps: self.weights.step,
            parts: self.parts(&transfer, &weights, &config.network),
        };
        Ok(RunStart { weights: learner.weights(&text, 0), state: learner.state(), start })
    }

    /// What became of each part of the network and of each class.
    fn parts(
        &self,
        transfer: &ClassTransfer,
        weights: &Weights,
        network: &NetworkConfig,
    ) -> Vec<StartingPart> {
        let modules = network.parts().into_iter().filter(|part| !part.contains('.'));
        let mut parts: Vec<StartingPart> = modules
            .map(|name| {
                let is_in =
                    |tensor: &str| tensor.starts_with(&format!("{name}.")) && !is_of_head(tensor);
                let num_values = count_values(weights, is_in);
                StartingPart { name, num_values, origin: Origin::Taken, reason: String::new() }
            })
            .collect();
        let num_values = count_values(weights, is_of_head) / network.classes.len();
        for (class, source) in network.classes.iter().zip(&transfer.sources) {
            let (origin, reason) = match source {
                Some(_) => (Origin::Taken, ""),
                None => (Origin::Fresh, "the weights have no such class"),
            };
            parts.push(heads_of(class, num_values, origin, reason));
        }
        let left_out = transfer.left_out.iter().map(|&number| &self.network.classes[number]);
        let reason = "the configuration has no such class";
        parts.extend(left_out.map(|class| heads_of(class, 0, Origin::LeftOut, reason)));
        parts
    }
}

fn heads_of(class: &AnchorClass, num_values: usize, origin: Origin, reason: &str) -> StartingPart {
    let name = format!("heads of {}", class.name);
    StartingPart { name, num_values, origin, reason: reason.into() }
}

fn names(network: &NetworkConfig) -> Vec<&str> {
    network.classes.iter().map(|class| class.name.as_str()).collect()
}

fn count_values(weights: &Weights, is_meant: impl Fn(&str) -> bool) -> usize {
    let tensors = weights.tensors.iter().filter(|(name, _)| is_meant(name));
    tensors.map(|(_, tensor)| tensor.data.len()).sum()
}
