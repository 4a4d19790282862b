//! The section `network`: the layers, the grid and the classes.

use serde::{Deserialize, Serialize};
use voxelnet_scene::BoxSize;
use voxelnet_voxelizer::{GridSpec, VoxelLimits};

use crate::encoder::{Encoder, MEAN_CHANNELS, OCCUPANCY_CHANNELS, SetAbstractionConfig, VfeConfig};

/// The layers of a network and the classes that it finds (arXiv:1711.06396, sections 2 and 3.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkConfig {
    /// The way from the points of a voxel to its feature.
    #[serde(default)]
    pub encoder: Encoder,
    /// Channels of a voxel's feature: the output of the fully connected layer after the VFE layers, or of
    /// the last shared layer of set abstraction.
    pub voxel_channels: usize,
    /// Whether a head for the direction of travel is added, which the focal loss trains.
    pub direction_head: bool,
    /// The origin of x and y of a point.
    #[serde(default)]
    pub point_origin: PointOrigin,
    /// The share of a batch's statistics in the running ones of BatchNorm, as libtorch has it (others call
    /// 1 minus this the momentum).
    #[serde(default = "usual_momentum")]
    pub batch_norm_momentum: f64,
    /// The VFE layers.
    pub vfe: VfeConfig,
    /// Set abstraction, where that is the encoder.
    #[serde(default)]
    pub set_abstraction: SetAbstractionConfig,
    /// The voxels.
    pub grid: GridSpec,
    /// The limits on points and voxels.
    pub limits: VoxelLimits,
    /// The evaluation of the middle layers and of the first block of the RPN; the numbers are the same.
    #[serde(default)]
    pub middle: MiddleEvaluation,
    /// The convolutional middle layers, each a 3 x 3 x 3 convolution, BatchNorm and ReLU.
    pub middle_layers: Vec<ConvSpec>,
    /// The region proposal network.
    pub rpn: RpnConfig,
    /// The classes, each with its anchor; their order is that of the channels of the heads.
    pub classes: Vec<AnchorClass>,
}

impl NetworkConfig {
    /// Channels of a voxel's feature when it enters the middle layers.
    pub fn voxel_feature_channels(&self) -> usize {
        match self.encoder {
            Encoder::Vfe => self.voxel_channels * self.vfe.pooling.num_vectors(),
            Encoder::SetAbstraction => self.voxel_channels,
            Encoder::Occupancy => OCCUPANCY_CHANNELS,
            Encoder::Mean => MEAN_CHANNELS,
        }
    }
}

/// The region proposal network (section 2.1.3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RpnConfig {
    /// The weighting of the channels of each block.
    #[serde(default)]
    pub attention: ChannelAttention,
    /// Its blocks, the finest map first.
    pub blocks: Vec<RpnBlockSpec>,
}

/// The statistic by which channels are weighed, as in squeeze and excitation (arXiv:1709.01507).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChannelAttention {
    /// They are not.
    #[default]
    None,
    /// The average of each over the whole map.
    Gap,
    /// The maximum of each over the whole map.
    Gmp,
    /// Both, through the same layers, added up (as in arXiv:1807.06521).
    Both,
}

/// The origin of x and y of a point as the network sees it; z is always that of the scan. The
/// encoders `occupancy` and `set-abstraction` do not look at them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PointOrigin {
    /// The sensor, as in the paper (section 2.1.1).
    #[default]
    Sensor,
    /// The centre of the point's voxel: where in its voxel a point lies, which layers of numbers up to
    /// 70 m hardly see in decimetres.
    Voxel,
}

fn usual_momentum() -> f64 {
    0.1
}

/// The evaluation of the convolutional middle layers and of the first block of the RPN behind them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MiddleEvaluation {
    /// Computes places that points influence; elsewhere the map is a constant.
    #[default]
    Sparse,
    /// Everywhere.
    Dense,
}

/// One convolution of the middle layers; axes are (z, y, x).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConvSpec {
    /// Output channels.
    pub channels: usize,
    /// Stride per axis.
    pub stride: [usize; 3],
    /// Padding per axis.
    pub padding: [usize; 3],
}

/// One block of the region proposal network: 3 x 3 convolutions with padding 1, and its upsampling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RpnBlockSpec {
    /// Output channels of every convolution.
    pub channels: usize,
    /// Number of convolutions.
    pub num_convs: usize,
    /// Stride of the first convolution.
    pub stride: usize,
    /// The transposed convolution that brings the block to the size of the output maps.
    pub upsample: UpsampleSpec,
}

/// A transposed convolution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UpsampleSpec {
    /// Output channels.
    pub channels: usize,
    /// Kernel size.
    pub kernel: usize,
    /// Stride.
    pub stride: usize,
    /// Padding.
    pub padding: usize,
}

/// A class and its anchor; every cell holds it at two yaws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnchorClass {
    /// Name of the class, as KITTI's labels write it.
    pub name: String,
    /// Size of the anchor, metres.
    pub size: BoxSize,
    /// Height of the anchor's centre in the LiDAR frame, metres.
    pub center_z: f64,
    /// An anchor is positive from this bird's-eye IoU on.
    pub positive_iou: f64,
    /// An anchor is negative below this bird's-eye IoU.
    pub negative_iou: f64,
}
