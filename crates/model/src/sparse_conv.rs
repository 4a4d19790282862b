//! The first 3D convolution, from voxels instead of from a dense grid.
//!
//! Empty voxels are zero and the layer has no bias, so that by linearity its output is the sum of
//! what each non-empty voxel gives to the up to 27 places that see it: the dense result to rounding,
//! without the dense input, which is by far the largest tensor of the network.

use tch::{Kind, Tensor, nn::Init, nn::Path};

use crate::VoxelBatch;

/// Extent of the kernel along each axis.
const KERNEL: usize = 3;
/// Weights of the kernel per pair of channels.
const NUM_TAPS: usize = KERNEL * KERNEL * KERNEL;

/// A 3 x 3 x 3 convolution without bias; its weight is that of the dense layer.
#[derive(Debug)]
pub(crate) struct SparseConv3d {
    weight: Tensor, // [C_out, C_in, 3, 3, 3]
    geometry: ConvGeometry,
}

/// Where the taps of the kernel lead; axes are (z, y, x).
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConvGeometry {
    pub(crate) in_size: [usize; 3],
    pub(crate) stride: [usize; 3],
    pub(crate) padding: [usize; 3],
}

impl ConvGeometry {
    pub(crate) fn out_size(&self) -> [usize; 3] {
        std::array::from_fn(|axis| {
            (self.in_size[axis] + 2 * self.padding[axis] - KERNEL) / self.stride[axis] + 1
        })
    }

    /// The output place along one axis that sees input `position` through kernel element `tap`.
    fn out_position(&self, axis: usize, position: usize, tap: usize) -> Option<usize> {
        let offset = (position + self.padding[axis]).checked_sub(tap)?;
        let out = offset / self.stride[axis];
        (offset % self.stride[axis] == 0 && out < self.out_size()[axis]).then_some(out)
    }

    /// All (voxel row, tap) that give to a place: `row * 27 + tap`, and the flat place.
    fn contributions(&self, cells: &[i64]) -> (Vec<i64>, Vec<i64>) {
        let [depth, height, width] = self.in_size;
        let [out_depth, out_height, out_width] = self.out_size();
        let (mut sources, mut places) = (Vec::new(), Vec::new());
        for (row, &cell) in cells.iter().enumerate() {
            let cell = cell as usize;
            let (x, y) = (cell % width, cell / width % height);
            let (z, scan) = (cell / (width * height) % depth, cell / (width * height * depth));
            for tap_z in 0..KERNEL {
                let Some(out_z) = self.out_position(0, z, tap_z) else { continue };
                for tap_y in 0..KERNEL {
                    let Some(out_y) = self.out_position(1, y, tap_y) else { continue };
                    for tap_x in 0..KERNEL {
                        let Some(out_x) = self.out_position(2, x, tap_x) else { continue };
                        let tap = (tap_z * KERNEL + tap_y) * KERNEL + tap_x;
                        let place = ((scan * out_depth + out_z) * out_height + out_y) * out_width;
                        sources.push((row * NUM_TAPS + tap) as i64);
                        places.push((place + out_x) as i64);
                    }
                }
            }
        }
        (sources, places)
    }
}

impl SparseConv3d {
    /// The layer at `path`, with the variable `weight` of a dense convolution.
    pub(crate) fn new(path: &Path<'_>, channels: [i64; 2], geometry: ConvGeometry) -> Self {
        let [in_channels, out_channels] = channels;
        let kernel = KERNEL as i64;
        let shape = [out_channels, in_channels, kernel, kernel, kernel];
        Self { weight: path.var("weight", &shape, Init::Const(0.)), geometry }
    }

    /// Features of the voxels [K, C_in] -> [B, C_out, D', H', W'].
    pub(crate) fn forward(&self, features: &Tensor, batch: &VoxelBatch) -> Tensor {
        let [out_channels, in_channels, ..] = self.weight.size()[..] else {
            unreachable!("the weight has five axes")
        };
        let (sources, places) = self.geometry.contributions(batch.cells());
        let device = features.device();
        let sources = Tensor::from_slice(&sources).to_device(device);
        let places = Tensor::from_slice(&places).to_device(device);

        let taps = self.weight.permute([1, 2, 3, 4, 0]).reshape([in_channels, -1]); // [C_in, 27 * C_out]
        let given = features.matmul(&taps).view([-1, out_channels]); // [K * 27, C_out]
        let [depth, height, width] = self.geometry.out_size().map(|n| n as i64);
        let num_places = batch.batch_size() * depth * height * width;
        Tensor::zeros([num_places, out_channels], (Kind::Float, device))
            .index_add(0, &places, &given.index_select(0, &sources))
            .view([batch.batch_size(), depth, height, width, out_channels])
            .permute([0, 4, 1, 2, 3]) // -> [B, C_out, D', H', W']
            // libtorch's 3D convolutions train many times slower on channels-last memory.
            .contiguous()
    }

    /// The same from a dense grid. [B, C_in, D, H, W] -> [B, C_out, D', H', W']
    #[cfg(test)]
    pub(crate) fn forward_dense(&self, grid: &Tensor) -> Tensor {
        let [stride, padding] =
            [self.geometry.stride, self.geometry.padding].map(|axes| axes.map(|n| n as i64));
        grid.conv3d::<Tensor>(&self.weight, None, stride, padding, [1, 1, 1], 1)
    }
}

#[cfg(test)]
mod tests {
    use tch::nn::VarStore;
    use tch::{Device, Tensor};
    use voxelnet_voxelizer::GridShape;

    use super::*;
    use crate::testing::{max_error, seeded, voxels_at};

    const SHAPE: GridShape = GridShape { depth: 5, height: 6, width: 7 };

    fn check(stride: [usize; 3], padding: [usize; 3]) {
        // All corners, a dense cluster, one empty scan between two others.
        let corners = [0, 6, 35, 41, 168, 174, 203, 209];
        let cluster = [60, 61, 62, 67, 68, 102, 103, 110];
        let scans = [voxels_at(&corners, SHAPE), voxels_at(&[], SHAPE), voxels_at(&cluster, SHAPE)];
        let batch = VoxelBatch::new(&scans.each_ref(), SHAPE, Device::Cpu);

        let store = VarStore::new(Device::Cpu);
        let in_size = [SHAPE.depth, SHAPE.height, SHAPE.width];
        let geometry = ConvGeometry { in_size, stride, padding };
        let layer = SparseConv3d::new(&store.root(), [3, 4], geometry);
        tch::no_grad(|| {
            layer.weight.shallow_clone().copy_(&seeded(&layer.weight.size(), 1));
        });
        let features = seeded(&[batch.num_voxels() as i64, 3], 2).set_requires_grad(true);

        let gradients = |output: &Tensor| {
            let loss = (output * seeded(&output.size(), 3)).sum(Kind::Float);
            Tensor::run_backward(&[loss], &[&features, &layer.weight], false, false)
        };
        let sparse = layer.forward(&features, &batch);
        let dense = layer.forward_dense(&batch.scatter(&features, SHAPE));
        assert_eq!(sparse.size(), dense.size());
        assert!(max_error(&sparse, &dense) < 1e-5);
        for (sparse, dense) in gradients(&sparse).iter().zip(&gradients(&dense)) {
            assert!(max_error(sparse, dense) < 1e-5);
        }
    }

    #[test]
    fn the_result_and_its_gradients_are_those_of_the_dense_layer() {
        check([2, 1, 1], [1, 1, 1]);
        check([2, 2, 2], [1, 1, 1]);
        check([1, 1, 1], [0, 1, 1]);
        check([1, 3, 2], [1, 0, 1]);
    }
}
