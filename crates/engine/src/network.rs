//! The network: voxels -> what the heads say.

use std::path::Path;

use serde::Serialize;
use voxelnet_config::{ChannelAttention, Encoder, NetworkConfig, VfePooling};
use voxelnet_detection::{NetworkLayout, Weights};
use voxelnet_voxelizer::SparseVoxels;

use crate::background::Background;
use crate::conv::{Heads, Layer};
use crate::error::EngineError;
use crate::features::FeatureLearning;
use crate::head_map::HeadMap;
use crate::layers::{Block, blocks, middle_layers};
use crate::map::SparseMap;
use crate::scratch::ScratchPool;
use crate::sites::Sites;
use crate::stored::Stored;
use crate::work::Work;

/// A part of the network, in the order in which they are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The feature learning network.
    Features,
    /// The convolutional middle layers.
    Middle,
    /// The region proposal network and its heads.
    Rpn,
}

/// A network with all memory that it works in.
#[derive(Debug)]
pub(crate) struct Network {
    features: FeatureLearning,
    middle: Vec<Layer>,
    blocks: Vec<Block>,
    pool: ScratchPool,
    point_features: Vec<f32>,
    voxel_map: SparseMap,
    /// Maps between two layers, by turns what is read and what is written.
    maps: [SparseMap; 2],
    head_map: HeadMap,
}

impl Network {
    pub(crate) fn new(
        config: &NetworkConfig,
        layout: &NetworkLayout,
        weights: &Weights,
        path: &Path,
    ) -> Result<Self, EngineError> {
        check_supported(config)?;
        let stored = &mut Stored::new(weights, path);
        let shape = layout.grid.shape();
        let size = [shape.depth, shape.height, shape.width];
        let features = FeatureLearning::new(stored, config)?;
        let mut last = Background::of_input(size, config.voxel_feature_channels());
        let middle = middle_layers(stored, config, &mut last)?;
        let (blocks, head_map) = blocks(stored, config, layout, last)?;
        stored.check_all_taken()?;
        Ok(Self {
            features,
            middle,
            blocks,
            pool: ScratchPool::default(),
            point_features: Vec::new(),
            voxel_map: SparseMap::new(Sites::new(size)),
            maps: Default::default(),
            head_map,
        })
    }

    /// Runs all layers; `done` is told of each stage when it is done.
    pub(crate) fn run(
        &mut self,
        voxels: &SparseVoxels,
        done: &mut dyn FnMut(Stage, Work),
    ) -> &HeadMap {
        let Self { features, middle, blocks, pool, head_map, .. } = self;
        // The two change places as references, so that each takes the same parts in every scan.
        let [mut map, mut next] = self.maps.each_mut();
        let work = features.run(voxels, &mut self.voxel_map, &mut self.point_features, pool);
        done(Stage::Features, work);
        let (first, others) = middle.split_first().expect("checked with the configuration");
        let mut work = first.run(&self.voxel_map, map, &first.store(), pool);
        for layer in others {
            work += layer.run(map, next, &layer.store(), pool);
            std::mem::swap(&mut map, &mut next);
        }
        done(Stage::Middle, std::mem::take(&mut work));
        for (block, branch) in blocks.iter().zip(&mut head_map.branches) {
            for layer in &block.convs {
                work += layer.run(map, next, &layer.store(), pool);
                std::mem::swap(&mut map, &mut next);
            }
            let sink = Heads { weights: &block.heads };
            work += block.upsample.run(map, &mut branch.map, &sink, pool);
        }
        done(Stage::Rpn, work);
        head_map
    }
}

/// Checks that the engine computes all parts of a network.
///
/// # Errors
/// [`EngineError::Unsupported`] names the part that it does not.
pub fn check_supported(config: &NetworkConfig) -> Result<(), EngineError> {
    let refuse =
        |key, value: String, expected| Err(EngineError::Unsupported { key, value, expected });
    if config.encoder != Encoder::Vfe {
        return refuse("network.encoder", as_written(&config.encoder), "vfe");
    }
    if config.vfe.pooling != VfePooling::Max {
        return refuse("network.vfe.pooling", as_written(&config.vfe.pooling), "max");
    }
    if config.rpn.attention != ChannelAttention::None {
        return refuse("network.rpn.attention", as_written(&config.rpn.attention), "none");
    }
    Ok(())
}

/// A value as a person writes it into a configuration.
fn as_written(value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).ok();
    json.as_ref().and_then(serde_json::Value::as_str).unwrap_or("unknown").to_owned()
}
