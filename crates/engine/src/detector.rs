//! From a scan to detections.

use std::path::Path;

use rayon::prelude::*;
use voxelnet_config::{DetectionConfig, ModelConfig};
use voxelnet_detection::{
    AnchorGrid, AnchorOutput, Detections, Detector, HeadOutputs, NetworkLayout, ScanVoxelizer,
    ScoreRule, Weights, decode_anchors,
};
use voxelnet_scene::PointCloud;
use voxelnet_voxelizer::{SparseVoxels, Voxelizer};

use crate::error::EngineError;
use crate::head_map::HeadMap;
use crate::network::{Network, Stage};
use crate::work::Work;

/// A trained network in the native engine, with all that turns its output into boxes and all memory that it works in.
///
/// It is used through [`Detector`].
#[derive(Debug)]
pub struct NativeDetector {
    network: Network,
    config: ModelConfig,
    anchors: AnchorGrid,
    voxelizer: ScanVoxelizer,
    /// Memory of the voxelizer.
    voxelizing: Voxelizer,
    voxels: SparseVoxels,
}

impl NativeDetector {
    /// Reads the network of a weights file, with the configuration that is stored in it.
    ///
    /// # Errors
    /// [`EngineError`] names the file, and the tensor or the key of the configuration that is not
    /// accepted.
    pub fn load(path: &Path) -> Result<Self, EngineError> {
        let weights = Weights::read(path)?;
        let config = weights.config(path, &[])?;
        Self::with_weights(&weights, path, config)
    }

    /// Makes a detector with these weights; `path`, where they are from, is for messages only.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn with_weights(
        weights: &Weights,
        path: &Path,
        config: ModelConfig,
    ) -> Result<Self, EngineError> {
        let layout = NetworkLayout::new(&config.network)?;
        let network = Network::new(&config.network, &layout, weights, path)?;
        let anchors = AnchorGrid::new(&config.network, &layout);
        let voxelizer = ScanVoxelizer::new(&config, &layout);
        let (voxelizing, voxels) = (voxelizer.for_many(), SparseVoxels::default());
        Ok(Self { network, config, anchors, voxelizer, voxelizing, voxels })
    }

    /// Finds the boxes before suppression, as [`Detector::candidates`], part by part.
    ///
    /// `observe` is told of each part of the network when it is done, and of how much it did.
    pub fn candidates_by_stage(
        &mut self,
        voxels: &SparseVoxels,
        observe: &mut dyn FnMut(Stage, Work),
    ) -> Detections {
        if voxels.is_empty() {
            return Detections::default();
        }
        let map = self.network.run(voxels, observe);
        let config = &self.config.detection;
        let num_cells = map.num_cells();
        let at = |index: usize| {
            let (kind, cell) = (index / num_cells, map.cell(index % num_cells));
            AnchorOutput {
                residual: std::array::from_fn(|r| f64::from(cell.residual(kind, r))),
                direction: cell.direction(kind),
            }
        };
        decode_anchors(scored(map, &least_logits(&self.anchors, config)), at, &self.anchors, config)
    }
}

impl Detector for NativeDetector {
    fn config(&self) -> &ModelConfig {
        &self.config
    }

    fn voxelizer(&self) -> &ScanVoxelizer {
        &self.voxelizer
    }

    fn outputs(&mut self, voxels: &SparseVoxels) -> HeadOutputs {
        self.network.run(voxels, &mut |_, _| ()).to_outputs()
    }

    fn candidates(&mut self, voxels: &SparseVoxels) -> Detections {
        self.candidates_by_stage(voxels, &mut |_, _| ())
    }

    /// Keeps the memory of the voxelizer and of the voxels for the next scan.
    fn detect(&mut self, cloud: &PointCloud) -> Detections {
        let mut voxels = std::mem::take(&mut self.voxels);
        self.voxelizer.voxels_into(cloud, &mut self.voxelizing, &mut voxels);
        let detections = self.detect_in(&voxels);
        self.voxels = voxels;
        detections
    }
}

/// The logit from which an anchor of each kind may be kept.
fn least_logits(anchors: &AnchorGrid, config: &DetectionConfig) -> Vec<f32> {
    let least_of = |kind: usize| {
        let class = &anchors.classes()[anchors.class_of_kind(kind)];
        let least = ScoreRule::new(config, &class.name).least_raw();
        // Rounding must not lose one, near 1 least of all; those that do not reach it are left out later.
        ((least / (1. - least)).ln() as f32 - 1e-3).min(30.)
    };
    (0..anchors.num_kinds()).map(least_of).collect()
}

/// Cells that are looked through on one thread.
const CELLS: usize = 4096;

/// The anchors that reach the least logit of their kind, and their logits.
fn scored(map: &HeadMap, least_logits: &[f32]) -> Vec<(usize, f32)> {
    let num_cells = map.num_cells();
    let of_cell = |cell: usize| {
        let outputs = map.cell(cell);
        least_logits.iter().enumerate().filter_map(move |(kind, &least)| {
            let logit = outputs.score(kind);
            (logit >= least).then_some((kind * num_cells + cell, logit))
        })
    };
    let cells = (0..num_cells).into_par_iter().with_min_len(CELLS);
    cells.flat_map_iter(of_cell).collect()
}
