//! Convolutions followed by BatchNorm and ReLU, the building block of the network, and the heads.
//!
//! A layer followed by BatchNorm has no bias: its gradient would be rounding noise. Every weight
//! starts at zero here and is filled by `init`, because libtorch's generator is never used.

use tch::nn::{self, Init, Path};
use tch::{Kind, Tensor, nn::PaddingMode};
use voxelnet_detection::{ConvAxis, ConvGeometry, ConvLayer};

use crate::feature_map::FeatureMap;
use crate::norm::{Norm, NormConfig};
use crate::sparse::SparseConv;

/// A sparse map is written out where a convolution of it would have to do more than this share of the
/// dense work, because dense convolutions do theirs faster. Measured, see the README of this crate.
const MAX_WORK_SHARE: f64 = 0.6;

/// Convolution, BatchNorm, ReLU.
#[derive(Debug)]
pub(crate) struct ConvBlock {
    weight: Tensor, // [C_out, C_in, k_z, k_y, k_x], of a bird's-eye layer [C_out, C_in * k_z, k_y, k_x]
    norm: Norm,
    conv: ConvGeometry,
}

impl ConvBlock {
    /// A convolution in space.
    pub(crate) fn in_space(path: Path<'_>, layer: &ConvLayer, norm: &NormConfig) -> Self {
        let [depth, height, width] = layer.geometry.kernel();
        let shape = [layer.out_channels, layer.in_channels, depth, height, width];
        Self::with_shape(path, &shape, layer, norm)
    }

    /// A convolution of the bird's-eye view, in which depth is folded into the channels. It is one in
    /// space whose kernel is as deep as the map; only its weight has another shape.
    pub(crate) fn of_bev(path: Path<'_>, layer: &ConvLayer, norm: &NormConfig) -> Self {
        let [depth, height, width] = layer.geometry.kernel();
        let shape = [layer.out_channels, layer.in_channels * depth, height, width];
        Self::with_shape(path, &shape, layer, norm)
    }

    fn with_shape(path: Path<'_>, shape: &[usize], layer: &ConvLayer, norm: &NormConfig) -> Self {
        let shape: Vec<i64> = shape.iter().map(|&len| len as i64).collect();
        Self {
            weight: (&path / "conv").var("weight", &shape, Init::Const(0.)),
            norm: Norm::new(&path / "bn", shape[0], shape.len() - 2, norm),
            conv: layer.geometry,
        }
    }

    /// The type of its numbers.
    pub(crate) fn kind(&self) -> Kind {
        self.weight.kind()
    }

    /// # Shapes
    /// [B, C_in, D, H, W] -> [B, C_out, D', H', W']
    pub(crate) fn forward_t(&self, xs: &FeatureMap, train: bool) -> FeatureMap {
        if let FeatureMap::Sparse(map) = xs {
            let weight = self.weight_in_space();
            let conv = SparseConv::new(map, &weight, self.conv);
            if conv.work_share() <= MAX_WORK_SHARE {
                return FeatureMap::Sparse(conv.block(&self.norm, train).into());
            }
        }
        FeatureMap::Dense(self.dense(xs, train))
    }

    fn dense(&self, xs: &FeatureMap, train: bool) -> Tensor {
        let [stride, padding] =
            [self.conv.stride(), self.conv.padding()].map(|axes| axes.map(|n| n as i64));
        if self.is_of_bev() {
            let [_, stride @ ..] = stride;
            let [_, padding @ ..] = padding;
            let out = for_training(xs.to_bev(), train).conv2d::<Tensor>(
                &self.weight,
                None,
                stride,
                padding,
                [1, 1],
                1,
            );
            out.apply_t(&self.norm, train).relu().unsqueeze(2) // [B, C, H, W] -> [B, C, 1, H, W]
        } else {
            let out = for_training(xs.to_dense(), train).conv3d::<Tensor>(
                &self.weight,
                None,
                stride,
                padding,
                [1, 1, 1],
                1,
            );
            out.apply_t(&self.norm, train).relu()
        }
    }

    fn is_of_bev(&self) -> bool {
        self.weight.dim() == 4
    }

    /// The weight as that of a convolution in space. [C_out, C_in, k_z, k_y, k_x]
    fn weight_in_space(&self) -> Tensor {
        if !self.is_of_bev() {
            return self.weight.shallow_clone();
        }
        let [depth, height, width] = self.conv.kernel().map(|len| len as i64);
        self.weight.view([self.weight.size()[0], -1, depth, height, width])
    }
}

/// libtorch's convolutions train several times slower on channels-last memory.
pub(crate) fn for_training(xs: Tensor, train: bool) -> Tensor {
    if train { xs.contiguous() } else { xs }
}

/// Transposed convolution, BatchNorm, ReLU.
#[derive(Debug)]
pub(crate) struct UpsampleBlock {
    conv: nn::ConvTranspose2D,
    norm: Norm,
}

impl UpsampleBlock {
    /// A layer whose kernel is square.
    pub(crate) fn new(path: Path<'_>, layer: &ConvLayer, norm: &NormConfig) -> Self {
        let [in_channels, out_channels] =
            [layer.in_channels, layer.out_channels].map(|number| number as i64);
        let [_, _, ConvAxis { kernel, stride, padding, .. }] = layer.geometry.axes;
        let config = nn::ConvTransposeConfig {
            stride: stride as i64,
            padding: padding as i64,
            bias: false,
            ws_init: Init::Const(0.),
            ..Default::default()
        };
        let conv =
            nn::conv_transpose2d(&path / "conv", in_channels, out_channels, kernel as i64, config);
        Self { conv, norm: Norm::new(&path / "bn", out_channels, 2, norm) }
    }

    /// # Shapes
    /// [B, C_in, H, W] -> [B, C_out, H', W']
    pub(crate) fn forward_t(&self, xs: &Tensor, train: bool) -> Tensor {
        xs.apply(&self.conv).apply_t(&self.norm, train).relu()
    }
}

/// A 1 x 1 convolution with bias and nothing behind it. [B, C_in, H, W] -> [B, C_out, H, W]
pub(crate) fn head_conv(path: Path<'_>, in_channels: i64, out_channels: i64) -> nn::Conv2D {
    biased_conv(path, [in_channels, out_channels], 1)
}

/// A convolution with bias that keeps the size of a map; `kernel` is odd.
/// [B, C_in, H, W] -> [B, C_out, H, W]
pub(crate) fn biased_conv(
    path: Path<'_>,
    [in_channels, out_channels]: [i64; 2],
    kernel: i64,
) -> nn::Conv2D {
    let config = nn::ConvConfigND {
        stride: 1,
        padding: kernel / 2,
        dilation: 1,
        groups: 1,
        bias: true,
        ws_init: Init::Const(0.),
        bs_init: Init::Const(0.),
        padding_mode: PaddingMode::Zeros,
    };
    nn::conv2d(path, in_channels, out_channels, kernel, config)
}
