//! The convolutional middle layers: voxel features -> a bird's-eye map (section 2.1.2).

use tch::{Tensor, nn::Path};
use voxelnet_head::NetworkConfig;

use crate::conv::ConvBlock3d;

/// 3D convolutions on the dense grid, then depth folded into the channels.
#[derive(Debug)]
pub(crate) struct MiddleLayers {
    layers: Vec<ConvBlock3d>,
}

impl MiddleLayers {
    pub(crate) fn new(path: Path<'_>, config: &NetworkConfig) -> Self {
        let mut in_channels = config.voxel_channels as i64;
        let mut layers = Vec::new();
        for (number, spec) in (1..).zip(&config.middle) {
            let channels = spec.channels as i64;
            layers.push(ConvBlock3d::new(
                &path / format!("conv{number}"),
                [in_channels, channels],
                spec.stride.map(|n| n as i64),
                spec.padding.map(|n| n as i64),
            ));
            in_channels = channels;
        }
        Self { layers }
    }

    /// # Shapes
    /// [B, C, D, H, W] -> [B, C' * D', H', W']
    pub(crate) fn forward_t(&self, xs: &Tensor, train: bool) -> Tensor {
        let mut xs = xs.shallow_clone();
        for layer in &self.layers {
            xs = layer.forward_t(&xs, train);
        }
        xs.flatten(1, 2) // [B, C', D', H', W'] -> [B, C' * D', H', W']
    }
}
