//! From a scan to detections.

use std::path::Path;

use tch::{Device, Tensor};
use voxelnet_config::ModelConfig;
use voxelnet_head::{AnchorGrid, Detection, ScanVoxelizer, Weights, decode, select};
use voxelnet_scene::PointCloud;
use voxelnet_voxelizer::SparseVoxels;

use crate::{HostOutput, ModelError, RpnOutput, VoxelBatch, VoxelNet};

/// A trained network with all that turns its output into boxes.
#[derive(Debug)]
pub struct Detector {
    network: VoxelNet,
    config: ModelConfig,
    anchors: AnchorGrid,
    voxelizer: ScanVoxelizer,
}

impl Detector {
    /// A detector around a network that exists.
    pub fn new(network: VoxelNet, config: ModelConfig) -> Self {
        let anchors = AnchorGrid::new(&config.network, network.layout());
        let voxelizer = ScanVoxelizer::new(&config, network.layout());
        Self { network, config, anchors, voxelizer }
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

    /// The network, to change how it is run.
    pub fn network_mut(&mut self) -> &mut VoxelNet {
        &mut self.network
    }

    /// The network alone.
    pub fn into_network(self) -> VoxelNet {
        self.network
    }

    /// What makes the voxels of a scan.
    pub fn voxelizer(&self) -> &ScanVoxelizer {
        &self.voxelizer
    }

    /// Finds the objects of a scan, the most certain first, in the frame of the scan.
    pub fn detect(&self, cloud: &PointCloud) -> Vec<Detection> {
        self.detect_in(&self.voxelizer.voxels(cloud))
    }

    /// The same from the voxels of the scan, which [`Self::voxelizer`] made.
    pub fn detect_in(&self, voxels: &SparseVoxels) -> Vec<Detection> {
        if voxels.is_empty() {
            return Vec::new();
        }
        let batch = self.batch(voxels);
        let output = tch::no_grad(|| self.network.forward_t(&batch, false));
        select(self.candidates(&output.to_host()), &self.config)
    }

    /// The same with all that is computed on the way.
    pub fn inspect(&self, voxels: SparseVoxels) -> Inspection {
        let batch = self.batch(&voxels);
        tch::no_grad(|| {
            let voxel_features = self.network.voxel_features(&batch, false);
            let middle = self.network.middle(&voxel_features, &batch, false);
            let middle_map = middle.to_bev();
            let output = self.network.rpn(middle, false);
            let candidates =
                if voxels.is_empty() { Vec::new() } else { self.candidates(&output.to_host()) };
            let detections = select(candidates, &self.config);
            Inspection { voxels, voxel_features, middle_map, output, detections }
        })
    }

    /// The boxes that an output asks for, before any suppression.
    pub fn candidates(&self, output: &HostOutput) -> Vec<Detection> {
        decode(output.maps(), &self.anchors, &self.config.detection)
    }

    fn batch(&self, voxels: &SparseVoxels) -> VoxelBatch {
        let shape = self.network.layout().grid.shape();
        VoxelBatch::new(&[voxels], shape, self.network.device())
    }
}

/// A detection with all that was computed on the way.
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
    /// What was found.
    pub detections: Vec<Detection>,
}
