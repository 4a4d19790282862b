//! From a scan to detections.

use std::path::Path;

use rayon::prelude::*;
use voxelnet_config::ModelConfig;
use voxelnet_head::{
    AnchorGrid, AnchorOutput, Detection, NetworkLayout, ScanVoxelizer, Weights, decode_anchors,
    select,
};
use voxelnet_scene::PointCloud;
use voxelnet_voxelizer::{SparseVoxels, Voxelizer};

use crate::EngineError;
use crate::head_map::HeadMap;
use crate::network::{Network, Stage};
use crate::work::Work;

/// A trained network with all that turns its output into boxes, and all memory that it works in.
#[derive(Debug)]
pub struct Detector {
    network: Network,
    config: ModelConfig,
    layout: NetworkLayout,
    anchors: AnchorGrid,
    voxelizer: ScanVoxelizer,
    /// Memory of the voxelizer.
    voxelizing: Voxelizer,
    voxels: SparseVoxels,
}

impl Detector {
    /// The network of a weights file, with the configuration that is stored in it.
    ///
    /// # Errors
    /// [`EngineError`] names the file, and the tensor or the key of the configuration that is not
    /// accepted.
    pub fn load(path: &Path) -> Result<Self, EngineError> {
        let weights = Weights::read(path)?;
        let config = weights.config(path, &[])?;
        Self::with_weights(&weights, path, config)
    }

    /// A detector with these weights; `path`, where they are from, is for messages only.
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
        Ok(Self { network, config, layout, anchors, voxelizer, voxelizing, voxels })
    }

    /// The configuration of the network and of its detections.
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// The sizes that follow from the configuration.
    pub fn layout(&self) -> &NetworkLayout {
        &self.layout
    }

    /// What makes the voxels of a scan.
    pub fn voxelizer(&self) -> &ScanVoxelizer {
        &self.voxelizer
    }

    /// Finds the objects of a scan, the most certain first, in the frame of the scan.
    pub fn detect(&mut self, cloud: &PointCloud) -> Vec<Detection> {
        let mut voxels = std::mem::take(&mut self.voxels);
        self.voxelizer.voxels_into(cloud, &mut self.voxelizing, &mut voxels);
        let detections = self.detect_in(&voxels);
        self.voxels = voxels;
        detections
    }

    /// Finds the objects of several scans.
    pub fn detect_all(&mut self, clouds: &[PointCloud]) -> Vec<Vec<Detection>> {
        clouds.iter().map(|cloud| self.detect(cloud)).collect()
    }

    /// As [`Self::detect`] from the voxels of the scan, which [`Self::voxelizer`] made.
    pub fn detect_in(&mut self, voxels: &SparseVoxels) -> Vec<Detection> {
        let candidates = self.candidates(voxels, &mut |_, _| ());
        select(candidates, &self.config)
    }

    /// The boxes that the network asks for, before any suppression, in the frame of the network. `done` is
    /// told of each part of the network when it is done, and of how much it did.
    pub fn candidates(
        &mut self,
        voxels: &SparseVoxels,
        done: &mut dyn FnMut(Stage, Work),
    ) -> Vec<Detection> {
        if voxels.is_empty() {
            return Vec::new();
        }
        let map = self.network.run(voxels, done);
        let config = &self.config.detection;
        let num_cells = map.num_cells();
        let at = |index: usize| {
            let (kind, cell) = (index / num_cells, map.cell(index % num_cells));
            AnchorOutput {
                residual: std::array::from_fn(|r| f64::from(cell.residual(kind, r))),
                direction: cell.direction(kind),
            }
        };
        decode_anchors(scored(map, config.min_score), at, &self.anchors, config)
    }

    /// All that the heads say, written out.
    pub fn maps(&mut self, voxels: &SparseVoxels) -> HeadMaps {
        HeadMaps::new(self.network.run(voxels, &mut |_, _| ()))
    }
}

/// Cells that are looked through on one thread.
const CELLS: usize = 4096;

/// The anchors that may reach a score, and their logits.
fn scored(map: &HeadMap, min_score: f64) -> Vec<(usize, f32)> {
    // Rounding must not lose one, near 1 least of all; those that do not reach it are left out later.
    let least = ((min_score / (1. - min_score)).ln() as f32 - 1e-3).min(30.);
    let num_cells = map.num_cells();
    let of_cell = |cell: usize| {
        let outputs = map.cell(cell);
        let logits =
            (0..map.num_kinds()).map(move |kind| (kind * num_cells + cell, outputs.score(kind)));
        logits.filter(|&(_, logit)| logit >= least)
    };
    let cells = (0..num_cells).into_par_iter().with_min_len(CELLS);
    cells.flat_map_iter(of_cell).collect()
}

/// What the heads say of a scan, written out; A anchors per cell, H x W cells.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadMaps {
    /// Logits. [A, H, W]
    pub scores: Vec<f32>,
    /// Residual r of anchor a is channel 7a + r. [7A, H, W]
    pub residuals: Vec<f32>,
    /// Logits of the heading being reversed, when the network has a direction head. [A, H, W]
    pub directions: Option<Vec<f32>>,
}

impl HeadMaps {
    fn new(map: &HeadMap) -> Self {
        let (num_kinds, num_cells) = (map.num_kinds(), map.num_cells());
        let anchors =
            || (0..num_kinds).flat_map(|kind| (0..num_cells).map(move |cell| (kind, cell)));
        let residuals = (0..num_kinds * voxelnet_head::NUM_RESIDUALS).flat_map(|channel| {
            let (kind, residual) =
                (channel / voxelnet_head::NUM_RESIDUALS, channel % voxelnet_head::NUM_RESIDUALS);
            (0..num_cells).map(move |cell| map.cell(cell).residual(kind, residual))
        });
        Self {
            scores: anchors().map(|(kind, cell)| map.cell(cell).score(kind)).collect(),
            residuals: residuals.collect(),
            directions: map.has_directions().then(|| {
                anchors().filter_map(|(kind, cell)| map.cell(cell).direction(kind)).collect()
            }),
        }
    }
}
