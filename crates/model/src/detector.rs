//! From a scan to detections.

use std::path::Path;

use tch::Device;
use voxelnet_head::{AnchorGrid, Detection, ModelConfig, OutputMaps, Weights, decode, suppress};
use voxelnet_scene::PointCloud;
use voxelnet_voxelizer::{SampleKey, voxelize};

use crate::voxelnet::floats;
use crate::{ModelError, VoxelBatch, VoxelNet};

/// A trained network with all that turns its output into boxes.
#[derive(Debug)]
pub struct Detector {
    network: VoxelNet,
    config: ModelConfig,
    anchors: AnchorGrid,
}

impl Detector {
    /// A detector around a network that exists.
    pub fn new(network: VoxelNet, config: ModelConfig) -> Self {
        let anchors = AnchorGrid::new(&config.network, network.layout());
        Self { network, config, anchors }
    }

    /// A detector with these weights; `path`, where they are from, is for messages only.
    ///
    /// # Errors
    /// When the weights do not fit the configuration.
    pub fn with_weights(
        weights: &Weights,
        path: &Path,
        config: ModelConfig,
        device: Device,
    ) -> Result<Self, ModelError> {
        let mut network = VoxelNet::new(&config.network, device, 0)?;
        network.load(weights, path)?;
        Ok(Self::new(network, config))
    }

    /// The configuration of the network and of its detections.
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// The network.
    pub fn network(&self) -> &VoxelNet {
        &self.network
    }

    /// Name of a class, as KITTI's labels write it.
    ///
    /// # Panics
    /// When there is no such class.
    pub fn class_name(&self, class: usize) -> &str {
        &self.config.network.classes[class].name
    }

    /// Finds the objects of a scan, the most certain first. The same scan gives the same
    /// detections, as the points of crowded voxels are chosen with the seed of the configuration.
    pub fn detect(&self, cloud: &PointCloud) -> Vec<Detection> {
        let layout = self.network.layout();
        let limits = &self.config.network.limits;
        let key = SampleKey { seed: self.config.detection.seed, ..SampleKey::default() };
        let voxels = voxelize(cloud, &layout.grid, limits, key);
        if voxels.is_empty() {
            return Vec::new();
        }
        let batch = VoxelBatch::new(&[&voxels], layout.grid.shape(), self.network.device());
        let output = tch::no_grad(|| self.network.forward_t(&batch, false));
        let scores = floats(&output.scores);
        let residuals = floats(&output.residuals);
        let directions = output.directions.as_ref().map(floats);
        let maps = OutputMaps {
            scores: &scores,
            residuals: &residuals,
            directions: directions.as_deref(),
        };
        suppress(decode(maps, &self.anchors, &self.config.detection), &self.config.detection)
    }
}
