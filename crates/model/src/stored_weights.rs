//! Weights out of a network and into it.

use std::path::Path;

use tch::Tensor;
use voxelnet_detection::{Tensor as WeightTensor, Weights};

use crate::error::ModelError;
use crate::host::floats;
use crate::voxelnet::VoxelNet;

impl VoxelNet {
    /// Replaces the running statistics of BatchNorm, given in the order of their names.
    ///
    /// # Panics
    /// When one has another shape.
    pub fn set_statistics(&mut self, statistics: &[Tensor]) {
        tch::no_grad(|| {
            for (mut variable, statistic) in self.statistics().into_values().zip(statistics) {
                variable.copy_(statistic);
            }
        });
    }

    /// Takes over the weights and statistics of a network of the same configuration.
    ///
    /// # Panics
    /// When the other network has other layers.
    pub fn copy_from(&mut self, other: &Self) {
        let from = other.variables();
        tch::no_grad(|| {
            for (name, mut variable) in self.variables() {
                variable.copy_(&from[&name]);
            }
        });
    }

    /// A copy of all weights and BatchNorm statistics.
    pub fn weights(&self, config_text: &str, step: u64) -> Weights {
        let tensors = self
            .variables()
            .into_iter()
            .map(|(name, variable)| (name, weight_from_tensor(&variable)))
            .collect();
        Weights { config_text: config_text.into(), step, tensors }
    }

    /// Replaces all weights and BatchNorm statistics; on an error none is changed.
    ///
    /// # Errors
    /// When a tensor is missing, unknown, of another shape, or not finite; `path` is only named in
    /// the message.
    pub fn load(&mut self, weights: &Weights, path: &Path) -> Result<(), ModelError> {
        let variables = self.variables();
        for (name, variable) in &variables {
            weights.tensor(name, &shape_of(variable), path)?;
        }
        weights.require_known(|name| variables.contains_key(name), path)?;
        tch::no_grad(|| {
            for (name, mut variable) in variables {
                let values = Tensor::from_slice(&weights.tensors[&name].data);
                variable.copy_(&values.view_as(&variable));
            }
        });
        Ok(())
    }
}

fn shape_of(tensor: &Tensor) -> Vec<usize> {
    // libtorch counts in i64, but no extent is negative.
    tensor.size().iter().map(|&extent| extent as usize).collect()
}

/// A tensor copied to the CPU.
pub fn weight_from_tensor(tensor: &Tensor) -> WeightTensor {
    WeightTensor { shape: shape_of(tensor), data: floats(tensor) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::testing::{network, run, scan, warm_network};

    #[test]
    fn loaded_weights_give_the_same_output_and_wrong_ones_are_named() {
        let trained = warm_network();
        let weights = trained.weights("", 7);
        let mut other = network(9);
        other.load(&weights, Path::new("w")).unwrap();
        let probe = scan(&trained, 400, 8);
        let [expected, found] = [&trained, &other].map(|net| run(net, &[&probe], false).scores);
        assert_eq!(expected, found);

        let refused = |change: &dyn Fn(&mut Weights)| {
            let mut wrong = weights.clone();
            change(&mut wrong);
            let mut network = network(9);
            let before = network.weights("", 0);
            let message = network.load(&wrong, Path::new("w")).unwrap_err().to_string();
            assert_eq!(network.weights("", 0), before, "{message}");
            message
        };
        let name = "rpn.score.bias";
        let missing = refused(&|weights| drop(weights.tensors.remove(name)));
        assert!(missing.starts_with("w: tensor `rpn.score.bias` is missing"), "{missing}");
        let shape = refused(&|weights| weights.tensors.get_mut(name).unwrap().shape = vec![2, 2]);
        assert!(shape.contains("has shape [2, 2], expected [4]"), "{shape}");
        let nan = refused(&|weights| weights.tensors.get_mut(name).unwrap().data[0] = f32::NAN);
        assert!(nan.contains("not finite"), "{nan}");
        let unknown = refused(&|weights| {
            let tensor = weights.tensors[name].clone();
            weights.tensors.insert("rpn.extra".into(), tensor);
        });
        assert!(unknown.contains("`rpn.extra` of shape [4] has no place"), "{unknown}");
    }
}
