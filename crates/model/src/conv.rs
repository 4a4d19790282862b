//! Layers followed by BatchNorm and ReLU, the building block of the whole network.
//!
//! A layer followed by BatchNorm has no bias: its gradient would be rounding noise. Every weight
//! starts at zero here and is filled by `init`, because libtorch's generator is never used.

use tch::nn::{self, Init, ModuleT, Path};
use tch::{Tensor, nn::PaddingMode};

use crate::VoxelBatch;
use crate::sparse_conv::{ConvGeometry, SparseConv3d};

/// BatchNorm: eps 1e-5, momentum 0.1 in libtorch's sense (the share of the new value).
const BATCH_NORM: nn::BatchNormConfig = nn::BatchNormConfig {
    cudnn_enabled: true,
    eps: 1e-5,
    momentum: 0.1,
    affine: true,
    // tch's own default draws the scale from U(0, 1).
    ws_init: Init::Const(1.),
    bs_init: Init::Const(0.),
};

/// Linear layer, BatchNorm over all rows, ReLU. [N, C_in] -> [N, C_out]
#[derive(Debug)]
pub(crate) struct LinearBlock {
    linear: nn::Linear,
    norm: nn::BatchNorm,
}

impl LinearBlock {
    pub(crate) fn new(path: Path<'_>, in_channels: i64, out_channels: i64) -> Self {
        let config = nn::LinearConfig { ws_init: Init::Const(0.), bs_init: None, bias: false };
        Self {
            linear: nn::linear(&path / "linear", in_channels, out_channels, config),
            norm: nn::batch_norm1d(&path / "bn", out_channels, BATCH_NORM),
        }
    }

    pub(crate) fn forward_t(&self, xs: &Tensor, train: bool) -> Tensor {
        // One row has no variance: it would make the running one NaN.
        let has_statistics = xs.size()[0] > 1;
        xs.apply(&self.linear).apply_t(&self.norm, train && has_statistics).relu()
    }
}

/// 3 x 3 x 3 convolution of voxels, BatchNorm over the whole grid, ReLU.
/// Voxels [K, C_in] -> [B, C_out, D', H', W']
#[derive(Debug)]
pub(crate) struct SparseConvBlock3d {
    conv: SparseConv3d,
    norm: nn::BatchNorm,
}

impl SparseConvBlock3d {
    pub(crate) fn new(path: Path<'_>, channels: [i64; 2], geometry: ConvGeometry) -> Self {
        Self {
            conv: SparseConv3d::new(&(&path / "conv"), channels, geometry),
            norm: nn::batch_norm3d(&path / "bn", channels[1], BATCH_NORM),
        }
    }

    pub(crate) fn forward_t(&self, xs: &Tensor, batch: &VoxelBatch, train: bool) -> Tensor {
        self.conv.forward(xs, batch).apply_t(&self.norm, train).relu()
    }
}

/// 3 x 3 x 3 convolution, BatchNorm, ReLU. [B, C_in, D, H, W] -> [B, C_out, D', H', W']
#[derive(Debug)]
pub(crate) struct ConvBlock3d {
    conv: nn::Conv3D,
    norm: nn::BatchNorm,
}

impl ConvBlock3d {
    pub(crate) fn new(
        path: Path<'_>,
        [in_channels, out_channels]: [i64; 2],
        stride: [i64; 3],
        padding: [i64; 3],
    ) -> Self {
        let config = conv_config(stride, padding, [1; 3], false);
        Self {
            conv: nn::conv(&path / "conv", in_channels, out_channels, [3; 3], config),
            norm: nn::batch_norm3d(&path / "bn", out_channels, BATCH_NORM),
        }
    }

    pub(crate) fn forward_t(&self, xs: &Tensor, train: bool) -> Tensor {
        xs.apply(&self.conv).apply_t(&self.norm, train).relu()
    }
}

/// 3 x 3 convolution with padding 1, BatchNorm, ReLU. [B, C_in, H, W] -> [B, C_out, H/s, W/s]
#[derive(Debug)]
pub(crate) struct ConvBlock2d {
    conv: nn::Conv2D,
    norm: nn::BatchNorm,
}

impl ConvBlock2d {
    pub(crate) fn new(path: Path<'_>, [in_channels, out_channels]: [i64; 2], stride: i64) -> Self {
        let config = conv_config(stride, 1, 1, false);
        Self {
            conv: nn::conv2d(&path / "conv", in_channels, out_channels, 3, config),
            norm: nn::batch_norm2d(&path / "bn", out_channels, BATCH_NORM),
        }
    }
}

impl ModuleT for ConvBlock2d {
    fn forward_t(&self, xs: &Tensor, train: bool) -> Tensor {
        xs.apply(&self.conv).apply_t(&self.norm, train).relu()
    }
}

/// Transposed convolution, BatchNorm, ReLU.
#[derive(Debug)]
pub(crate) struct UpsampleBlock {
    conv: nn::ConvTranspose2D,
    norm: nn::BatchNorm,
}

impl UpsampleBlock {
    pub(crate) fn new(
        path: Path<'_>,
        [in_channels, out_channels]: [i64; 2],
        kernel: i64,
        stride: i64,
        padding: i64,
    ) -> Self {
        let config = nn::ConvTransposeConfig {
            stride,
            padding,
            bias: false,
            ws_init: Init::Const(0.),
            ..Default::default()
        };
        let conv = nn::conv_transpose2d(&path / "conv", in_channels, out_channels, kernel, config);
        Self { conv, norm: nn::batch_norm2d(&path / "bn", out_channels, BATCH_NORM) }
    }
}

impl ModuleT for UpsampleBlock {
    fn forward_t(&self, xs: &Tensor, train: bool) -> Tensor {
        xs.apply(&self.conv).apply_t(&self.norm, train).relu()
    }
}

/// A 1 x 1 convolution with bias and nothing behind it. [B, C_in, H, W] -> [B, C_out, H, W]
pub(crate) fn head_conv(path: Path<'_>, in_channels: i64, out_channels: i64) -> nn::Conv2D {
    nn::conv2d(path, in_channels, out_channels, 1, conv_config(1, 0, 1, true))
}

/// tch has no default for three-dimensional strides, so one place spells the fields out.
fn conv_config<ND>(stride: ND, padding: ND, dilation: ND, bias: bool) -> nn::ConvConfigND<ND> {
    nn::ConvConfigND {
        stride,
        padding,
        dilation,
        groups: 1,
        bias,
        ws_init: Init::Const(0.),
        bs_init: Init::Const(0.),
        padding_mode: PaddingMode::Zeros,
    }
}
