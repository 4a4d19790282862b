//! The region proposal network: a bird's-eye map -> scores and residuals (section 2.1.3).

use tch::Tensor;
use tch::nn::{self, ModuleT, Path};
use voxelnet_head::{ANCHOR_YAWS, NUM_RESIDUALS, NetworkConfig, NetworkLayout, RpnBlockSpec};

use crate::conv::{ConvBlock2d, UpsampleBlock, head_conv};

/// What the network says of every anchor; A anchors per cell.
#[derive(Debug)]
pub struct RpnOutput {
    /// Logits of an object being there. [B, A, H, W]
    pub scores: Tensor,
    /// Residual r of anchor a is channel 7a + r. [B, 7A, H, W]
    pub residuals: Tensor,
    /// Logits of the heading being reversed, with a direction head. [B, A, H, W]
    pub directions: Option<Tensor>,
}

/// A block of convolutions and the layer that brings its output to the size of the maps.
#[derive(Debug)]
struct RpnBlock {
    convs: Vec<ConvBlock2d>,
    upsample: UpsampleBlock,
}

impl RpnBlock {
    fn new(path: &Path<'_>, number: usize, in_channels: i64, spec: &RpnBlockSpec) -> Self {
        let channels = spec.channels as i64;
        let block_path = path / format!("block{number}");
        let convs = (0..spec.num_convs)
            .map(|i| {
                let (in_channels, stride) =
                    if i == 0 { (in_channels, spec.stride as i64) } else { (channels, 1) };
                ConvBlock2d::new(&block_path / i, [in_channels, channels], stride)
            })
            .collect();
        let up = &spec.upsample;
        let upsample = UpsampleBlock::new(
            path / format!("up{number}"),
            [channels, up.channels as i64],
            up.kernel as i64,
            up.stride as i64,
            up.padding as i64,
        );
        Self { convs, upsample }
    }

    fn forward_t(&self, xs: &Tensor, train: bool) -> Tensor {
        self.convs.iter().fold(xs.shallow_clone(), |xs, conv| conv.forward_t(&xs, train))
    }
}

/// Blocks that see ever more context, joined at one size, and three heads.
#[derive(Debug)]
pub(crate) struct Rpn {
    blocks: Vec<RpnBlock>,
    score: nn::Conv2D,
    residual: nn::Conv2D,
    direction: Option<nn::Conv2D>,
}

impl Rpn {
    pub(crate) fn new(path: &Path<'_>, config: &NetworkConfig, layout: &NetworkLayout) -> Self {
        let mut in_channels = layout.bev_channels as i64;
        let mut blocks = Vec::new();
        for (number, spec) in (1..).zip(&config.rpn) {
            blocks.push(RpnBlock::new(path, number, in_channels, spec));
            in_channels = spec.channels as i64;
        }
        let joined: i64 = config.rpn.iter().map(|spec| spec.upsample.channels as i64).sum();
        let anchors = (config.classes.len() * ANCHOR_YAWS.len()) as i64;
        let residuals = anchors * NUM_RESIDUALS as i64;
        Self {
            blocks,
            score: head_conv(path / "score", joined, anchors),
            residual: head_conv(path / "residual", joined, residuals),
            direction: config
                .direction_head
                .then(|| head_conv(path / "direction", joined, anchors)),
        }
    }

    /// # Shapes
    /// [B, C, H, W] -> maps of [B, _, H / s, W / s], s the stride of the first block
    pub(crate) fn forward_t(&self, xs: &Tensor, train: bool) -> RpnOutput {
        let mut xs = xs.shallow_clone();
        let mut joined = Vec::new();
        for block in &self.blocks {
            xs = block.forward_t(&xs, train);
            joined.push(block.upsample.forward_t(&xs, train));
        }
        let joined = Tensor::cat(&joined, 1); // -> [B, sum of upsampled channels, H / s, W / s]
        RpnOutput {
            scores: joined.apply(&self.score),
            residuals: joined.apply(&self.residual),
            directions: self.direction.as_ref().map(|head| joined.apply(head)),
        }
    }
}
