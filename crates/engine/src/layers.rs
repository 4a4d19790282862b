//! The layers of a network, made from stored tensors.

use voxelnet_config::{NetworkConfig, RpnBlockSpec, UpsampleSpec};

use voxelnet_head::{ANCHOR_YAWS, NUM_RESIDUALS, NetworkLayout};

use crate::EngineError;
use crate::background::Background;
use crate::conv::{HeadWeights, Layer, LayerWeights};
use crate::geometry::{AxisConv, ConvShape};
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
    let mut in_channels = config.voxel_feature_channels();
    for (number, spec) in (1..).zip(&config.middle_layers) {
        let axes = [0, 1, 2].map(|axis| AxisConv::new(3, spec.stride[axis], spec.padding[axis]));
        let channels = [in_channels, spec.channels];
        let folded = stored.folded(
            &format!("middle.conv{number}"),
            "conv",
            &[spec.channels, in_channels, 3, 3, 3],
            0,
        )?;
        let weights = LayerWeights {
            shape: ConvShape { axes },
            channels,
            weight: |tap, input, out| folded.weight((out * in_channels + input) * 27 + tap, out),
            shift: &folded.shift,
        };
        let layer = Layer::new(&weights, last, number == 1);
        *last = layer.background().clone();
        layers.push(layer);
        in_channels = spec.channels;
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
    let mut depth = layout.middle_depth;
    let mut in_channels = layout.bev_channels / depth;
    let mut first_joined = 0;
    let (mut blocks, mut branches) = (Vec::new(), Vec::new());
    for (number, spec) in (1..).zip(&config.rpn.blocks) {
        let mut convs = Vec::new();
        for i in 0..spec.num_convs {
            let name = format!("rpn.block{number}.{i}");
            let stride = if i == 0 { spec.stride } else { 1 };
            let channels = [in_channels, spec.channels];
            let layer = bev_layer(stored, &name, channels, depth, stride, &last)?;
            last = layer.background().clone();
            convs.push(layer);
            (in_channels, depth) = (spec.channels, 1);
        }
        let upsample = upsample_layer(stored, number, spec, &last)?;
        let heads = heads.of(first_joined..first_joined + spec.upsample.channels);
        branches.push(Branch::new(upsample.background(), &heads));
        blocks.push(Block { convs, upsample, heads });
        first_joined += spec.upsample.channels;
    }
    let num_kinds = config.classes.len() * ANCHOR_YAWS.len();
    let head_map = HeadMap::new(heads.bias(), branches, layout.map_size, num_kinds);
    Ok((blocks, head_map))
}

/// A convolution seen from above, of a map that may be several levels deep.
fn bev_layer(
    stored: &mut Stored<'_>,
    name: &str,
    [in_channels, out_channels]: [usize; 2],
    depth: usize,
    stride: usize,
    last: &Background,
) -> Result<Layer, EngineError> {
    let axis = AxisConv::new(3, stride, 1);
    let shape = [out_channels, in_channels * depth, 3, 3];
    let folded = stored.folded(name, "conv", &shape, 0)?;
    let weights = LayerWeights {
        // A kernel as deep as the map.
        shape: ConvShape { axes: [AxisConv::new(depth, 1, 0), axis, axis] },
        channels: [in_channels, out_channels],
        weight: |tap: usize, input, out| {
            let (z, tap) = (tap / 9, tap % 9);
            folded.weight(((out * in_channels + input) * depth + z) * 9 + tap, out)
        },
        shift: &folded.shift,
    };
    Ok(Layer::new(&weights, last, false))
}

fn upsample_layer(
    stored: &mut Stored<'_>,
    number: usize,
    spec: &RpnBlockSpec,
    last: &Background,
) -> Result<Layer, EngineError> {
    let UpsampleSpec { channels, kernel, stride, padding } = spec.upsample;
    let axis = AxisConv { transposed: true, ..AxisConv::new(kernel, stride, padding) };
    let shape = [spec.channels, channels, kernel, kernel];
    let folded = stored.folded(&format!("rpn.up{number}"), "conv", &shape, 1)?;
    let num_taps = kernel * kernel;
    let weights = LayerWeights {
        shape: ConvShape { axes: [AxisConv::new(1, 1, 0), axis, axis] },
        channels: [spec.channels, channels],
        weight: |tap, input, out| folded.weight((input * channels + out) * num_taps + tap, out),
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

    /// What they make of some of the joined channels.
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
