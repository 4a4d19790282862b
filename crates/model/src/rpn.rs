//! The region proposal network: a bird's-eye map -> scores and residuals (section 2.1.3).

use tch::Tensor;
use tch::nn::{self, Path};
use voxelnet_config::{ChannelAttention, NetworkConfig};
use voxelnet_detection::{
    ANCHOR_YAWS, ConvGeometry, NUM_RESIDUALS, NetworkLayout, RpnBlockConvs, rpn_convs,
};

use crate::attention::Attention;
use crate::conv::{ConvBlock, UpsampleBlock, for_training, head_conv};
use crate::feature_map::FeatureMap;
use crate::norm::NormConfig;
use crate::output::RpnOutput;

/// A block of convolutions and the layer that brings its output to the size of the maps.
#[derive(Debug)]
struct RpnBlock {
    convs: Vec<ConvBlock>,
    attention: Option<Attention>,
    upsample: UpsampleBlock,
}

impl RpnBlock {
    fn new(
        path: &Path<'_>,
        number: usize,
        block: &RpnBlockConvs,
        attention: ChannelAttention,
        norm: &NormConfig,
    ) -> Self {
        let RpnBlockConvs { convs, upsample } = block;
        let out_channels = upsample.in_channels as i64;
        let block_path = path / format!("block{number}");
        let conv = |(i, layer)| ConvBlock::of_bev(&block_path / i, layer, norm);
        let convs = convs.iter().enumerate().map(conv).collect();
        let upsample = UpsampleBlock::new(path / format!("up{number}"), upsample, norm);
        let path = path / format!("attention{number}");
        let attention = Attention::new(&path, out_channels, attention);
        Self { convs, attention, upsample }
    }

    /// [B, C, D, H, W] -> [B, C', H', W']
    fn forward_t(&self, xs: FeatureMap, train: bool) -> Tensor {
        let map = self.convs.iter().fold(xs, |xs, conv| conv.forward_t(&xs, train)).to_bev();
        match &self.attention {
            Some(attention) => attention.forward(&map),
            None => map,
        }
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
    pub(crate) fn new(
        path: &Path<'_>,
        config: &NetworkConfig,
        layout: &NetworkLayout,
        norm: &NormConfig,
    ) -> Self {
        let block =
            |(number, convs)| RpnBlock::new(path, number, convs, config.rpn.attention, norm);
        let blocks = (1..).zip(&rpn_convs(config, layout.middle_depth)).map(block).collect();
        let joined: i64 = config.rpn.blocks.iter().map(|spec| spec.upsample.channels as i64).sum();
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

    /// The convolutions that a sparse map may go through: those of the first block. Behind it the
    /// points have an influence on most places.
    pub(crate) fn sparse_convs(
        config: &NetworkConfig,
        layout: &NetworkLayout,
    ) -> Vec<ConvGeometry> {
        let blocks = rpn_convs(config, layout.middle_depth);
        let convs = blocks.first().into_iter().flat_map(|block| &block.convs);
        convs.map(|conv| conv.geometry).collect()
    }

    /// # Shapes
    /// [B, C, D, H, W] -> maps of [B, _, H / s, W / s], s the stride of the first block
    pub(crate) fn forward_t(&self, xs: FeatureMap, train: bool) -> RpnOutput {
        let mut xs = xs;
        let mut joined = Vec::new();
        for block in &self.blocks {
            let map = for_training(block.forward_t(xs, train), train); // [B, C, H, W]
            joined.push(block.upsample.forward_t(&map, train));
            xs = FeatureMap::Dense(map.unsqueeze(2));
        }
        let joined = Tensor::cat(&joined, 1); // -> [B, sum of upsampled channels, H / s, W / s]
        RpnOutput {
            scores: joined.apply(&self.score),
            residuals: joined.apply(&self.residual),
            directions: self.direction.as_ref().map(|head| joined.apply(head)),
        }
    }
}
