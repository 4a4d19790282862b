//! The encoder: from the points of a voxel to its feature.

use serde::{Deserialize, Serialize};

/// Channels of the feature that [`Encoder::Mean`] gives a voxel: x, y, z, intensity.
pub const MEAN_CHANNELS: usize = 4;

/// Channels of the feature that [`Encoder::Occupancy`] gives a voxel: its value in three grids.
pub const OCCUPANCY_CHANNELS: usize = 3;

/// The way from the points of a voxel to its feature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoder {
    /// VFE layers (section 2.1.1).
    #[default]
    Vfe,
    /// The binary, the density and the hit grid of VoxNet (Maturana and Scherer 2015, section III.B).
    Occupancy,
    /// A set abstraction level of PointNet++ (arXiv:1706.02413, section 3.2).
    SetAbstraction,
    /// The average point, as in later sparse detectors.
    Mean,
}

/// The VFE layers (section 2.1.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VfeConfig {
    /// Output channels of each layer; even, as half of them are the point's own and half the voxel's.
    /// A layer that joins two poolings has half as many again.
    pub channels: Vec<usize>,
    /// The pooling over the points of a voxel, in each layer and for the feature of the voxel.
    #[serde(default)]
    pub pooling: VfePooling,
}

/// The way from the points of a voxel to one vector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VfePooling {
    /// The maximum, as in the paper.
    #[default]
    Max,
    /// The average.
    Average,
    /// The minimum.
    Min,
    /// The median, the lower one of an even number of points.
    Median,
    /// The maximum and the average, one behind the other.
    #[serde(rename = "max+average")]
    MaxAverage,
}

impl VfePooling {
    /// The number of vectors that stand one behind the other.
    pub const fn num_vectors(self) -> usize {
        match self {
            Self::Max | Self::Average | Self::Min | Self::Median => 1,
            Self::MaxAverage => 2,
        }
    }
}

/// A set abstraction level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetAbstractionConfig {
    /// The number of centres, which are chosen by farthest point sampling.
    pub num_centers: usize,
    /// The points this near belong to a centre, metres.
    pub radius_m: f64,
    /// The most points that belong to a centre, the nearest ones.
    pub max_neighbors: usize,
    /// Output channels of the shared layers before the last, which has those of a voxel's feature.
    pub channels: Vec<usize>,
}

impl Default for SetAbstractionConfig {
    fn default() -> Self {
        Self { num_centers: 2048, radius_m: 0.8, max_neighbors: 16, channels: vec![16] }
    }
}
