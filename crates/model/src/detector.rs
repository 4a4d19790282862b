//! From a scan to detections.

use std::path::Path;

use tch::{Device, Tensor};
use voxelnet_config::ModelConfig;
use voxelnet_detection::{
    AnchorGrid, Detections, Detector, HeadOutputs, ScanVoxelizer, Weights, decode, select,
};
use voxelnet_voxelizer::SparseVoxels;

use crate::batch::VoxelBatch;
use crate::error::ModelError;
use crate::output::RpnOutput;
use crate::voxelnet::VoxelNet;

/// A trained network in libtorch with all that turns its output into boxes.
///
/// It is used through [`Detector`].
#[derive(Debug)]
pub struct LibtorchDetector {
    network: VoxelNet,
    config: ModelConfig,
    anchors: AnchorGrid,
    voxelizer: ScanVoxelizer,
}

impl LibtorchDetector {
    /// Makes a detector around a network that exists.
    pub fn new(network: VoxelNet, config: ModelConfig) -> Self {
        let anchors = AnchorGrid::new(&config.network, network.layout());
        let voxelizer = ScanVoxelizer::new(&config, network.layout());
        Self { network, config, anchors, voxelizer }
    }

    /// Makes a detector with these weights; `path`, where they are from, is for messages only.
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

    /// The network.
    pub fn network(&self) -> &VoxelNet {
        &self.network
    }

    /// The network, to change how it is run.
    pub fn network_mut(&mut self) -> &mut VoxelNet {
        &mut self.network
    }

    /// The network alone.
    pub fn into_network(self) -> VoxelNet {
        self.network
    }

    /// Detects in the voxels of a scan and keeps all that is computed on the way.
    pub fn inspect(&self, voxels: SparseVoxels) -> Inspection {
        let batch = self.batch(&voxels);
        tch::no_grad(|| {
            let voxel_features = self.network.voxel_features(&batch, false);
            let middle = self.network.middle(&voxel_features, &batch, false);
            let middle_map = middle.to_bev();
            let output = self.network.rpn(middle, false);
            let candidates = if voxels.is_empty() {
                Detections::default()
            } else {
                self.decode(&output.to_host())
            };
            let detections = select(candidates, &self.config);
            Inspection { voxels, voxel_features, middle_map, output, detections }
        })
    }

    /// The boxes that outputs ask for, before any suppression, in the network's frame.
    pub fn decode(&self, outputs: &HeadOutputs) -> Detections {
        decode(outputs, &self.anchors, &self.config.detection)
    }

    fn batch(&self, voxels: &SparseVoxels) -> VoxelBatch {
        let shape = self.network.layout().grid.shape();
        VoxelBatch::new(&[voxels], shape, self.network.device())
    }
}

impl Detector for LibtorchDetector {
    fn config(&self) -> &ModelConfig {
        &self.config
    }

    fn voxelizer(&self) -> &ScanVoxelizer {
        &self.voxelizer
    }

    fn outputs(&mut self, voxels: &SparseVoxels) -> HeadOutputs {
        let batch = self.batch(voxels);
        tch::no_grad(|| self.network.forward_t(&batch, false)).to_host()
    }

    fn candidates(&mut self, voxels: &SparseVoxels) -> Detections {
        if voxels.is_empty() {
            return Detections::default();
        }
        let outputs = self.outputs(voxels);
        self.decode(&outputs)
    }
}

/// Detections with all that was computed on the way.
#[derive(Debug)]
pub struct Inspection {
    /// The scan in voxels; K of them.
    pub voxels: SparseVoxels,
    /// Output of the feature learning network. [K, C]
    pub voxel_features: Tensor,
    /// Output of the middle layers, depth folded into the channels. [1, C * D, H, W]
    pub middle_map: Tensor,
    /// Output of the region proposal network.
    pub output: RpnOutput,
    /// The detections.
    pub detections: Detections,
}
