//! The convolutional middle layers: voxel features -> a bird's-eye map (section 2.1.2).

use tch::{Tensor, nn::Path};
use voxelnet_head::{NetworkConfig, NetworkLayout};

use crate::VoxelBatch;
use crate::conv::{ConvBlock3d, SparseConvBlock3d};
use crate::sparse_conv::ConvGeometry;

/// 3D convolutions, the first one on the voxels and the others on the dense grid, then depth folded
/// into the channels.
#[derive(Debug)]
pub(crate) struct MiddleLayers {
    first: SparseConvBlock3d,
    others: Vec<ConvBlock3d>,
}

impl MiddleLayers {
    pub(crate) fn new(path: Path<'_>, config: &NetworkConfig, layout: &NetworkLayout) -> Self {
        let shape = layout.grid.shape();
        let mut in_channels = config.voxel_channels as i64;
        let mut blocks = (1..).zip(&config.middle).map(|(number, spec)| {
            let channels = [in_channels, spec.channels as i64];
            in_channels = channels[1];
            (&path / format!("conv{number}"), channels, spec)
        });
        let Some((first_path, channels, spec)) = blocks.next() else {
            unreachable!("a checked configuration has a middle layer")
        };
        let geometry = ConvGeometry {
            in_size: [shape.depth, shape.height, shape.width],
            stride: spec.stride,
            padding: spec.padding,
        };
        let first = SparseConvBlock3d::new(first_path, channels, geometry);
        let others = blocks
            .map(|(path, channels, spec)| {
                let [stride, padding] =
                    [spec.stride, spec.padding].map(|axes| axes.map(|n| n as i64));
                ConvBlock3d::new(path, channels, stride, padding)
            })
            .collect();
        Self { first, others }
    }

    /// # Shapes
    /// Voxels [K, C] -> [B, C' * D', H', W']
    pub(crate) fn forward_t(&self, voxels: &Tensor, batch: &VoxelBatch, train: bool) -> Tensor {
        let mut xs = self.first.forward_t(voxels, batch, train); // -> [B, C', D', H', W']
        for layer in &self.others {
            xs = layer.forward_t(&xs, train);
        }
        xs.flatten(1, 2) // [B, C', D', H', W'] -> [B, C' * D', H', W']
    }
}
