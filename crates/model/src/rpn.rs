//! The region proposal network: a bird's-eye map -> scores and residuals (section 2.1.3).

use tch::Tensor;
use tch::nn::{self, Path};
use voxelnet_config::{NetworkConfig, RpnBlockSpec};
use voxelnet_head::{ANCHOR_YAWS, NUM_RESIDUALS, NetworkLayout};

use crate::RpnOutput;
use crate::attention::Attention;
use crate::conv::{ConvBlock, UpsampleBlock, for_training, head_conv};
use crate::feature_map::FeatureMap;
use crate::geometry::Geometry;
use crate::norm::NormConfig;

/// A block of convolutions and the layer that brings its output to the size of the maps.
#[derive(Debug)]
struct RpnBlock {
    convs: Vec<ConvBlock>,
    attention: Option<Attention>,
    upsample: UpsampleBlock,
}

impl RpnBlock {
    /// `channels` and `depth` are those of the map that enters.
    fn new(
        path: &Path<'_>,
        number: usize,
        channels: i64,
        depth: usize,
        config: &NetworkConfig,
        norm: NormConfig,
    ) -> Self {
        let spec = &config.rpn.blocks[number - 1];
        let out_channels = spec.channels as i64;
        let block_path = path / format!("block{number}");
        let mut in_channels = channels;
        let mut convs = Vec::new();
        for (i, conv) in block_convs(spec, depth).into_iter().enumerate() {
            let channels = [in_channels, out_channels];
            convs.push(ConvBlock::of_bev(&block_path / i, channels, conv, norm));
            in_channels = out_channels;
        }
        let up = &spec.upsample;
        let upsample = UpsampleBlock::new(
            path / format!("up{number}"),
            [out_channels, up.channels as i64],
            up.kernel as i64,
            up.stride as i64,
            up.padding as i64,
            norm,
        );
        let path = path / format!("attention{number}");
        let attention = Attention::new(&path, out_channels, config.rpn.attention);
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

/// The convolutions of a block whose input is `depth` levels deep.
fn block_convs(spec: &RpnBlockSpec, depth: usize) -> Vec<Geometry> {
    let first = Geometry {
        kernel: [depth, 3, 3],
        stride: [1, spec.stride, spec.stride],
        padding: [0, 1, 1],
    };
    let other = Geometry { kernel: [1, 3, 3], stride: [1; 3], padding: [0, 1, 1] };
    (0..spec.num_convs).map(|i| if i == 0 { first } else { other }).collect()
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
        norm: NormConfig,
    ) -> Self {
        let mut depth = layout.middle_depth;
        let mut in_channels = (layout.bev_channels / depth) as i64;
        let mut blocks = Vec::new();
        for (number, spec) in (1..).zip(&config.rpn.blocks) {
            blocks.push(RpnBlock::new(path, number, in_channels, depth, config, norm));
            (in_channels, depth) = (spec.channels as i64, 1);
        }
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
    pub(crate) fn sparse_convs(config: &NetworkConfig, layout: &NetworkLayout) -> Vec<Geometry> {
        config.rpn.blocks.first().map_or(Vec::new(), |spec| block_convs(spec, layout.middle_depth))
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
