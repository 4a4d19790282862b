//! Encoders from the points of a voxel to its feature, one a file: [P, 7] -> [K, C]

mod mean;
mod occupancy;
mod origin;
mod set_abstraction;
#[cfg(test)]
mod tests;
mod vfe;

use mean::MeanEncoder;
use occupancy::OccupancyEncoder;
use set_abstraction::SetAbstraction;
use tch::nn::Path;
use tch::{Kind, Tensor};
use vfe::FeatureLearning;
use voxelnet_config::{Encoder, NetworkConfig};
use voxelnet_detection::NetworkLayout;

use crate::batch::VoxelBatch;
use crate::norm::NormConfig;

/// The encoder that a configuration asks for.
#[derive(Debug)]
pub(crate) enum VoxelEncoder {
    Vfe(FeatureLearning),
    Mean(MeanEncoder),
    Occupancy(OccupancyEncoder),
    SetAbstraction(SetAbstraction),
}

impl VoxelEncoder {
    /// `path` is that of the network.
    pub(crate) fn new(
        path: &Path<'_>,
        config: &NetworkConfig,
        layout: &NetworkLayout,
        norm: &NormConfig,
    ) -> Self {
        match config.encoder {
            Encoder::Vfe => Self::Vfe(FeatureLearning::new(path / "vfe", config, norm)),
            Encoder::Mean => Self::Mean(MeanEncoder::new(config)),
            Encoder::Occupancy => Self::Occupancy(OccupancyEncoder::new(layout.grid)),
            Encoder::SetAbstraction => {
                Self::SetAbstraction(SetAbstraction::new(path / "set_abstraction", config, norm))
            }
        }
    }

    /// # Shapes
    /// Returns [K, C], the voxels in the order of the batch; `kind` is the type of the network's numbers.
    pub(crate) fn forward_t(&self, batch: &VoxelBatch, kind: Kind, train: bool) -> Tensor {
        match self {
            Self::Vfe(encoder) => encoder.forward_t(batch, train),
            Self::Mean(encoder) => encoder.forward(batch, kind),
            Self::Occupancy(encoder) => encoder.forward(batch, kind),
            Self::SetAbstraction(encoder) => encoder.forward_t(batch, train),
        }
    }
}
