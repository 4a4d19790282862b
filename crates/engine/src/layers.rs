//! The layers of a network, made from stored tensors.

use voxelnet_config::NetworkConfig;
use voxelnet_detection::{
    ANCHOR_YAWS, ConvLayer, NUM_RESIDUALS, NetworkLayout, middle_convs, rpn_convs,
};

use crate::background::Background;
use crate::conv::{HeadWeights, Layer, LayerWeights};
use crate::error::EngineError;
use crate::head_map::{Branch, HeadMap};
use crate::stored::Stored;

/// A block of the region proposal network with the layer that brings it to the size of the output.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) convs: Vec<Layer>,
    pub(crate) upsample: Layer,
    pub(crate) heads: HeadWeights,
}

/// The convolutional middle layers, behind `last`, which becomes what they make of an empty grid.
pub(crate) fn middle_layers(
    stored: &mut Stored<'_>,
    config: &NetworkConfig,
    last: &mut Background,
) -> Result<Vec<Layer>, EngineError> {
    let mut layers = Vec::new();
    for (number, conv) in (1..).zip(&middle_convs(config)) {
        let [depth, height, width] = conv.geometry.kernel();
        let shape = [conv.out_channels, conv.in_channels, depth, height, width];
        let name = format!("middle.conv{number}");
        let layer = conv_layer(stored, &name, &shape, conv, last, number == 1)?;
        *last = layer.background().clone();
        layers.push(layer);
    }
    Ok(layers)
}

/// The blocks of the region proposal network, and memory for what the heads say.
pub(crate) fn blocks(
    stored: &mut Stored<'_>,
    config: &NetworkConfig,
    layout: &NetworkLayout,
    mut last: Background,
) -> Result<(Vec<Block>, HeadMap), EngineError> {
    let heads = StoredHeads::new(stored, config)?;
    let mut first_joined = 0;
    let (mut blocks, mut branches) = (Vec::new(), Vec::new());
    for (number, block) in (1..).zip(&rpn_convs(config, layout.middle_depth)) {
        let mut convs = Vec::new();
        for (i, conv) in block.convs.iter().enumerate() {
            let [depth, height, width] = conv.geometry.kernel();
            // Seen from above, depth is folded into the channels.
            let shape = [conv.out_channels, conv.in_channels * depth, height, width];
            let name = format!("rpn.block{number}.{i}");
            let layer = conv_layer(stored, &name, &shape, conv, &last, false)?;
            last = layer.background().clone();
            convs.push(layer);
        }
        let upsample = upsample_layer(stored, &format!("rpn.up{number}"), &block.upsample, &last)?;
        let end_joined = first_joined + block.upsample.out_channels;
        let heads = heads.of(first_joined..end_joined);
        branches.push(Branch::new(upsample.background(), &heads));
        blocks.push(Block { convs, upsample, heads });
        first_joined = end_joined;
    }
    let num_kinds = config.classes.len() * ANCHOR_YAWS.len();
    let head_map = HeadMap::new(heads.bias(), branches, layout.map_size, num_kinds);
    Ok((blocks, head_map))
}

/// A convolution whose weight is stored in this shape: by output channel, then input channel, then element of the
/// kernel. `scattered` as in [`Layer::new`].
fn conv_layer(
    stored: &mut Stored<'_>,
    name: &str,
    shape: &[usize],
    conv: &ConvLayer,
    last: &Background,
    scattered: bool,
) -> Result<Layer, EngineError> {
    let ConvLayer { in_channels, out_channels, geometry } = *conv;
    let folded = stored.folded(name, "conv", shape, 0)?;
    let num_taps = geometry.num_taps();
    let weights = LayerWeights {
        geometry,
        channels: [in_channels, out_channels],
        weight: |tap, input, out| folded.weight((out * in_channels + input) * num_taps + tap, out),
        shift: &folded.shift,
    };
    Ok(Layer::new(&weights, last, scattered))
}

fn upsample_layer(
    stored: &mut Stored<'_>,
    name: &str,
    conv: &ConvLayer,
    last: &Background,
) -> Result<Layer, EngineError> {
    let ConvLayer { in_channels, out_channels, geometry } = *conv;
    let [_, height, width] = geometry.kernel();
    let shape = [in_channels, out_channels, height, width];
    let folded = stored.folded(name, "conv", &shape, 1)?;
    let num_taps = geometry.num_taps();
    let weights = LayerWeights {
        geometry,
        channels: [in_channels, out_channels],
        weight: |tap, input, out| folded.weight((input * out_channels + out) * num_taps + tap, out),
        shift: &folded.shift,
    };
    Ok(Layer::new(&weights, last, false))
}

/// The heads: scores, residuals and directions, one behind the other.
struct StoredHeads<'a> {
    /// Weight and bias of each, and its number of outputs.
    heads: Vec<(&'a [f32], &'a [f32], usize)>,
    num_joined: usize,
}

impl<'a> StoredHeads<'a> {
    fn new(stored: &mut Stored<'a>, config: &NetworkConfig) -> Result<Self, EngineError> {
        let num_kinds = config.classes.len() * ANCHOR_YAWS.len();
        let num_joined = config.rpn.blocks.iter().map(|spec| spec.upsample.channels).sum();
        let mut names = vec![("score", num_kinds), ("residual", num_kinds * NUM_RESIDUALS)];
        names.extend(config.direction_head.then_some(("direction", num_kinds)));
        let mut heads = Vec::new();
        for (name, num) in names {
            let weight = stored.tensor(&format!("rpn.{name}.weight"), &[num, num_joined, 1, 1])?;
            heads.push((weight, stored.tensor(&format!("rpn.{name}.bias"), &[num])?, num));
        }
        Ok(Self { heads, num_joined })
    }

    fn bias(&self) -> Vec<f32> {
        self.heads.iter().flat_map(|(_, bias, _)| bias.iter().copied()).collect()
    }

    /// Their sums over some of the joined channels.
    fn of(&self, joined: std::ops::Range<usize>) -> HeadWeights {
        let rows: Vec<&[f32]> = self
            .heads
            .iter()
            .flat_map(|(weight, ..)| weight.chunks_exact(self.num_joined))
            .collect();
        HeadWeights::new([joined.len(), rows.len()], |channel, head| {
            rows[head][joined.start + channel]
        })
    }
}
