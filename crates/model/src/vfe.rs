//! The feature learning network: points of a voxel -> one feature per voxel (section 2.1.1).

use tch::{Tensor, nn::Path};
use voxelnet_head::{NetworkConfig, PointOrigin};
use voxelnet_voxelizer::{GridShape, GridSpec, NUM_FEATURES};

use crate::VoxelBatch;
use crate::linear::LinearBlock;

/// VFE layer: point-wise linear, BatchNorm and ReLU to half the channels, then each point's feature
/// beside the maximum over its voxel. Point features [P, C_in] -> [P, C_out].
#[derive(Debug)]
struct VfeLayer {
    pointwise: LinearBlock,
}

impl VfeLayer {
    fn new(path: Path<'_>, [in_channels, out_channels]: [i64; 2], momentum: f64) -> Self {
        Self { pointwise: LinearBlock::new(path, [in_channels, out_channels / 2], momentum) }
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
    /// The grid, when x and y are measured from the centres of its voxels.
    from_centers: Option<GridSpec>,
}

impl FeatureLearning {
    pub(crate) fn new(path: Path<'_>, config: &NetworkConfig) -> Self {
        let mut in_channels = NUM_FEATURES as i64;
        let mut layers = Vec::new();
        for (number, &channels) in (1..).zip(&config.vfe_channels) {
            let channels = channels as i64;
            let path = &path / format!("vfe{number}");
            layers.push(VfeLayer::new(path, [in_channels, channels], config.batch_norm_momentum));
            in_channels = channels;
        }
        let channels = config.voxel_channels as i64;
        let momentum = config.batch_norm_momentum;
        let fcn = LinearBlock::new(&path / "fcn", [in_channels, channels], momentum);
        let from_centers = (config.point_origin == PointOrigin::Voxel).then_some(config.grid);
        Self { layers, fcn, channels, from_centers }
    }

    pub(crate) fn forward_t(&self, batch: &VoxelBatch, train: bool) -> Tensor {
        if batch.num_voxels() == 0 {
            // BatchNorm has no statistics of nothing.
            let options = (self.fcn.kind(), batch.features.device());
            return Tensor::zeros([0, self.channels], options);
        }
        let mut xs = batch.features.to_kind(self.fcn.kind());
        if let Some(grid) = &self.from_centers {
            let centers = voxel_centers(batch, grid).to_kind(self.fcn.kind());
            let rest = xs.narrow(1, 2, xs.size()[1] - 2);
            xs = Tensor::cat(&[xs.narrow(1, 0, 2) - centers, rest], 1);
        }
        for layer in &self.layers {
            xs = layer.forward_t(&xs, batch, train);
        }
        voxel_max(&self.fcn.forward_t(&xs, train), batch) // [P, C] -> [K, C]
    }
}

/// x and y of the centre of each point's voxel. [P, 2]
fn voxel_centers(batch: &VoxelBatch, grid: &GridSpec) -> Tensor {
    let GridShape { height, width, .. } = batch.shape();
    let (height, width) = (height as i64, width as i64);
    let center = |axis: usize, index: i64| {
        (grid.min_m[axis] + grid.voxel_size_m[axis] * (index as f64 + 0.5)) as f32
    };
    let cells = batch.cells().iter();
    let centers: Vec<[f32; 2]> =
        cells.map(|cell| [center(0, cell % width), center(1, cell / width % height)]).collect();
    let centers = Tensor::from_slice(centers.as_flattened()).view([-1, 2]);
    centers.to_device(batch.features.device()).index_select(0, &batch.voxel_of_point)
}

/// The maximum over the points of each voxel; there is no padding that could win. The gradient goes in
/// equal parts to all points that hold the maximum, so that their order does not matter.
/// [P, C] -> [K, C]
fn voxel_max(xs: &Tensor, batch: &VoxelBatch) -> Tensor {
    let voxels = &batch.voxel_of_point;
    let max = tch::no_grad(|| segment_max(xs, &batch.offsets)); // [K, C]
    if !xs.requires_grad() {
        return max;
    }
    // libtorch 2.13 has a wrong gradient for `segment_reduce`: where several points hold the maximum, a
    // negative gradient goes to each of them in full. So the gradient is that of a weighted sum.
    let shares = tch::no_grad(|| {
        let holds = xs.eq_tensor(&max.index_select(0, voxels)).to_kind(xs.kind()); // [P, C]
        let num_holders = max.zeros_like().index_add(0, voxels, &holds); // [K, C]
        holds / num_holders.index_select(0, voxels)
    });
    max.zeros_like().index_add(0, voxels, &(xs * shares))
}

fn segment_max(xs: &Tensor, offsets: &Tensor) -> Tensor {
    let none = None::<&Tensor>;
    Tensor::segment_reduce(xs, "max", none, none, Some(offsets), 0, true, f64::NEG_INFINITY)
}

#[cfg(test)]
mod tests {
    use tch::{Device, Kind};
    use voxelnet_scene::{Point, PointCloud};
    use voxelnet_voxelizer::{SampleKey, VoxelLimits, voxelize};

    use super::*;
    use crate::testing::{max_error, seeded, unit_grid};

    /// Three points in one voxel and one in another.
    fn batch() -> VoxelBatch {
        let shape = GridShape { depth: 1, height: 1, width: 3 };
        let points = [0.1, 0.2, 0.3, 2.5].map(|x| Point::new(x, 0.5, 0.5, 0.5)).to_vec();
        let limits = VoxelLimits::default();
        let grid = unit_grid(shape);
        let voxels = voxelize(&PointCloud::new(points), &grid, &limits, SampleKey::default());
        VoxelBatch::new(&[&voxels], shape, Device::Cpu)
    }

    #[test]
    fn the_maximum_runs_over_the_points_of_each_voxel_alone() {
        // All below zero, so that any padding with zero would win.
        let xs = seeded(&[4, 5], 1) - 2.;
        let expected = Tensor::stack(&[xs.narrow(0, 0, 3).amax([0], false), xs.get(3)], 0);
        assert!(max_error(&voxel_max(&xs, &batch()), &expected) == 0.);
    }

    #[test]
    fn the_centre_of_a_voxel_is_that_of_its_cell_of_the_grid() {
        let grid = GridSpec { min_m: [0.; 3], max_m: [3., 1., 1.], voxel_size_m: [1.; 3] };
        let expected =
            Tensor::from_slice(&[0.5_f32, 0.5, 0.5, 0.5, 0.5, 0.5, 2.5, 0.5]).view([4, 2]);
        assert_eq!(voxel_centers(&batch(), &grid), expected);
    }

    #[test]
    fn points_that_share_the_maximum_share_its_gradient() {
        let xs = Tensor::from_slice(&[1_f32, 1., 0.5, 1.]).view([4, 1]).set_requires_grad(true);
        for sign in [1., -1.] {
            let loss = voxel_max(&xs, &batch()).sum(Kind::Float) * sign;
            let gradient = &Tensor::run_backward(&[loss], &[&xs], false, false)[0];
            let expected = Tensor::from_slice(&[0.5_f32, 0.5, 0., 1.]).view([4, 1]) * sign;
            assert_eq!(*gradient, expected);
        }
    }
}
