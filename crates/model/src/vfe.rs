//! The feature learning network: points of a voxel -> one feature per voxel (section 2.1.1).

use tch::{Kind, Tensor, nn::Path};
use voxelnet_head::NetworkConfig;
use voxelnet_voxelizer::NUM_FEATURES;

use crate::VoxelBatch;
use crate::conv::LinearBlock;

/// VFE layer: point-wise linear, BatchNorm and ReLU to half the channels, then each point's feature
/// beside the maximum over its voxel. Point features [P, C_in] -> [P, C_out].
#[derive(Debug)]
struct VfeLayer {
    pointwise: LinearBlock,
}

impl VfeLayer {
    fn new(path: Path<'_>, in_channels: i64, out_channels: i64) -> Self {
        Self { pointwise: LinearBlock::new(path, in_channels, out_channels / 2) }
    }

    fn forward_t(&self, xs: &Tensor, batch: &VoxelBatch, train: bool) -> Tensor {
        let pointwise = self.pointwise.forward_t(xs, train); // [P, C_in] -> [P, C_out / 2]
        let voxelwise = voxel_max(&pointwise, batch); // [P, C_out / 2] -> [K, C_out / 2]
        let spread = voxelwise.index_select(0, &batch.voxel_of_point); // -> [P, C_out / 2]
        Tensor::cat(&[pointwise, spread], 1) // [P, C_out]
    }
}

/// VFE layers, a fully connected layer, and the maximum over each voxel: [P, 7] -> [K, C].
#[derive(Debug)]
pub(crate) struct FeatureLearning {
    layers: Vec<VfeLayer>,
    fcn: LinearBlock,
    channels: i64,
}

impl FeatureLearning {
    pub(crate) fn new(path: Path<'_>, config: &NetworkConfig) -> Self {
        let mut in_channels = NUM_FEATURES as i64;
        let mut layers = Vec::new();
        for (number, &channels) in (1..).zip(&config.vfe_channels) {
            let channels = channels as i64;
            layers.push(VfeLayer::new(&path / format!("vfe{number}"), in_channels, channels));
            in_channels = channels;
        }
        let channels = config.voxel_channels as i64;
        Self { layers, fcn: LinearBlock::new(&path / "fcn", in_channels, channels), channels }
    }

    pub(crate) fn forward_t(&self, batch: &VoxelBatch, train: bool) -> Tensor {
        if batch.num_voxels() == 0 {
            // BatchNorm has no statistics of nothing.
            let options = (Kind::Float, batch.features.device());
            return Tensor::zeros([0, self.channels], options);
        }
        let mut xs = batch.features.shallow_clone();
        for layer in &self.layers {
            xs = layer.forward_t(&xs, batch, train);
        }
        voxel_max(&self.fcn.forward_t(&xs, train), batch) // [P, C] -> [K, C]
    }
}

/// The maximum over the points of each voxel; there is no padding that could win. [P, C] -> [K, C]
fn voxel_max(xs: &Tensor, batch: &VoxelBatch) -> Tensor {
    let none = None::<&Tensor>;
    Tensor::segment_reduce(xs, "max", none, none, Some(&batch.offsets), 0, true, f64::NEG_INFINITY)
}

#[cfg(test)]
mod tests {
    use tch::Device;
    use voxelnet_scene::{Point, PointCloud};
    use voxelnet_voxelizer::{GridShape, SampleKey, VoxelLimits, voxelize};

    use super::*;
    use crate::testing::{max_error, seeded, unit_grid};

    #[test]
    fn the_maximum_runs_over_the_points_of_each_voxel_alone() {
        let shape = GridShape { depth: 1, height: 1, width: 3 };
        let points = [0.1, 0.2, 0.3, 2.5].map(|x| Point::new(x, 0.5, 0.5, 0.5)).to_vec();
        let grid = unit_grid(shape);
        let limits = VoxelLimits::default();
        let voxels = voxelize(&PointCloud::new(points), &grid, &limits, SampleKey::default());
        let batch = VoxelBatch::new(&[&voxels], shape, Device::Cpu);
        // All below zero, so that any padding with zero would win.
        let xs = seeded(&[4, 5], 1) - 2.;
        let expected = Tensor::stack(&[xs.narrow(0, 0, 3).amax([0], false), xs.get(3)], 0);
        assert!(max_error(&voxel_max(&xs, &batch), &expected) == 0.);
    }
}
