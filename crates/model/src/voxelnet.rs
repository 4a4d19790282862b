//! The network as a whole.

use std::collections::BTreeMap;

use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};
use voxelnet_communicator::Communicator;
use voxelnet_config::{MiddleEvaluation, NetworkConfig};
use voxelnet_detection::NetworkLayout;

use crate::all_reduce::Summation;
use crate::batch::VoxelBatch;
use crate::encoder::VoxelEncoder;
use crate::error::ModelError;
use crate::feature_map::FeatureMap;
use crate::init;
use crate::middle::MiddleLayers;
use crate::norm::NormConfig;
use crate::output::RpnOutput;
use crate::rpn::Rpn;

/// VoxelNet with its weights.
#[derive(Debug)]
pub struct VoxelNet {
    store: VarStore,
    layout: NetworkLayout,
    encoder: VoxelEncoder,
    middle: MiddleLayers,
    middle_evaluation: MiddleEvaluation,
    rpn: Rpn,
    pub(crate) batch_norm_momentum: f64,
    is_mixed_precision: bool,
    is_over_ranks: bool,
}

/// The output of the middle layers for a batch.
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
        Self::with_norm(config, device, seed, None)
    }

    /// As [`Self::new`], for one of several ranks, each of which has a network: in training, BatchNorm takes the batches
    /// of all ranks as one batch, so that forward and backward passes are collective.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn over_ranks(
        config: &NetworkConfig,
        device: Device,
        seed: u64,
        communicator: &Communicator,
    ) -> Result<Self, ModelError> {
        Self::with_norm(config, device, seed, Some(Summation::over(communicator)))
    }

    fn with_norm(
        config: &NetworkConfig,
        device: Device,
        seed: u64,
        summation: Option<Summation>,
    ) -> Result<Self, ModelError> {
        let is_over_ranks = summation.is_some();
        let norm = &NormConfig::new(config, summation);
        let layout = NetworkLayout::new(config)?;
        let store = VarStore::new(device);
        let root = store.root();
        let network = Self {
            encoder: VoxelEncoder::new(&root, config, &layout, norm),
            middle: MiddleLayers::new(
                &root / "middle",
                config,
                &layout,
                &Rpn::sparse_convs(config, &layout),
                norm,
            ),
            middle_evaluation: config.middle,
            rpn: Rpn::new(&(&root / "rpn"), config, &layout, norm),
            batch_norm_momentum: config.batch_norm_momentum,
            is_mixed_precision: false,
            is_over_ranks,
            layout,
            store,
        };
        init::initialise(&network.store, seed);
        Ok(network)
    }

    /// Runs the network. With `train`, BatchNorm uses and updates the statistics of the batch.
    pub fn forward_t(&self, batch: &VoxelBatch, train: bool) -> RpnOutput {
        let voxels = self.voxel_features(batch, train);
        let mut output = self.rpn(self.middle(&voxels, batch, train), train);
        if self.is_over_ranks && train && batch.num_voxels() == 0 {
            // A sum of nothing, through which a backward pass finds the gradients that other ranks have for the statistics.
            output.scores += voxels.sum(voxels.kind());
        }
        output
    }

    /// The first part of [`Self::forward_t`]: the feature learning network.
    ///
    /// # Shapes
    /// Returns [K, C], the voxels in the order of the batch.
    pub fn voxel_features(&self, batch: &VoxelBatch, train: bool) -> Tensor {
        self.encoder.forward_t(batch, self.middle.kind(), train) // [P, 7] -> [K, C]
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

    /// Overrides the configured evaluation of the middle layers.
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

    /// The device that it runs on.
    pub fn device(&self) -> Device {
        self.store.device()
    }

    /// Keeps the tensors that `is_frozen` names out of training from now on: they get no gradient, and a BatchNorm
    /// whose scale is among them computes with its running statistics, which stay as they are.
    pub fn freeze(&mut self, is_frozen: impl Fn(&str) -> bool) {
        let frozen = |(name, tensor): (String, Tensor)| is_frozen(&name).then_some(tensor);
        for tensor in self.parameters().into_iter().filter_map(frozen) {
            let _ = tensor.set_requires_grad(false);
        }
    }

    /// The weights that training changes, by name. The tensors share memory with the network.
    pub fn parameters(&self) -> BTreeMap<String, Tensor> {
        self.variables().into_iter().filter(|(_, tensor)| tensor.requires_grad()).collect()
    }

    /// The running statistics that training changes, by name. The tensors share memory with the network.
    pub fn statistics(&self) -> BTreeMap<String, Tensor> {
        let variables = self.variables();
        let is_trained = |norm: &str| variables[&format!("{norm}.weight")].requires_grad();
        let is_followed =
            |name: &str| name.split_once(".running_").is_some_and(|(norm, _)| is_trained(norm));
        let followed = variables.iter().filter(|(name, _)| is_followed(name));
        followed.map(|(name, tensor)| (name.clone(), tensor.shallow_clone())).collect()
    }

    /// All weights and BatchNorm statistics, by name. The tensors share memory with the network.
    pub fn variables(&self) -> BTreeMap<String, Tensor> {
        self.store.variables().into_iter().collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_config::{ChannelAttention, Encoder, VfePooling};

    use super::*;
    use crate::testing::{max_error, network, run, scan, two_class_config, warm_network};

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
    fn frozen_parts_get_no_gradient_and_keep_their_statistics_in_every_evaluation() {
        for (evaluation, frozen) in [
            (MiddleEvaluation::Sparse, "middle"),
            (MiddleEvaluation::Dense, "middle"),
            (MiddleEvaluation::Sparse, "rpn.block1"),
            (MiddleEvaluation::Sparse, "vfe"),
        ] {
            let mut network = warm_network();
            network.set_middle_evaluation(evaluation);
            let is_frozen = |name: &str| name.starts_with(frozen);
            network.freeze(is_frozen);
            let (trained, followed) = (network.parameters(), network.statistics());
            assert!(!trained.keys().chain(followed.keys()).any(|name| is_frozen(name)));
            let before = network.weights("", 0);
            let scan = scan(&network, 500, 1);
            let batch = VoxelBatch::new(&[&scan], network.layout().grid.shape(), Device::Cpu);
            let output = network.forward_t(&batch, true);
            let parameters: Vec<Tensor> = trained.into_values().collect();
            let loss = output.scores.sum(Kind::Float) + output.residuals.square().sum(Kind::Float);
            let gradients = Tensor::run_backward(&[loss], &parameters, false, false);
            let reached = gradients
                .iter()
                .filter(|of| {
                    of.defined() && f64::try_from(of.abs().max()).is_ok_and(|max| max > 0.)
                })
                .count();
            assert!(reached > parameters.len() / 2, "{frozen}: {reached} of {}", parameters.len());
            let after = network.weights("", 0);
            for (name, tensor) in &before.tensors {
                let moves = name.contains(".running_") && !is_frozen(name);
                assert_eq!(after.tensors[name] != *tensor, moves, "{name}");
            }
        }
    }

    #[test]
    fn a_network_that_is_frozen_as_a_whole_trains_as_it_detects() {
        let mut network = warm_network();
        let scan = scan(&network, 500, 1);
        let expected = run(&network, &[&scan], false);
        network.freeze(|_| true);
        let found = run(&network, &[&scan], true);
        assert!(max_error(&found.scores, &expected.scores) < 1e-5);
        assert!(max_error(&found.residuals, &expected.residuals) < 1e-5);
    }

    #[test]
    fn parts_are_the_beginnings_of_the_names_of_tensors() {
        let changes: [fn(&mut NetworkConfig); 5] = [
            |_| (),
            |config| config.encoder = Encoder::SetAbstraction,
            |config| config.encoder = Encoder::Mean,
            |config| config.rpn.attention = ChannelAttention::Both,
            |config| config.vfe.pooling = VfePooling::MaxAverage,
        ];
        for change in changes {
            let mut config = two_class_config();
            change(&mut config);
            let network = VoxelNet::new(&config, Device::Cpu, 1).unwrap();
            let parts = config.parts();
            let is_in = |name: &str, part: &str| name.starts_with(&format!("{part}."));
            let names: Vec<String> = network.variables().into_keys().collect();
            for part in &parts {
                assert!(names.iter().any(|name| is_in(name, part)), "{part} of {names:?}");
            }
            for name in &names {
                let around = parts.iter().filter(|part| is_in(name, part)).count();
                assert_eq!(around, 2, "{name} in {parts:?}");
            }
        }
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
}
