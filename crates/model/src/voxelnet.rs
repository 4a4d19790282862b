//! The network as a whole.

use std::collections::BTreeMap;
use std::path::Path;

use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};
use voxelnet_head::{
    MiddleEvaluation, NetworkConfig, NetworkLayout, Tensor as WeightTensor, Weights,
};

use crate::feature_map::FeatureMap;
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
    middle_evaluation: MiddleEvaluation,
    rpn: Rpn,
    pub(crate) batch_norm_momentum: f64,
    is_mixed_precision: bool,
}

/// What the middle layers say of a batch.
#[derive(Debug)]
pub struct MiddleOutput(FeatureMap);

impl MiddleOutput {
    /// Every place of it, depth folded into the channels. [B, C * D, H, W]
    pub fn to_bev(&self) -> Tensor {
        self.0.to_bev()
    }
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
            middle: MiddleLayers::new(
                &root / "middle",
                config,
                &layout,
                &Rpn::sparse_convs(config, &layout),
            ),
            middle_evaluation: config.middle,
            rpn: Rpn::new(&(&root / "rpn"), config, &layout),
            batch_norm_momentum: config.batch_norm_momentum,
            is_mixed_precision: false,
            layout,
            store,
        };
        init::initialise(&network.store, seed);
        Ok(network)
    }

    /// Runs the network. With `train`, BatchNorm uses and updates the statistics of the batch.
    pub fn forward_t(&self, batch: &VoxelBatch, train: bool) -> RpnOutput {
        let voxels = self.voxel_features(batch, train);
        self.rpn(self.middle(&voxels, batch, train), train)
    }

    /// The first part of [`Self::forward_t`]: the feature learning network.
    ///
    /// # Shapes
    /// Returns [K, C], the voxels in the order of the batch.
    pub fn voxel_features(&self, batch: &VoxelBatch, train: bool) -> Tensor {
        self.vfe.forward_t(batch, train) // [P, 7] -> [K, C]
    }

    /// The second part of [`Self::forward_t`]: the convolutional middle layers.
    ///
    /// # Shapes
    /// `voxels` [K, C], as [`Self::voxel_features`] returns them.
    pub fn middle(&self, voxels: &Tensor, batch: &VoxelBatch, train: bool) -> MiddleOutput {
        MiddleOutput(self.middle.forward_t(voxels, batch, self.middle_evaluation, train))
    }

    /// The last part of [`Self::forward_t`]: the region proposal network.
    pub fn rpn(&self, middle: MiddleOutput, train: bool) -> RpnOutput {
        if !self.is_mixed_precision {
            return self.rpn.forward_t(middle.0, train);
        }
        let dense = FeatureMap::Dense(middle.0.to_dense());
        let output = tch::autocast(true, || self.rpn.forward_t(dense, train));
        RpnOutput {
            scores: output.scores.to_kind(Kind::Float),
            residuals: output.residuals.to_kind(Kind::Float),
            directions: output.directions.map(|map| map.to_kind(Kind::Float)),
        }
    }

    /// Whether the region proposal network, which is dense then, computes in half precision from now on
    /// where libtorch takes that to be safe. Only CUDA does.
    pub fn set_mixed_precision(&mut self, is_mixed: bool) {
        self.is_mixed_precision = is_mixed;
    }

    /// How the middle layers are computed from now on, instead of how the configuration says.
    pub fn set_middle_evaluation(&mut self, evaluation: MiddleEvaluation) {
        self.middle_evaluation = evaluation;
    }

    /// Computes in double precision from now on, for comparisons without rounding.
    pub fn use_double_precision(&mut self) {
        self.store.double();
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

    /// The running statistics of BatchNorm, by name. The tensors share memory with the network.
    pub fn statistics(&self) -> BTreeMap<String, Tensor> {
        self.variables().into_iter().filter(|(_, tensor)| !tensor.requires_grad()).collect()
    }

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

    /// All weights and BatchNorm statistics, by name. The tensors share memory with the network.
    pub fn variables(&self) -> BTreeMap<String, Tensor> {
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
    let flat = tensor.detach().to_device(Device::Cpu).to_kind(Kind::Float).contiguous();
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use voxelnet_scene::{Point, PointCloud};
    use voxelnet_voxelizer::{SampleKey, SparseVoxels, VoxelLimits, voxelize};

    use super::*;
    use crate::testing::{max_error, two_class_config};

    fn network(seed: u64) -> VoxelNet {
        VoxelNet::new(&two_class_config(), Device::Cpu, seed).unwrap()
    }

    fn scan(network: &VoxelNet, num_points: usize, seed: u64) -> SparseVoxels {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let points = (0..num_points)
            .map(|_| {
                let (x, y) = (rng.random_range(0.0..16.0), rng.random_range(-8.0..8.0));
                Point::new(x, y, rng.random_range(-3.0..1.0), rng.random())
            })
            .collect();
        let limits = VoxelLimits::default();
        let grid = &network.layout().grid;
        voxelize(&PointCloud::new(points), grid, &limits, SampleKey::default())
    }

    fn run(network: &VoxelNet, scans: &[&SparseVoxels], train: bool) -> RpnOutput {
        let shape = network.layout().grid.shape();
        let batch = VoxelBatch::new(scans, shape, Device::Cpu);
        tch::no_grad(|| network.forward_t(&batch, train))
    }

    /// A network whose outputs vary: real statistics, and heads that are not nearly zero.
    fn warm_network() -> VoxelNet {
        let mut network = network(1);
        let scans = [scan(&network, 800, 1), scan(&network, 300, 2)];
        for _ in 0..30 {
            run(&network, &scans.each_ref(), true);
        }
        let mut weights = network.weights("", 0);
        for head in ["rpn.score.weight", "rpn.residual.weight"] {
            let tensor = weights.tensors.get_mut(head).unwrap();
            tensor.data.iter_mut().for_each(|value| *value *= 100.);
        }
        network.load(&weights, Path::new("scaled heads")).unwrap();
        network
    }

    #[test]
    fn the_maps_have_the_documented_shapes() {
        let network = network(1);
        let scans = [scan(&network, 500, 1), scan(&network, 100, 2)];
        let output = run(&network, &scans.each_ref(), false);
        assert_eq!(output.scores.size(), [2, 4, 16, 16]);
        assert_eq!(output.residuals.size(), [2, 28, 16, 16]);
        assert_eq!(output.directions.unwrap().size(), [2, 4, 16, 16]);
    }

    #[test]
    fn a_scan_with_few_points_stays_sparse_through_the_middle_layers() {
        let network = network(1);
        let voxels = scan(&network, 5, 1);
        let batch = VoxelBatch::new(&[&voxels], network.layout().grid.shape(), Device::Cpu);
        for train in [false, true] {
            let features = network.voxel_features(&batch, train);
            let middle = network.middle(&features, &batch, train);
            assert!(matches!(middle.0, FeatureMap::Sparse(_)));
        }
    }

    #[test]
    fn another_scan_in_the_batch_changes_nothing_in_evaluation() {
        let network = warm_network();
        let scans = [scan(&network, 800, 3), scan(&network, 40, 4), scan(&network, 0, 5)];
        let together = run(&network, &scans.each_ref(), false);
        for (position, alone) in scans.iter().enumerate() {
            let alone = run(&network, &[alone], false);
            let spread = alone.scores.std(false).double_value(&[]);
            let part = together.scores.narrow(0, position as i64, 1);
            let difference = (&part - &alone.scores).abs().max().double_value(&[]);
            assert!(difference <= 1e-4 * spread, "{difference} of {spread}");
            let residuals = together.residuals.narrow(0, position as i64, 1);
            assert!(max_error(&residuals, &alone.residuals) < 1e-4);
        }
    }

    #[test]
    fn evaluation_leaves_the_statistics_alone_and_training_moves_them() {
        let network = network(1);
        let before = network.weights("", 0);
        run(&network, &[&scan(&network, 500, 1)], false);
        assert_eq!(network.weights("", 0), before);
        run(&network, &[&scan(&network, 500, 1)], true);
        let after = network.weights("", 0);
        let moved: Vec<&String> = before
            .tensors
            .iter()
            .filter(|(name, tensor)| after.tensors[*name] != **tensor)
            .map(|(name, _)| name)
            .collect();
        let statistics = before.tensors.keys().filter(|name| name.contains(".running_")).count();
        assert!(moved.iter().all(|name| name.contains(".running_")));
        assert_eq!(moved.len(), statistics);
    }

    #[test]
    fn weights_follow_from_the_seed_alone() {
        assert_eq!(network(1).weights("", 0), network(1).weights("", 0));
        assert_ne!(network(1).weights("", 0), network(2).weights("", 0));
    }

    #[test]
    fn parameter_names_are_module_paths_and_nothing_before_batch_norm_has_a_bias() {
        let names: Vec<String> = network(1).weights("", 0).tensors.into_keys().collect();
        for name in [
            "vfe.vfe1.linear.weight",
            "vfe.fcn.bn.weight",
            "middle.conv1.conv.weight",
            "middle.conv1.bn.running_mean",
            "rpn.block1.0.conv.weight",
            "rpn.up1.conv.weight",
            "rpn.score.weight",
            "rpn.score.bias",
            "rpn.residual.weight",
            "rpn.direction.weight",
        ] {
            assert!(names.iter().any(|known| known == name), "{name} is missing of {names:?}");
        }
        let biases = names.iter().filter(|name| name.ends_with(".bias"));
        assert!(biases.clone().all(|name| name.contains(".bn.") || name.starts_with("rpn.")));
        assert!(!names.iter().any(|name| name.ends_with("conv.bias")));
    }

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
        assert!(unknown.contains("`rpn.extra` has no place"), "{unknown}");
    }
}
