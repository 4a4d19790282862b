//! The network as a whole.

use std::collections::BTreeMap;
use std::path::Path;

use tch::nn::VarStore;
use tch::{Device, Tensor};
use voxelnet_head::{NetworkConfig, NetworkLayout, Tensor as WeightTensor, Weights};

use crate::middle::MiddleLayers;
use crate::rpn::Rpn;
use crate::vfe::FeatureLearning;
use crate::{ModelError, RpnOutput, VoxelBatch, init};

/// VoxelNet with its weights.
#[derive(Debug)]
pub struct VoxelNet {
    store: VarStore,
    layout: NetworkLayout,
    vfe: FeatureLearning,
    middle: MiddleLayers,
    rpn: Rpn,
}

impl VoxelNet {
    /// A network with random weights that depend on the seed alone.
    ///
    /// # Errors
    /// When the configuration describes no network.
    pub fn new(config: &NetworkConfig, device: Device, seed: u64) -> Result<Self, ModelError> {
        let layout = NetworkLayout::new(config)?;
        let store = VarStore::new(device);
        let root = store.root();
        let network = Self {
            vfe: FeatureLearning::new(&root / "vfe", config),
            middle: MiddleLayers::new(&root / "middle", config, &layout),
            rpn: Rpn::new(&(&root / "rpn"), config, &layout),
            layout,
            store,
        };
        init::initialise(&network.store, seed);
        Ok(network)
    }

    /// Runs the network. With `train`, BatchNorm uses and updates the statistics of the batch.
    pub fn forward_t(&self, batch: &VoxelBatch, train: bool) -> RpnOutput {
        let voxels = self.vfe.forward_t(batch, train); // [P, 7] -> [K, C]
        let map = self.middle.forward_t(&voxels, batch, train); // -> [B, C' * D', H', W']
        self.rpn.forward_t(&map, train)
    }

    /// The sizes of its feature maps.
    pub fn layout(&self) -> &NetworkLayout {
        &self.layout
    }

    /// Where it runs.
    pub fn device(&self) -> Device {
        self.store.device()
    }

    /// The weights that training changes, by name. The tensors share memory with the network.
    pub fn parameters(&self) -> BTreeMap<String, Tensor> {
        self.variables().into_iter().filter(|(_, tensor)| tensor.requires_grad()).collect()
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
            check_tensor(name, variable, weights, path)?;
        }
        if let Some(name) = weights.tensors.keys().find(|name| !variables.contains_key(*name)) {
            return Err(ModelError::UnknownTensor { path: path.into(), name: name.clone() });
        }
        tch::no_grad(|| {
            for (name, mut variable) in variables {
                let values = Tensor::from_slice(&weights.tensors[&name].data);
                variable.copy_(&values.view_as(&variable));
            }
        });
        Ok(())
    }

    fn variables(&self) -> BTreeMap<String, Tensor> {
        self.store.variables().into_iter().collect()
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

/// All numbers of a tensor, last axis fastest.
pub(crate) fn floats(tensor: &Tensor) -> Vec<f32> {
    let mut values = vec![0_f32; tensor.numel()];
    let flat = tensor.detach().to_device(Device::Cpu).contiguous();
    flat.copy_data(&mut values, tensor.numel());
    values
}

fn check_tensor(
    name: &str,
    variable: &Tensor,
    weights: &Weights,
    path: &Path,
) -> Result<(), ModelError> {
    let (path, name, expected) = (path.to_path_buf(), name.to_owned(), shape_of(variable));
    match weights.tensors.get(&name) {
        None => Err(ModelError::MissingTensor { path, name, expected }),
        Some(tensor) if tensor.shape != expected => {
            let found = tensor.shape.clone();
            Err(ModelError::TensorShape { path, name, found, expected })
        }
        Some(tensor) if !tensor.data.iter().all(|value| value.is_finite()) => {
            Err(ModelError::NotFinite { path, name })
        }
        Some(_) => Ok(()),
    }
}
