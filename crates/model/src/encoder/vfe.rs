//! The feature learning network: points of a voxel -> one feature per voxel (section 2.1.1).

use tch::{Tensor, nn::Path};
use voxelnet_config::{NetworkConfig, VfePooling};
use voxelnet_pooling::Reduction;
use voxelnet_voxelizer::NUM_FEATURES;

use super::origin::Origin;
use crate::batch::VoxelBatch;
use crate::linear::LinearBlock;
use crate::norm::NormConfig;
use crate::pooling::pool_segments;

/// VFE layer: point-wise linear, BatchNorm and ReLU to half the channels, then each point's feature
/// beside those pooled over its voxel. Point features [P, C_in] -> [P, C_out / 2 (1 + R)], R the number of
/// poolings: C_out with the maximum alone, as in the paper.
#[derive(Debug)]
struct VfeLayer {
    pointwise: LinearBlock,
    pooling: VfePooling,
}

impl VfeLayer {
    fn new(
        path: Path<'_>,
        [in_channels, out_channels]: [i64; 2],
        pooling: VfePooling,
        norm: &NormConfig,
    ) -> Self {
        let pointwise = LinearBlock::new(path, [in_channels, out_channels / 2], norm);
        Self { pointwise, pooling }
    }

    fn forward_t(&self, xs: &Tensor, batch: &VoxelBatch, train: bool) -> Tensor {
        let pointwise = self.pointwise.forward_t(xs, train); // [P, C_in] -> [P, C_out / 2]
        let voxelwise = pool(&pointwise, batch, self.pooling); // -> [K, R C_out / 2]
        let spread = voxelwise.index_select(0, &batch.voxel_of_point); // -> [P, R C_out / 2]
        Tensor::cat(&[pointwise, spread], 1)
    }
}

/// The reductions of a pooling, in the order of the channels.
fn reductions(pooling: VfePooling) -> &'static [Reduction] {
    match pooling {
        VfePooling::Max => &[Reduction::Maximum],
        VfePooling::Average => &[Reduction::Average],
        VfePooling::Min => &[Reduction::Minimum],
        VfePooling::Median => &[Reduction::Median],
        VfePooling::MaxAverage => &[Reduction::Maximum, Reduction::Average],
    }
}

/// [P, C] -> [K, R C], the poolings one behind the other
fn pool(xs: &Tensor, batch: &VoxelBatch, pooling: VfePooling) -> Tensor {
    let pool = |&reduction| match batch.num_voxels() {
        0 => xs.shallow_clone(),
        _ => pool_segments(xs, batch.segments(), reduction),
    };
    let pooled: Vec<Tensor> = reductions(pooling).iter().map(pool).collect();
    Tensor::cat(&pooled, 1)
}

/// VFE layers, a fully connected layer, and the pooling over each voxel: [P, 7] -> [K, R C].
#[derive(Debug)]
pub(crate) struct FeatureLearning {
    layers: Vec<VfeLayer>,
    fcn: LinearBlock,
    pooling: VfePooling,
    out_channels: i64,
    origin: Origin,
}

impl FeatureLearning {
    pub(crate) fn new(path: Path<'_>, config: &NetworkConfig, norm: &NormConfig) -> Self {
        let pooling = config.vfe.pooling;
        let num_poolings = pooling.num_vectors() as i64;
        let mut in_channels = NUM_FEATURES as i64;
        let mut layers = Vec::new();
        for (number, &channels) in (1..).zip(&config.vfe.channels) {
            let channels = channels as i64;
            let path = &path / format!("vfe{number}");
            layers.push(VfeLayer::new(path, [in_channels, channels], pooling, norm));
            in_channels = channels / 2 * (1 + num_poolings);
        }
        let channels = [in_channels, config.voxel_channels as i64];
        let fcn = LinearBlock::new(&path / "fcn", channels, norm);
        let out_channels = config.voxel_feature_channels() as i64;
        Self { layers, fcn, pooling, out_channels, origin: Origin::new(config) }
    }

    pub(crate) fn forward_t(&self, batch: &VoxelBatch, train: bool) -> Tensor {
        if batch.num_voxels() == 0 && !self.fcn.is_over_ranks() {
            // BatchNorm has no statistics of nothing, but those of other ranks.
            let options = (self.fcn.kind(), batch.features.device());
            return Tensor::zeros([0, self.out_channels], options);
        }
        let mut xs = self.origin.features(batch, self.fcn.kind());
        for layer in &self.layers {
            xs = layer.forward_t(&xs, batch, train);
        }
        pool(&self.fcn.forward_t(&xs, train), batch, self.pooling) // [P, C] -> [K, R C]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{max_error, row_of_points, seeded};

    #[test]
    fn the_maximum_runs_over_the_points_of_each_voxel_alone() {
        // All below zero, so that any padding with zero would win.
        let xs = seeded(&[4, 5], 1) - 2.;
        let expected = Tensor::stack(&[xs.narrow(0, 0, 3).amax([0], false), xs.get(3)], 0);
        let batch = row_of_points(&[0.1, 0.2, 0.3, 2.5]);
        let found = pool(&xs, &batch, VfePooling::Max);
        assert!(max_error(&found, &expected) == 0.);
    }
}
